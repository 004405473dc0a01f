import type { Default } from '@ads/migrate-core'
import { canonicalExpression } from './ddl/canonical-sql.js'
import { type Constant, readConstant, readNumber } from './ddl/constant.js'
import { literal } from './spelling.js'
import type { Affinity } from './types.js'

/**
 * One spelling for defaults that put the same value into a column of this affinity. DEFAULT NULL is none at all.
 * Values come back as text or number, as SQL where neither tells them apart. Throws `UNSUPPORTED_VALUE`.
 */
export const normalizeDefault = (given: Default | null, affinity: Affinity): Default | null => {
  if (given === null) return null
  const sql = canonicalExpression('sql' in given ? given.sql : literal(given.value))
  const constant = readConstant(sql)
  if (constant === null) return { sql }
  const stored = applyAffinity(constant, affinity)
  return stored.kind === 'null' ? null : toDefault(stored, affinity)
}

/** https://www.sqlite.org/datatype3.html#type_affinity: what is stored when the value is put into such a column. */
const applyAffinity = (constant: Constant, affinity: Affinity): Constant => {
  if (affinity === 'blob' || affinity === 'any' || constant.kind === 'null' || constant.kind === 'blob') return constant
  if (affinity === 'text') {
    return constant.kind === 'integer' ? { kind: 'text', value: String(constant.value) } : constant
  }
  const number = constant.kind === 'text' ? numberIn(constant.value) : constant
  if (number?.kind !== 'integer' && number?.kind !== 'real') return constant
  if (affinity === 'real') return { kind: 'real', value: Number(number.value) }
  return number.kind === 'real' && isExactInteger(number.value)
    ? { kind: 'integer', value: BigInt(number.value) }
    : number
}

/** The number that a text is, or null: only decimal ones count, with spaces around them. */
const numberIn = (text: string): Constant | null => {
  const match = /^[\t-\r ]*(?:\+(?!-))?(-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[\t-\r ]*$/.exec(text)
  return match === null ? null : readNumber(match[1]!)
}

const isExactInteger = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < 2 ** 63

const toDefault = (constant: Exclude<Constant, { kind: 'null' }>, affinity: Affinity): Default => {
  if (constant.kind === 'text') return { value: constant.value }
  if (constant.kind === 'blob') return { sql: `x'${constant.hex}'` }
  if (constant.kind === 'integer') {
    const number = Number(constant.value)
    return Number.isSafeInteger(number) ? { value: number } : { sql: String(constant.value) }
  }
  // 1.0 is 1 in JavaScript, and only a column that makes a real of either lets it stand for both.
  if (!Number.isFinite(constant.value)) return { sql: constant.value > 0 ? '9e999' : '-9e999' }
  const integral = Number.isInteger(constant.value)
  const value = constant.value === 0 ? 0 : constant.value
  return integral && affinity !== 'real' ? { sql: /e/.test(String(value)) ? String(value) : `${value}.0` } : { value }
}
