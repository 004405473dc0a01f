import type { Literal } from '@ads/migrate-core/schema'
import { unsupportedValue } from './errors.js'

/** The name in double quotes, so that any text is one identifier. Throws `UNSUPPORTED_VALUE` for a NUL in it. */
export const identifier = (name: string): string => {
  if (name.includes('\0')) throw unsupportedValue(`a name cannot contain a NUL character: ${JSON.stringify(name)}`)
  return `"${name.replaceAll('"', '""')}"`
}

/** better-sqlite3 takes one with a number for a name. */
export const parameter = (): string => '?'

/** The value as SQL text. Throws `UNSUPPORTED_VALUE` for what SQLite's SQL cannot write. */
export const literal = (value: Literal): string => {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'bigint') return integer(value)
  if (typeof value === 'number') return number(value)
  if (typeof value === 'string') return text(value)
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex').toUpperCase()}'`
  throw unsupportedValue(`SQLite cannot store a value of this kind: ${kindOf(value)}`)
}

const integer = (value: bigint): string => {
  if (BigInt.asIntN(64, value) !== value) throw unsupportedValue(`${value} does not fit into 64 bits`)
  return String(value)
}

const number = (value: number): string => {
  if (!Number.isFinite(value)) throw unsupportedValue(`${value} has no spelling in SQL`)
  if (Object.is(value, -0)) return '-0.0'
  // All digits of a large number would make another one of it: an integer, rounded to what JavaScript prints.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value)
}

const text = (value: string): string => {
  if (value.includes('\0')) throw unsupportedValue('text with a NUL character cannot stand in SQL text')
  if (/\p{Surrogate}/u.test(value))
    throw unsupportedValue('text with half of a surrogate pair cannot be stored as it is')
  return `'${value.replaceAll("'", "''")}'`
}

const kindOf = (value: unknown): string =>
  typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value
