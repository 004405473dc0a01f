import { sameIdentifier } from '../ddl/identifiers.js'
import { parseCreateTable } from '../ddl/parse-create-table.js'

/**
 * The text that SQLite leaves of a table when it drops a column: up to the next column's name, or, for the last column,
 * from the comma before it, wherever one stands. Comments and line breaks go as they happen to lie.
 */
export const textAfterDrop = (text: string, column: string): string => {
  const { columns, constraints, body, tokens } = parseCreateTable(text)
  const position = columns.findIndex(({ name }) => sameIdentifier(name.value, column))
  const { start } = columns[position]!.name
  const next = columns[position + 1]
  if (next !== undefined) return text.slice(0, start) + text.slice(next.name.start)
  const first = constraints[0]
  const comma = tokens.findLast((token) => token.text === ',' && first !== undefined && token.end <= first.start)
  return text.slice(0, text.lastIndexOf(',', start)) + text.slice(comma?.start ?? body.end - 1)
}
