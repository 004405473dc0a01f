import type { Step } from '../revisions/revision.js'

/**
 * What one entry of the log tells: a step that was taken, a script that was accepted as it is (`accept`), or a step that
 * was not taken because it `failed`. A `part` is one of a step that is taken outside of a transaction.
 */
export interface LogEntry {
  /** Its number: entries are written one after another, and none is ever changed. */
  readonly id: number
  /** The same for all entries that one call has written. */
  readonly run: string
  readonly direction: LogDirection
  /** null where rows were forgotten that are no revision's: `stamp --purge`. */
  readonly revision: string | null
  /** The revisions that it required then: its parents and dependencies. */
  readonly parents: readonly string[]
  /** The version rows that went. */
  readonly removed: readonly string[]
  /** The version rows that came. */
  readonly added: readonly string[]
  /** The hash of what the script records; null where it was not known. */
  readonly operationsHash: string | null
  /** The hash of the script's text; null where it had none. */
  readonly sourceHash: string | null
  /** The hash of the statements that ran; null where none did. */
  readonly sqlHash: string | null
  /** When it began, in UTC. */
  readonly startedAt: string
  readonly durationMs: number
  /** The version of this package. */
  readonly tool: string
  /** The engine and its version. */
  readonly engine: string
  /** The user and the machine that it ran as and on; null where that is not known. */
  readonly actor: string | null
  readonly host: string | null
  /** Why a script was accepted, why a step failed, or which part of it was begun or done. */
  readonly note: string | null
}

export type LogDirection = Step['direction'] | 'accept' | 'failed' | 'part'
