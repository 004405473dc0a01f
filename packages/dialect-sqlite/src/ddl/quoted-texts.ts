import { findLooseNames } from './column-uses.js'
import { isRowidName, sameIdentifier } from './identifiers.js'
import type { Operand } from './operands.js'
import { parseCreateIndex } from './parse-create-index.js'
import { parseCreateTable } from './parse-create-table.js'
import { operandsInIndex } from './rename-in-index.js'

/**
 * What stands in double quotes in a table and its indexes though no column has the name: an SQLite that was built to
 * takes it for a text. https://www.sqlite.org/quirks.html#dblquote
 */
export const quotedTexts = (table: string, indexes: readonly string[]): readonly string[] => {
  if (![table, ...indexes].some((sql) => sql.includes('"'))) return []
  const statement = parseCreateTable(table)
  const isText = (sql: string, { start, value }: Operand): boolean => sql[start] === '"' && !isRowidName(value)
  const isColumn = ({ value }: Operand): boolean =>
    statement.columns.some(({ name }) => sameIdentifier(name.value, value))
  return [
    ...findLooseNames(statement).filter((name) => isText(table, name)),
    ...indexes.flatMap((sql) =>
      operandsInIndex(parseCreateIndex(sql)).filter((name) => isText(sql, name) && !isColumn(name)),
    ),
  ].map(({ value }) => value)
}
