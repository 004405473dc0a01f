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

/** What is known of a script's hashes without running it. */
export interface KnownHashes {
  /** Of its text; null where there is none. */
  readonly source: string | null
  /** Of what it records; null where it has to be loaded for that. */
  readonly recorded: RecordedHash | null
  /** What the script imports of code that may change without it: then its text does not say all. */
  readonly imports?: readonly string[]
  /** Whether it records the same for as long as its text is the same, so that its hash can be kept. */
  readonly isSelfContained?: boolean
}

/** The hash of what a script records, and what is to be known with it. */
export interface RecordedHash {
  readonly operations: string
  /** Whether code of the script changes rows: no recording shows what that code does. */
  readonly hasDataSteps: boolean
  /** The dialect that the hash holds for; null: the script never asked, so it holds for all. */
  readonly dialect: string | null
}

/** A new script, as it is handed over to be written. */
export interface NewScript {
  readonly header: Revision
  readonly createDate: Date
  readonly text: string
  /** The folder that was asked for; its parent's, or the only one, where left out. */
  readonly folder?: string | undefined
}

/** Where revision scripts come from: a folder of TypeScript, a built module, a list in memory. */
export interface ScriptSource {
  /** The header of every script, in the source's own order. Runs none of them. Throws for a script that says too little of itself. */
  headers(): Promise<readonly ScriptHeader[]>
  /** Runs the module of each of these revisions, all at once, and gives them in the same order. */
  load(revisions: readonly string[]): Promise<readonly Script[]>
  /** What is known of the hashes of these revisions, in the same order. Runs none of them. Left out where nothing is. */
  hashes?(revisions: readonly string[]): Promise<readonly KnownHashes[]>
  /** Writes a new script and gives its path. Left out where scripts cannot be added. Never overwrites. */
  write?(script: NewScript): Promise<string>
  /** The text of a script. Left out where it is not at hand. */
  read?(revision: string): Promise<string>
  /** Replaces the text of a script that is there, whole or not at all. Left out where scripts cannot be changed. */
  replace?(revision: string, text: string): Promise<void>
  /** Gives a script other parents, changes nothing else in it, and gives its path. Left out where scripts cannot be changed. */
  reparent?(revision: string, downRevision: readonly string[]): Promise<string>
}
