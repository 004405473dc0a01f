import type { Column, ColumnType, Table } from '@ads/migrate-core'
import { declaredType, standardTypes } from './ddl/declared-type.js'
import { StrictTypeRefused } from './ddl/errors.js'
import { foldCase } from './ddl/identifiers.js'

/** https://www.sqlite.org/datatype3.html#type_affinity. `any` is the type of STRICT tables that changes no value. */
export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric' | 'any'

/** What a type's spelling depends on. Where the constraints are known, a key column is recognised. */
export type TypeContext = Pick<Table, 'options'> & Partial<Pick<Table, 'constraints'>>

/**
 * How the column's type is spelled in that table. Dates, JSON, UUIDs and enums are TEXT, since under their own names
 * SQLite would turn values that look like numbers into numbers. Throws `StrictTypeRefused`.
 */
export const typeSpelling = (column: Column, table: TypeContext): string => {
  if (isRowidKey(column, table)) return 'INTEGER'
  return isStrict(table) ? strictSpelling(column) : spellType(column.type)
}

/** The portable type that is spelled like this, or the spelling as a raw type. Case and spaces do not matter. */
export const readType = (text: string): ColumnType => {
  const [, word = '', first, second] = spelling.exec(text) ?? []
  const type = portableTypes.get(foldCase(word))?.(numberOf(first), numberOf(second))
  // `TEXT(10)` and `VARCHAR(010)` have numbers that no portable type would be written with.
  const exact = type !== undefined && (first === undefined || squeeze(spellType(type)) === squeeze(text))
  return exact ? type : { kind: 'raw', sql: text }
}

const spelling = /^([a-z]+)(?:[\t-\r ]*\([\t-\r ]*(\d+)[\t-\r ]*(?:,[\t-\r ]*(\d+)[\t-\r ]*)?\))?$/i

const numberOf = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits))

/** How SQLite treats the values of a column of this type. */
export const affinity = (type: ColumnType, strict = false): Affinity => {
  const declared = declaredType(strict ? (strictWord(type) ?? spellType(type)) : spellType(type))
  return strict && declared === 'ANY' ? 'any' : affinityOf(declared)
}

/** Whether two types are one to SQLite: it treats their values alike. */
export const sameType = (a: ColumnType, b: ColumnType, strict = false): boolean =>
  affinity(a, strict) === affinity(b, strict)

/** Whether the table is a STRICT one. */
export const isStrict = (table: Pick<Table, 'options'>): boolean => table.options.sqlite?.strict === true

/** The type that stands for all that SQLite treats alike. */
export const representativeType = (type: ColumnType, strict = false): ColumnType => {
  // Its CHECK is more than an affinity.
  if (type.kind === 'enum') return type
  const kind = affinity(type, strict)
  if (kind === 'any') return { kind: 'raw', sql: 'ANY' }
  return kind === 'numeric' ? { kind, precision: null, scale: null } : { kind }
}

const affinityOf = (declared: string): Affinity => {
  const type = declared.toLowerCase()
  if (type.includes('int')) return 'integer'
  if (/char|clob|text/.test(type)) return 'text'
  if (type === '' || type.includes('blob')) return 'blob'
  return /real|floa|doub/.test(type) ? 'real' : 'numeric'
}

// Only a column declared INTEGER becomes the rowid, and only the rowid can be AUTOINCREMENT.
const isRowidKey = ({ name, type, autoIncrement }: Column, table: TypeContext): boolean =>
  autoIncrement ||
  ((type.kind === 'integer' || type.kind === 'bigint' || type.kind === 'smallint') &&
    (table.constraints ?? []).some(
      (constraint) =>
        constraint.kind === 'primaryKey' &&
        constraint.columns.length === 1 &&
        foldCase(constraint.columns[0]!) === foldCase(name),
    ))

const spellType = (type: ColumnType): string => {
  if (type.kind === 'raw') return type.sql
  if (type.kind === 'varchar' || type.kind === 'char') return withNumbers(type.kind.toUpperCase(), [type.length])
  if (type.kind === 'numeric') return withNumbers('NUMERIC', [type.precision, type.scale])
  return spellings[type.kind]
}

const withNumbers = (word: string, numbers: readonly (number | null)[]): string => {
  const given = numbers.filter((number) => number !== null)
  return given.length === 0 ? word : `${word}(${given.join(', ')})`
}

const spellings: Readonly<Record<Exclude<ColumnType['kind'], 'raw' | 'varchar' | 'char' | 'numeric'>, string>> = {
  integer: 'INTEGER',
  bigint: 'BIGINT',
  smallint: 'SMALLINT',
  text: 'TEXT',
  boolean: 'BOOLEAN',
  real: 'REAL',
  double: 'DOUBLE',
  date: 'TEXT',
  time: 'TEXT',
  timestamp: 'TEXT',
  json: 'TEXT',
  blob: 'BLOB',
  uuid: 'TEXT',
  enum: 'TEXT',
}

const strictSpelling = (column: Column): string => {
  const word = strictWord(column.type)
  if (word === null) throw new StrictTypeRefused(column.name, spellType(column.type))
  return word
}

/** The word of a STRICT table for the type; null for a raw type that is none. */
const strictWord = (type: ColumnType): string | null => {
  if (type.kind === 'raw') return standardTypes.has(declaredType(type.sql)) ? type.sql : null
  // Only ANY keeps integers and real numbers apart, as NUMERIC does; REAL would round large integers.
  if (type.kind === 'numeric') return 'ANY'
  const kind = type.kind === 'boolean' ? 'integer' : affinityOf(spellType(type))
  return kind.toUpperCase()
}

const plain =
  (kind: 'integer' | 'bigint' | 'smallint' | 'text' | 'boolean' | 'real' | 'double' | 'blob') => (): ColumnType => ({
    kind,
  })

const portableTypes: ReadonlyMap<string, (one: number | null, two: number | null) => ColumnType> = new Map([
  ['integer', plain('integer')],
  ['bigint', plain('bigint')],
  ['smallint', plain('smallint')],
  ['text', plain('text')],
  ['boolean', plain('boolean')],
  ['real', plain('real')],
  ['double', plain('double')],
  ['blob', plain('blob')],
  ['varchar', (length: number | null): ColumnType => ({ kind: 'varchar', length })],
  ['char', (length: number | null): ColumnType => ({ kind: 'char', length })],
  ['numeric', (precision: number | null, scale: number | null): ColumnType => ({ kind: 'numeric', precision, scale })],
])

const squeeze = (text: string): string => foldCase(text.replace(/[\t-\r ]+/g, ''))
