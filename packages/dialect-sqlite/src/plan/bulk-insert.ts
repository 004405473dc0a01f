import type { Literal, OperationOf, SchemaReader } from '@ads/migrate-core'
import { identifier, literal } from '../spelling.js'
import { requireColumn, requireTable } from './lookup.js'
import { type Native, skip } from './way.js'

/** INSERT statements of many rows each. Throws `OPERATION_REFUSED` for a table or column that is not there. */
export const bulkInsert = ({ table, columns, rows }: OperationOf<'bulkInsert'>, before: SchemaReader): Native => {
  const found = requireTable(before, table)
  const names = columns.map((column) => identifier(requireColumn(found, column).name))
  if (rows.length === 0) return skip('there are no rows to insert')
  const head = `INSERT INTO ${identifier(found.name.name)} (${names.join(', ')}) VALUES`
  return { reason: 'new rows', statements: chunks(rows).map((tuples) => `${head}\n  ${tuples.join(',\n  ')}`) }
}

// Well below what SQLite takes of one statement: https://www.sqlite.org/limits.html
const mostRows = 500
const mostCharacters = 500_000

const chunks = (rows: readonly (readonly Literal[])[]): readonly (readonly string[])[] => {
  const all: string[][] = []
  let size = 0
  for (const row of rows) {
    const tuple = `(${row.map(literal).join(', ')})`
    const last = all.at(-1)
    if (last === undefined || last.length === mostRows || size + tuple.length > mostCharacters) {
      all.push([tuple])
      size = tuple.length
    } else {
      last.push(tuple)
      size += tuple.length
    }
  }
  return all
}
