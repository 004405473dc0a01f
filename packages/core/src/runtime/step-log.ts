import type { Connection } from '../dialect/dialect.js'
import { isMigrateError, messageOf } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { Step } from '../revisions/revision.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import type { Context } from './context.js'
import type { LogEntry } from './log-entry.js'
import { hasLogTable } from './log-table.js'
import { type Logbook, movedRows, openLogbook, requiredBy } from './logbook.js'
import { inTransaction } from './transaction.js'

/** Writes down what becomes of the steps of one run. */
export interface StepLog {
  /** Makes the log where it is not there yet. Inside the transaction of the first step. */
  open(connection: Connection): Promise<void>
  /** A step was taken: inside its transaction. */
  taken(connection: Connection, step: Step<ScriptHeader>, facts: StepFacts): Promise<void>
  /** What becomes of a part of a step: inside the part's transaction, or between two. */
  part(
    connection: Connection,
    step: Step<ScriptHeader>,
    facts: StepFacts & Hashes & { readonly note: string },
  ): Promise<void>
  /**
   * A step failed, and its transaction is rolled back: in another one. A database without a log stays as it was, and so
   * does one that a step was refused on. Never throws: the failure is what matters.
   */
  failed(connection: Connection, step: Step<ScriptHeader>, facts: FailureFacts): Promise<void>
}

interface StepFacts {
  readonly statements: readonly string[]
  readonly durationMs: number
}

interface FailureFacts {
  readonly error: unknown
  readonly durationMs: number
}

/** What an entry says of the script. */
export type Hashes = Pick<LogEntry, 'operationsHash' | 'sourceHash'>

const noHashes: Hashes = { operationsHash: null, sourceHash: null }

/** The log of a run. `hashes`: what is known of the script of a revision. */
export const openStepLog = (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  hashes: (revision: string) => Hashes | null,
  logbook: Logbook = openLogbook(context),
): StepLog => {
  const about = ({ revision }: Step<ScriptHeader>) => ({
    revision: revision.revision,
    parents: requiredBy(graph, revision.revision),
    ...hashes(revision.revision),
  })
  return {
    open: (connection) => logbook.open(connection),
    taken(connection, { direction, revision: { revision }, from, to }, { statements, durationMs }) {
      const { operationsHash, sourceHash } = hashes(revision) ?? noHashes
      const { removed, added } = movedRows(from, to)
      const parents = requiredBy(graph, revision)
      // One literal: this is done for each revision.
      return logbook.write(connection, {
        direction,
        revision,
        parents,
        removed,
        added,
        operationsHash,
        sourceHash,
        statements,
        durationMs,
      })
    },
    part: (connection, step, facts) => logbook.write(connection, { ...about(step), ...facts, direction: 'part' }),
    async failed(connection, step, { error, durationMs }) {
      const { dialect, history, lockTimeout } = context
      if (history.log === false || isNoFailure(error)) return
      // Whoever meets an error wants to hear of it, more than to wait for others.
      const impatient = { ...context, lockTimeout: Math.min(lockTimeout, patience), onEvent: () => {} }
      await inTransaction(impatient, connection, async () => {
        if (!(await hasLogTable(connection, dialect, history))) return
        await logbook.write(connection, {
          ...about(step),
          durationMs,
          direction: 'failed',
          note: `${step.direction}: ${reasonOf(error)}`,
        })
      }).catch(() => {})
    },
  }
}

/** A refusal tried nothing; and whoever held the database against the revision would hold it against the entry too. */
const isNoFailure = (error: unknown): boolean =>
  isMigrateError(error) && /^(?:OPERATION_|UNSUPPORTED_|LOCK_TIMEOUT$)/.test(error.code)

/** Milliseconds. */
const patience = 1000

/** The database's own words; not the statement, which may hold what nobody wants written down. */
const reasonOf = (error: unknown): string => {
  const { code = 'ERROR', cause } = Object(error) as { readonly code?: string; readonly cause?: unknown }
  const inner = cause ?? error
  const line = messageOf(inner).replace(/\s+/g, ' ')
  return `${code}: ${line.length > 500 ? `${line.slice(0, 499)}…` : line}`
}
