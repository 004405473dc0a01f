import type { Affinity } from '../types.js'

/**
 * The condition that a value would come to be another one, or could not be stored, in a column of this affinity; null
 * where every value stays what it is. `value` is the column as it was. In a STRICT table nothing is stored that is not
 * of the type. https://www.sqlite.org/datatype3.html#type_affinity
 */
export const isLost = (value: string, into: Affinity, strict: boolean): string | null => {
  const conditions = [...changes[into](value), ...(strict ? strictly[into](value) : [])]
  if (conditions.length === 0) return null
  return `CASE typeof(${value}) ${conditions.map(([type, lost]) => `WHEN '${type}' THEN ${lost}`).join(' ')} ELSE 0 END`
}

type Condition = readonly [type: 'integer' | 'real' | 'text' | 'blob', lost: string]

const cast = (value: string, ...types: readonly string[]): string =>
  types.reduce((sql, type) => `CAST(${sql} AS ${type})`, value)

// A text becomes a number only if the number, written out, is that text again, but for zeros at the end of a fraction:
// 10.00 is ten, and 007 is a house number, not a seven.
const changes: Readonly<Record<Affinity, (value: string) => readonly Condition[]>> = {
  integer: (value) => [
    // CAST AS INTEGER reads the digits alone, and a column the number that they are a part of.
    [
      'text',
      `${cast(value, 'NUMERIC', 'TEXT')} IS NOT ${shortened(value)} OR typeof(${cast(value, 'NUMERIC')}) <> 'integer'`,
    ],
    ['real', `${value} <> ${cast(value, 'INTEGER')}`],
  ],
  real: (value) => [
    ['text', isOtherReal(value)],
    ['integer', `${cast(value, 'REAL', 'INTEGER')} <> ${value}`],
  ],
  numeric: (value) => [
    ['text', `${cast(value, 'NUMERIC', 'TEXT')} IS NOT ${shortened(value)} AND ${isOtherText(value)}`],
  ],
  text: (value) => [['real', `${cast(value, 'TEXT', 'REAL')} IS NOT ${value}`]],
  blob: () => [],
  any: () => [],
}

const isOtherReal = (value: string): string =>
  `${isOtherText(value)} AND (${cast(value, 'INTEGER', 'TEXT')} IS NOT ${shortened(value)} OR ${cast(value, 'INTEGER', 'REAL', 'INTEGER')} IS NOT ${cast(value, 'INTEGER')})`

/** That the real number, written out, is another text. */
const isOtherText = (value: string): string => `${shortened(cast(value, 'REAL', 'TEXT'))} IS NOT ${shortened(value)}`

/** A text without the zeros at the end of its fraction, where it is digits and a point with digits on both sides. */
const shortened = (text: string): string =>
  `CASE WHEN ${text} GLOB '*[0-9].[0-9]*' AND ltrim(${text}, '-') NOT GLOB '*[^0-9.]*' AND ${text} NOT GLOB '*.*.*' THEN rtrim(rtrim(${text}, '0'), '.') ELSE ${text} END`

const strictly: Readonly<Record<Affinity, (value: string) => readonly Condition[]>> = {
  integer: () => [['blob', '1']],
  real: () => [['blob', '1']],
  numeric: () => [['blob', '1']],
  text: () => [['blob', '1']],
  blob: () => [
    ['text', '1'],
    ['integer', '1'],
    ['real', '1'],
  ],
  any: () => [],
}
