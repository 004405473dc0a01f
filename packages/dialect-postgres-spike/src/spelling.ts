import type { Column, ColumnType, Literal, ObjectName, PlainType } from '@ads/migrate-core'
import { unsupportedValue } from './errors.js'

/** The name in double quotes. Throws `UNSUPPORTED_VALUE` where PostgreSQL would cut it off or cannot hold it. */
export const identifier = (name: string): string => {
  // https://www.postgresql.org/docs/current/limits.html
  if (name === '' || /^\uFEFF|\0/.test(name) || /\p{Surrogate}/u.test(name) || Buffer.byteLength(name) > 63)
    throw unsupportedValue(`a name has 1 to 63 bytes of UTF-8 and no NUL character, unlike ${JSON.stringify(name)}`)
  return `"${name.replaceAll('"', '""')}"`
}

/** The name of an object, with its schema where it has one. */
export const qualified = ({ schema, name }: ObjectName): string =>
  schema === null ? identifier(name) : `${identifier(schema)}.${identifier(name)}`

/** Names in a row: `"a", "b"`. */
export const identifiers = (names: readonly string[]): string => names.map(identifier).join(', ')

/** The n-th parameter of a statement. */
export const parameter = (position: number): string => `$${position}`

/** The value as SQL text. Throws `UNSUPPORTED_VALUE`. */
export const literal = (value: Literal): string => {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw unsupportedValue(`${value} has no spelling in SQL`)
    return String(value)
  }
  if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString('hex')}'::bytea`
  if (typeof value !== 'string') throw unsupportedValue(`PostgreSQL cannot store this: ${typeof value}`)
  if (value.includes('\0') || /\p{Surrogate}/u.test(value))
    throw unsupportedValue('text with a NUL character or half of a surrogate pair has no place in PostgreSQL')
  // PGlite would read it back without.
  if (value.startsWith('\uFEFF')) throw unsupportedValue('text that begins with U+FEFF is not read back whole')
  return `'${value.replaceAll("'", "''")}'`
}

/** The type of a column; an enum by its name, which is looked up in the connection's default schema. */
export const columnType = ({ type }: Pick<Column, 'type'>): string => spellType(type, null)

/** The type; an enum in the schema of its table. */
export const spellType = (type: ColumnType, schema: string | null): string => {
  switch (type.kind) {
    case 'raw':
      return type.sql
    case 'enum':
      return qualified({ schema, name: type.name })
    case 'varchar':
    case 'char':
      return type.length === null ? type.kind : `${type.kind}(${type.length})`
    case 'numeric':
      return type.precision === null ? 'numeric' : `numeric(${type.precision}, ${type.scale ?? 0})`
    default:
      return plainSpellings[type.kind]
  }
}

/** The portable type behind what `format_type` says, or that as a raw type. */
export const readType = (text: string): ColumnType => {
  const [, word = text, first, second] = /^([a-z ]+)(?:\((\d+)(?:,(\d+))?\))?$/.exec(text) ?? []
  const number = (digits: string | undefined) => (digits === undefined ? null : Number(digits))
  if (word === 'character varying') return { kind: 'varchar', length: number(first) }
  if (word === 'character') return { kind: 'char', length: number(first) }
  if (word === 'numeric') return { kind: 'numeric', precision: number(first), scale: number(second) }
  const kind = plainTypes.get(text)
  return kind === undefined ? { kind: 'raw', sql: text } : { kind }
}

const plainSpellings: Readonly<Record<PlainType, string>> = {
  integer: 'integer',
  bigint: 'bigint',
  smallint: 'smallint',
  text: 'text',
  boolean: 'boolean',
  real: 'real',
  double: 'double precision',
  date: 'date',
  time: 'time without time zone',
  timestamp: 'timestamp without time zone',
  json: 'json',
  blob: 'bytea',
  uuid: 'uuid',
}

const plainTypes = new Map(Object.entries(plainSpellings).map(([kind, text]) => [text, kind as PlainType]))
