import { sameIdentifier } from '../ddl/identifiers.js'
import { literal } from '../spelling.js'
import { type Assertion, type Draft, indexTexts } from './draft.js'

/**
 * That the table is the one that the statements were made for: a script may meet another database. Its text where that
 * is known to the letter, else its columns; and the names of its indexes and triggers, which would be lost.
 */
export const sameAsPlanned = ({ start, before }: Draft, exact: boolean): Assertion => {
  const name = literal(start.name.name)
  const triggers = [...before.schema.triggers.values()].filter(({ table }) =>
    sameIdentifier(table.name, start.name.name),
  )
  const parts = [...indexTexts(start).map(({ name }) => name), ...triggers.map(({ name }) => name.name)]
  const columns = start.columns.map((column) => column.name).join('\n')
  const own = `tbl_name = ${name} COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL`
  const list = parts.map((part) => literal(part)).join(', ')
  return {
    condition: [
      exact
        ? `(SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ${name}) = ${literal(start.source ?? '')}`
        : `(SELECT group_concat(name, char(10)) FROM (SELECT name FROM pragma_table_xinfo(${name}, 'main') ORDER BY cid)) = ${literal(columns)}`,
      `(SELECT count(*) FROM main.sqlite_schema WHERE ${own}) = ${parts.length}`,
      `(SELECT count(*) FROM main.sqlite_schema WHERE ${own} AND name IN (${list})) = ${parts.length}`,
    ].join(' AND '),
    message: `the table "${start.name.name}" is not as it was when this was planned`,
  }
}
