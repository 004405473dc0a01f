import { type Context, loadGraph, readRows, unlessMissing, withConnection } from './context.js'
import { inTransaction, type RunResult } from './run-steps.js'
import { createVersionTable, readVersionRows, writeVersionRows } from './version-table.js'

/**
 * Says that the database is at these revisions, running nothing. `purge` first forgets where it was said to be, also
 * revisions that no script has.
 */
export const stamp = async (
  context: Context,
  targets: readonly string[],
  { purge = false }: { readonly purge?: boolean } = {},
): Promise<RunResult> => {
  const graph = await loadGraph(context)
  graph.stamp(targets, purge ? [] : ((await unlessMissing(readRows(context), null)) ?? []))
  return withConnection(context, 'create', (connection) =>
    inTransaction(context, connection, async () => {
      const { dialect, history } = context
      const found = await readVersionRows(connection, dialect, history.versionTable)
      if (found === null) {
        for (const { sql } of createVersionTable(dialect, history.versionTable, connection.engine)) {
          await connection.execute(sql)
        }
      }
      const rows = found ?? []
      const steps = graph.stamp(targets, purge ? [] : rows)
      const to = steps.at(-1)?.to ?? (purge ? [] : rows)
      await writeVersionRows(connection, dialect, history.versionTable, { from: rows, to })
      return {
        steps: steps.map((step) => ({ ...step, revision: step.revision.revision, durationMs: 0 })),
        heads: to,
      }
    }),
  )
}
