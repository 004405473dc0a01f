import type { Column, Literal, Schema, Table } from '../schema/types.js'
import { hostileTexts } from './hostile.js'

/** Two rows for each table of a random schema, in an order in which foreign keys hold: one full, one with NULLs. */
export const sampleRows = (schema: Schema): readonly { readonly table: Table; readonly row: Map<string, Literal> }[] =>
  [...schema.tables.values()].flatMap((table) =>
    [0, 1].map((number) => ({
      table,
      row: new Map(
        table.columns
          .filter(({ generated }) => generated === null)
          .map((column) => [column.name, number === 1 && column.nullable ? null : valueFor(column, number)] as const),
      ),
    })),
  )

/** The value depends on the type alone, so that the columns of a foreign key have what the key that they name has. */
const valueFor = ({ type }: Column, number: number): Literal => {
  switch (type.kind) {
    case 'integer':
    case 'smallint':
      return number + 1
    case 'bigint':
      return 9007199254740993n + BigInt(number)
    case 'real':
    case 'double':
    case 'numeric':
      return number + 0.5
    case 'boolean':
      return number === 0
    case 'blob':
      return new Uint8Array([0, 39, 255, number])
    case 'enum':
      return type.values[number % type.values.length]!
    case 'char':
    case 'varchar':
      return `'${number}`
    case 'date':
      return `2026-01-0${number + 1}`
    case 'time':
      return `10:00:0${number}`
    case 'timestamp':
      return `2026-01-01 10:00:0${number}`
    case 'json':
      return `{"number": ${number}}`
    case 'uuid':
      return `00000000-0000-4000-8000-00000000000${number}`
    default:
      return `${number}${hostileTexts.join('|')}`
  }
}
