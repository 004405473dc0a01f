import type { Spelling } from '../ddl/spelling.js'
import type { Column, ColumnType, Default, Table, TypeWord } from '../schema/types.js'

/**
 * The same table in words that compile: what was read from a database may have a default of another type than its
 * column, a type with a size that no word takes, or columns in an order that no object literal keeps.
 */
export const writableTable = (table: Table, spelling: Spelling): Table => ({
  ...table,
  columns: inOrderOfKeys(table.columns).map((column) => {
    const type = writableType(column, table, spelling)
    return { ...column, type, default: writableDefault(column.default, type, spelling) }
  }),
})

/** Whether a literal with these columns as its keys would have them in another order: numbers always come first. */
export const hasOtherOrder = ({ columns }: Table): boolean =>
  inOrderOfKeys(columns).some((column, i) => column !== columns[i])

const inOrderOfKeys = (columns: readonly Column[]): readonly Column[] =>
  Object.values(Object.fromEntries(columns.map((column) => [column.name, column])))

const writableType = (column: Column, table: Table, spelling: Spelling): ColumnType => {
  const { type, autoIncrement } = column
  if (autoIncrement) return isInteger(type.kind) ? type : { kind: 'integer' }
  return hasTakenSize(type) ? type : { kind: 'raw', sql: spelling.type(column, table) }
}

const hasTakenSize = (type: ColumnType): boolean => {
  if (type.kind === 'varchar' || type.kind === 'char') return isSize(type.length, 1)
  return type.kind !== 'numeric' || (isSize(type.precision, 1) && isSize(type.scale, 0))
}

const isSize = (value: number | null, least: number): boolean =>
  value === null || (Number.isSafeInteger(value) && value >= least)

/** The default as its column takes it; in SQL where the value is of another type. One of NULL is none. */
const writableDefault = (given: Default | null, type: ColumnType, spelling: Spelling): Default | null => {
  if (given === null || 'sql' in given) return given
  const { value } = given
  if (value === null) return null
  if (isOfType(value, type)) return given
  const sql = spelling.literal(value)
  const same = type.kind === 'boolean' ? [false, true].find((word) => spelling.literal(word) === sql) : undefined
  return same === undefined ? { sql } : { value: same }
}

const isOfType = (value: unknown, type: ColumnType): boolean => {
  if (type.kind === 'raw') return true
  if (type.kind === 'enum') return typeof value === 'string' && type.values.includes(value)
  if (type.kind === 'boolean') return typeof value === 'boolean'
  if (type.kind === 'blob') return value instanceof Uint8Array
  return isNumber(type.kind) ? typeof value === 'number' || typeof value === 'bigint' : typeof value === 'string'
}

const isInteger = (word: TypeWord): boolean => word === 'integer' || word === 'bigint' || word === 'smallint'

const isNumber = (word: TypeWord): boolean =>
  isInteger(word) || word === 'real' || word === 'double' || word === 'numeric'
