import type { Op } from '../operations/op.js'
import type { Revision } from '../revisions/revision.js'

/** What is known of a revision script without running it. */
export interface ScriptHeader extends Revision {
  /** Where it is, for people; null for one that is not in a file. */
  readonly path: string | null
  /** The text of its leading comment, without the comment's marks. */
  readonly doc: string
  /** `none`: its statements run outside a transaction. */
  readonly transaction: 'default' | 'none'
}

/** A revision script, loaded. */
export interface Script {
  readonly header: ScriptHeader
  readonly upgrade: (op: Op) => void
  /** undefined: derived from the upgrade; null: there is no way back. */
  readonly downgrade: ((op: Op) => void) | null | undefined
}

/** A new script, as it is handed over to be written. */
export interface NewScript {
  readonly header: Revision
  readonly createDate: Date
  readonly text: string
}

/** Where revision scripts come from: a folder of TypeScript, a built module, a list in memory. */
export interface ScriptSource {
  /** The header of every script, in the source's own order. Runs none of them. Throws for a script that says too little of itself. */
  headers(): Promise<readonly ScriptHeader[]>
  /** Runs the module of each of these revisions, all at once, and gives them in the same order. */
  load(revisions: readonly string[]): Promise<readonly Script[]>
  /** Writes a new script and gives its path. Left out where scripts cannot be added. Never overwrites. */
  write?(script: NewScript): Promise<string>
}
