import { foldCase, sameIdentifier } from './identifiers.js'
import { parseCreateTrigger } from './parse-create-trigger.js'
import { queriesOfTrigger, queriesOfView } from './queries.js'
import { renamesInQuery, type TableRenames } from './rename-in-query.js'
import { renameAt } from './respell.js'
import { splice } from './splice.js'

/**
 * The text of a view after a table that it reads, or columns of it, got other names. A column that the view hands on
 * under its own name is handed on under the new one, as with SQLite's own renaming. Throws `UNREADABLE_DDL`, and
 * `OPERATION_REFUSED` where it is not certain what a name means.
 */
export const renameInView = (source: string, renames: TableRenames): string =>
  splice(
    source,
    queriesOfView(source).flatMap((query) => renamesInQuery(query, renames)),
  )

/** The same for a trigger, on this table or on another. Throws as `renameInView`. */
export const renameInTrigger = (source: string, renames: TableRenames): string => {
  const trigger = parseCreateTrigger(source)
  const isOn = sameIdentifier(trigger.table.value, renames.table)
  const names = new Map(renames.columns.map(({ from, to }) => [foldCase(from), to]))
  return splice(source, [
    ...(isOn && renames.to !== null ? [renameAt(source, trigger.table, renames.to)] : []),
    ...(isOn
      ? trigger.columns.flatMap((name) => {
          const to = names.get(foldCase(name.value))
          return to === undefined ? [] : [renameAt(source, name, to)]
        })
      : []),
    ...queriesOfTrigger(source, renames.table).flatMap((query) => renamesInQuery(query, renames)),
  ])
}
