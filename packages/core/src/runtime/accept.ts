import { MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { appliedBelow } from './applied-log.js'
import { type Context, loadGraph, withConnection } from './context.js'
import { checkIntegrity, type IntegrityFault } from './integrity.js'
import { openLogbook, requiredBy } from './logbook.js'
import { readAppliedLog } from './read-log.js'
import { currentHashes } from './step-hashes.js'
import { inTransaction } from './transaction.js'
import { readVersionRows } from './version-table.js'

export interface AcceptOptions {
  /** Why the script is right as it is now. It stands in the log. */
  readonly reason: string
}

export interface AcceptResult {
  readonly revision: string
  /** What was wrong with it before; empty where it was what was applied, and nothing was written. */
  readonly accepted: readonly IntegrityFault[]
}

/**
 * Says that an applied revision is right as it is now, edited or without a script, and writes the reason into the log.
 * Throws `NOT_APPLIED`, `NO_LOG`, and `USAGE` without a reason.
 */
export const accept = async (
  context: Context,
  identifier: string,
  { reason }: AcceptOptions,
): Promise<AcceptResult> => {
  if (reason.trim() === '') throw new MigrateError('USAGE', 'accept needs a reason', { hint: 'Give it with -m "…".' })
  if (context.history.log === false) {
    throw new MigrateError('NO_LOG', 'the history keeps no log, so there is nothing to compare its scripts with', {
      hint: 'Take `log: false` out of it to have changes of applied scripts found.',
    })
  }
  const graph = await loadGraph(context)
  return withConnection(context, 'write', (connection) =>
    inTransaction(context, connection, async () => {
      const started = performance.now()
      const { dialect, history } = context
      const rows = (await readVersionRows(connection, dialect, history.versionTable)) ?? []
      const log = await readAppliedLog(connection, context)
      const { applied } = appliedBelow(log, rows, (id) => (graph.get(id) === undefined ? null : requiredBy(graph, id)))
      const revision = meant(graph, identifier, applied)
      if (!applied.has(revision) || (graph.get(revision) === undefined && rows.includes(revision))) {
        throw notApplied(revision, rows.includes(revision))
      }
      const { faults } = await checkIntegrity(context, graph, { rows, log })
      const accepted = faults.filter((fault) => fault.revision === revision)
      if (accepted.length === 0 && log.get(revision)?.applied != null) return { revision, accepted }
      const hasScript = graph.get(revision) !== undefined
      const hashes = hasScript ? await currentHashes(context, revision) : null
      const logbook = openLogbook(context)
      await logbook.open(connection)
      await logbook.write(connection, {
        direction: 'accept',
        revision,
        parents: hasScript ? requiredBy(graph, revision) : (log.get(revision)?.parents ?? []),
        operationsHash: hashes?.operations ?? null,
        sourceHash: hashes?.source ?? null,
        durationMs: performance.now() - started,
        note: reason,
      })
      return { revision, accepted }
    }),
  )
}

/** A revision without a script is known by its whole id only. */
const meant = (graph: RevisionGraph<ScriptHeader>, identifier: string, applied: ReadonlySet<string>): string => {
  if (graph.get(identifier) === undefined && applied.has(identifier)) return identifier
  const [revision, ...others] = graph.resolve(identifier)
  if (revision !== undefined && others.length === 0) return revision
  throw new MigrateError('USAGE', `accept takes one revision, and ${identifier} is ${others.length + 1}`, {
    hint: 'Accept them one by one, each for its own reason.',
  })
}

const notApplied = (revision: string, isRow: boolean): MigrateError =>
  isRow
    ? new MigrateError('UNKNOWN_DATABASE_REVISION', `no script has the version row ${revision}`, {
        hint: 'Put its script back, or say which revision the schema is at: migrate stamp --purge REV',
      })
    : new MigrateError('NOT_APPLIED', `revision ${revision} is not applied, so its script may still be changed`, {
        hint: 'There is nothing to accept.',
      })
