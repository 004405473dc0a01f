import { unsupportedValue } from './errors.js'
import type { Expression, Literal } from './types.js'

/** What stands in `${…}` of an {@link sql} text: a value, or another piece of SQL. */
export type SqlPart = Literal | Expression

/** The `sql` tag, with `id` for identifiers and `raw` for text that is SQL already. */
export interface SqlTag {
  (strings: TemplateStringsArray, ...parts: readonly SqlPart[]): Expression
  /** An identifier in double quotes: `sql.id('users')`, `sql.id('audit', 'users')`. */
  id(...names: readonly [string, ...string[]]): Expression
  /** The text as it is. Never make it of what somebody typed. */
  raw(text: string): Expression
}

/**
 * A piece of SQL. `${value}` is written as a literal, `${sql.id('x')}` as an identifier, another expression as it is.
 * Throws `UNSUPPORTED_VALUE` for what has no spelling in SQL.
 */
export const sql: SqlTag = Object.assign(
  (strings: TemplateStringsArray, ...parts: readonly SqlPart[]): Expression =>
    expression(strings.reduce((text, piece, index) => text + writePart(parts[index - 1]!) + piece)),
  {
    id: (...names: readonly [string, ...string[]]): Expression => expression(names.map(quoteIdentifier).join('.')),
    raw: (text: string): Expression => expression(text),
  },
)

// A registered symbol, since the expression may come from another copy of this package.
const brand = Symbol.for('@ads/migrate:expression')

/** Whether the value is a piece of SQL: one made by `sql` (of any copy of core), or data of nothing but `{ sql }`. */
export const isExpression = (value: unknown): value is Expression =>
  typeof value === 'object' &&
  value !== null &&
  'sql' in value &&
  typeof value.sql === 'string' &&
  (brand in value || Object.keys(value).length === 1)

/** The expression as plain data. Throws `UNSUPPORTED_VALUE` when it is none, naming the place. */
export const plainExpression = (value: Expression, place: string): Expression => {
  if (!isExpression(value)) throw notAnExpression(value, place)
  return { sql: value.sql }
}

/** The value as a standard SQL literal. Throws `UNSUPPORTED_VALUE`. */
export const writeLiteral = (value: Literal): string => {
  assertLiteral(value, 'sql`…`')
  if (value === null) return 'NULL'
  if (value instanceof Uint8Array) return `X'${Array.from(value, hexByte).join('')}'`
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : String(value)
}

/** Throws `UNSUPPORTED_VALUE` unless the value can stand in SQL text. */
export function assertLiteral(value: unknown, place: string): asserts value is Literal {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return
  if (value instanceof Uint8Array) return
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return
    throw unsupportedValue(`${place}: ${value} has no spelling in SQL`)
  }
  if (typeof value === 'string') {
    if (!value.includes('\0')) return
    throw unsupportedValue(`${place}: a text with a NUL character cannot stand in SQL`)
  }
  throw notAnExpression(value, place)
}

const expression = (text: string): Expression => Object.defineProperty({ sql: text }, brand, { value: true })

const writePart = (part: SqlPart): string => (isExpression(part) ? part.sql : writeLiteral(part))

const quoteIdentifier = (name: string): string => {
  if (name === '' || name.includes('\0')) throw unsupportedValue(`sql.id: ${JSON.stringify(name)} names nothing`)
  return `"${name.replaceAll('"', '""')}"`
}

const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0').toUpperCase()

const notAnExpression = (value: unknown, place: string) => {
  const object = typeof value === 'object' || typeof value === 'function' ? value : null
  if (object !== null && ('toOperationNode' in object || 'parameters' in object))
    return unsupportedValue(
      `${place}: this is SQL of Kysely, which is only written when a query runs`,
      "Use sql`…` of '@ads/migrate-core/schema' in its place.",
    )
  const what = value instanceof Date ? 'a Date' : Array.isArray(value) ? 'an array' : typeof value
  return unsupportedValue(
    `${place}: ${what} is neither a value that SQL can write nor a piece of SQL`,
    'Values are text, finite numbers, bigints, booleans, null and bytes; SQL is written sql`…`.',
  )
}
