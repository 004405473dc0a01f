import { unsupportedValue } from '../schema/errors.js'
import { displayName, type ObjectName } from '../schema/names.js'
import { assertLiteral } from '../schema/sql.js'
import type { Literal } from '../schema/types.js'
import type { OperationOf } from './operation.js'

/** The operation that inserts the rows. Throws `UNSUPPORTED_VALUE`, naming the row and column, for what is no value. */
export const buildBulkInsert = (table: ObjectName, rows: readonly unknown[]): OperationOf<'bulkInsert'> => {
  const place = `bulkInsert('${displayName(table)}')`
  if (!Array.isArray(rows)) throw unsupportedValue(`${place}: the rows are no array`)
  // Array.from gives holes their turn too.
  const given = Array.from(rows, (row: unknown, i) => plainRow(row, `${place}, row ${i + 1}`))
  const columns = Object.keys(given[0] ?? {})
  return {
    kind: 'bulkInsert',
    table,
    columns,
    rows: given.map((row, i) => valuesOf(row, columns, `${place}, row ${i + 1}`)),
  }
}

type PlainRow = Readonly<Record<string, unknown>>

const plainRow = (row: unknown, place: string): PlainRow => {
  const isPlain = typeof row === 'object' && row !== null && isPlainPrototype(Object.getPrototypeOf(row))
  if (!isPlain) throw unsupportedValue(`${place} is no row`, 'A row is an object with a value for each column.')
  if (Object.keys(row).length === 0) throw unsupportedValue(`${place} has no column`)
  return row as PlainRow
}

// An object of another realm has a plain prototype of its own.
const isPlainPrototype = (prototype: object | null): boolean =>
  prototype === null || Object.getPrototypeOf(prototype) === null

const valuesOf = (row: PlainRow, columns: readonly string[], place: string): readonly Literal[] => {
  const other = Object.keys(row).find((column) => !columns.includes(column))
  if (other !== undefined)
    throw unsupportedValue(`${place} has a column ${other}, which row 1 has not`, 'Insert different rows separately.')
  return columns.map((column) => {
    if (!Object.hasOwn(row, column))
      throw unsupportedValue(`${place} has no ${column}, which row 1 has`, 'NULL is written null.')
    return literalIn(row[column], `${place}, ${column}`)
  })
}

const literalIn = (value: unknown, place: string): Literal => {
  if (value === undefined) throw unsupportedValue(`${place} is undefined`, 'NULL is written null.')
  assertLiteral(value, place)
  if (typeof value === 'number' && Math.abs(value) > 2 ** 53)
    throw unsupportedValue(`${place}: ${value} is beyond 2^53, where numbers are no longer exact`, 'Write a bigint.')
  // What is recorded does not change when the script writes on into its buffer.
  return value instanceof Uint8Array ? Uint8Array.from(value) : value
}
