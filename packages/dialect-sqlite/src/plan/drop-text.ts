import { sameIdentifier } from '../ddl/identifiers.js'
import { parseCreateTable } from '../ddl/parse-create-table.js'

/**
 * The text that SQLite leaves of a table when it drops a column: up to the next column's name, or, for the last column,
 * from the comma before it. Comments and line breaks go as they happen to lie.
 */
export const textAfterDrop = (text: string, column: string): string => {
  const { columns, constraints, body, tokens } = parseCreateTable(text)
  const position = columns.findIndex(({ name }) => sameIdentifier(name.value, column))
  const { start } = columns[position]!.name
  const next = columns[position + 1]
  if (next !== undefined) return text.slice(0, start) + text.slice(next.name.start)
  const commas = tokens.filter(({ text, kind }) => kind === 'operator' && text === ',')
  const before = commas.findLast((comma) => comma.end <= start)
  const [first] = constraints
  const behind = commas.findLast((comma) => first !== undefined && comma.end <= first.start && comma.start > start)
  return text.slice(0, before?.start) + text.slice(behind?.start ?? body.end - 1)
}
