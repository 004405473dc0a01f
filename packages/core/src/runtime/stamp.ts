import type { RevisionGraph } from '../revisions/graph.js'
import type { Step } from '../revisions/revision.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { type Context, loadGraph, readRows, unlessMissing, withConnection } from './context.js'
import { openLogbook } from './logbook.js'
import { hashesIfKnown } from './step-hashes.js'
import { openStepLog } from './step-log.js'
import { endedAt, type RunResult } from './take-steps.js'
import { inTransaction } from './transaction.js'
import {
  deleteVersionRows,
  hasVersionTable,
  makeVersionTable,
  readVersionRows,
  writeVersionRows,
} from './version-table.js'

export interface StampOptions {
  /** First forgets where the database was said to be, also revisions that no script has and rows that are none. */
  readonly purge?: boolean
  /** Stamps the revision that the database's schema equals; no target is given then. */
  readonly detect?: boolean
}

/** Says that the database is at these revisions, running nothing. Throws what {@link detect} throws, where it is asked. */
export const stamp = async (
  context: Context,
  targets: readonly string[],
  { purge = false, detect: detecting = false }: StampOptions = {},
): Promise<RunResult> => {
  const graph = await loadGraph(context)
  // Only this compares schemas.
  const detected = detecting ? (await import('./detect.js')).detect(context) : targets
  const places = stampPlaces(graph, await detected)
  const planned = graph.stamp(places, purge ? [] : ((await unlessMissing(readRows(context), null)) ?? []))
  const hashes = await hashesIfKnown(
    context,
    planned.map(({ revision }) => revision.revision),
  )
  const { steps, heads } = await withConnection(context, 'create', (connection) =>
    inTransaction(context, connection, async () => {
      const { dialect, history } = context
      const { versionTable } = history
      if (!(await hasVersionTable(connection, dialect, versionTable))) {
        await makeVersionTable(connection, dialect, versionTable)
      }
      const logbook = openLogbook(context)
      const stepLog = openStepLog(context, graph, (id) => hashes.get(id) ?? null, logbook)
      await logbook.open(connection)
      if (purge) {
        // Whatever is in it: what is no row of a version table cannot be written down either.
        const removed = await readVersionRows(connection, dialect, versionTable, { isThere: true }).catch(() => null)
        await connection.execute(deleteVersionRows(dialect, versionTable))
        await logbook.write(connection, {
          direction: 'stamp',
          revision: null,
          parents: [],
          removed: removed ?? [],
          durationMs: 0,
          note: 'purge',
        })
      }
      const rows = (await readVersionRows(connection, dialect, versionTable, { isThere: true })) ?? []
      const steps = graph.stamp(places, rows)
      const to = steps.at(-1)?.to ?? rows
      for (const [index, step] of steps.entries()) {
        context.onEvent({ kind: 'stepStarted', step, index, total: steps.length })
      }
      await writeVersionRows(connection, dialect, versionTable, { from: rows, to })
      for (const step of steps) await stepLog.taken(connection, step, { statements: [], durationMs: 0 })
      return { steps, heads: to }
    }),
  )
  for (const step of steps) context.onEvent({ kind: 'stepFinished', step, durationMs: 0 })
  return { steps: steps.map(stepResult), ...endedAt(graph, heads) }
}

/** One by one, since the word `heads` forgets a head that is a row already when another one moves, as with Alembic. */
export const stampPlaces = (graph: RevisionGraph<ScriptHeader>, targets: readonly string[]): readonly string[] =>
  targets.flatMap((target) => (target === 'heads' ? graph.realHeads : [target]))

const stepResult = (step: Step<ScriptHeader>) => ({ ...step, revision: step.revision.revision, durationMs: 0 })
