import { MigrateError } from '../errors.js'
import { type Context, loadGraph, withConnection } from './context.js'
import { openLogbook, requiredBy } from './logbook.js'
import { partNote, readPartWays, unknownPart } from './part-notes.js'
import { inTransaction } from './transaction.js'

export interface SettleOptions {
  /** The part that was running when a run ended. */
  readonly part: number
  /** Whether it was done; where it was not, the next run does it. */
  readonly isDone: boolean
  /** What was seen. It stands in the log. */
  readonly reason: string
}

/**
 * Says of a part of a revision outside of a transaction whether it was done, where a run has ended while it ran. Throws
 * `PART_KNOWN` where there is no such doubt, and `USAGE` without a reason.
 */
export const settlePart = async (
  context: Context,
  identifier: string,
  { part, isDone, reason }: SettleOptions,
): Promise<{ readonly revision: string; readonly part: number; readonly isDone: boolean }> => {
  if (reason.trim() === '') throw new MigrateError('USAGE', 'accept needs a reason', { hint: 'Give it with -m "…".' })
  const graph = await loadGraph(context)
  const [revision = identifier] = graph.resolve(identifier)
  return withConnection(context, 'write', (connection) =>
    inTransaction(context, connection, async () => {
      const partWay = (await readPartWays(connection, context)).find((each) => each.revision === revision)
      const unknown = partWay === undefined ? null : unknownPart(partWay)
      if (partWay === undefined || unknown !== part) {
        throw new MigrateError('PART_KNOWN', `there is no doubt about part ${part} of revision ${revision}`, {
          hint: unknown === null ? 'There is nothing to accept.' : `There is about part ${unknown}.`,
        })
      }
      const { direction, total, hashes } = partWay
      await openLogbook(context).write(connection, {
        direction: 'part',
        revision,
        parents: requiredBy(graph, revision),
        ...hashes,
        durationMs: 0,
        note: partNote({ direction, number: part, total, state: isDone ? 'done' : 'not done', detail: reason }),
      })
      return { revision, part, isDone }
    }),
  )
}
