import { MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { appliedBelow } from './applied-log.js'
import type { Context } from './context.js'
import type { Place } from './read-log.js'

/** What to do with a database that a newer release has migrated already. */
export type WhenAhead = 'refuse' | 'continue'

interface RowsAndLog {
  readonly rows: readonly string[]
  readonly log: Place['log']
}

/**
 * Whether a newer release has migrated the database: it has rows that no script has, each of which the log leads back
 * to revisions of ours, and together they include everything that we would apply.
 */
export const isAhead = (graph: RevisionGraph<ScriptHeader>, { rows, log }: RowsAndLog): boolean => {
  const isOurs = (id: string) => graph.get(id) !== undefined
  const strangers = rows.filter((row) => !isOurs(row))
  if (strangers.length === 0) return false
  const ours = new Set(rows.filter(isOurs))
  for (const row of strangers) {
    const { applied, unknown } = appliedBelow(log, [row], (id) => (isOurs(id) ? [] : null))
    const reached = [...applied].filter(isOurs)
    if (unknown.length > 0 || reached.length === 0) return false
    for (const id of reached) ours.add(id)
  }
  const applied = graph.applied([...ours])
  return graph.realHeads.every((head) => applied.has(head))
}

/**
 * What follows from a database that has revisions which no script has: its rows, where it is ahead and that is
 * accepted. Throws `DATABASE_AHEAD`, else the error that was met; and what is wrong with the target, which has to be
 * one of ours.
 */
export const rowsWhenAhead = (
  { dialect, address }: Pick<Context, 'dialect' | 'address'>,
  graph: RevisionGraph<ScriptHeader>,
  place: RowsAndLog,
  { target, whenAhead, met }: { readonly target: string; readonly whenAhead: WhenAhead; readonly met: unknown },
): readonly string[] => {
  if (!isAhead(graph, place)) throw met
  const strangers = place.rows.filter((row) => graph.get(row) === undefined)
  if (whenAhead === 'continue') {
    graph.upgrade(target, graph.realHeads)
    return place.rows
  }
  const where = address !== null && 'url' in address ? dialect.displayUrl(address.url, address.folder) : 'the database'
  throw new MigrateError(
    'DATABASE_AHEAD',
    `a newer release has migrated ${where} to ${strangers.join(', ')}; this history ends at ${graph.realHeads.join(', ')}`,
    {
      hint: "Run the newer release. Where this one works with the newer schema, let it start: --allow-ahead, or whenAhead: 'continue' in a service.",
      cause: met,
    },
  )
}
