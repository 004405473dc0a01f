import { type ColumnBuilder, columnOf } from './column-builder.js'
import { invalidSchema } from './errors.js'
import type { PlainType, TypeWord } from './types.js'

export type { AnyColumn } from './column-builder.js'

/** A column to which nothing was said yet but its type. */
export type NewColumn<W extends TypeWord, V = unknown> = ColumnBuilder<W, V, false, 'required', never>

const plain =
  <W extends PlainType>(kind: W): (() => NewColumn<W>) =>
  () =>
    columnOf({ kind })

/** Whole numbers of 32 bits or more. */
export const integer = plain('integer')
/** Whole numbers of 64 bits. */
export const bigint = plain('bigint')
/** Whole numbers of 16 bits. */
export const smallint = plain('smallint')
/** Text of any length. */
export const text = plain('text')
/** True or false. */
export const boolean = plain('boolean')
/** Floating point numbers. */
export const real = plain('real')
/** Floating point numbers of double precision. */
export const double = plain('double')
/** A day. */
export const date = plain('date')
/** A time of day. */
export const time = plain('time')
/** A day and a time of day. */
export const timestamp = plain('timestamp')
/** A JSON document. */
export const json = plain('json')
/** Bytes. */
export const blob = plain('blob')
/** A UUID. */
export const uuid = plain('uuid')

/** Text of at most `length` characters. */
export const varchar = (length?: number): NewColumn<'varchar'> =>
  columnOf({ kind: 'varchar', length: wholeNumber(length, 'varchar', 1) })

/** Text of exactly `length` characters. */
export const char = (length?: number): NewColumn<'char'> =>
  columnOf({ kind: 'char', length: wholeNumber(length, 'char', 1) })

/** Exact numbers of `precision` digits, `scale` of them after the point. */
export const numeric = (precision?: number, scale?: number): NewColumn<'numeric'> =>
  columnOf({
    kind: 'numeric',
    precision: wholeNumber(precision, 'numeric', 1),
    scale: wholeNumber(scale, 'numeric', 0),
  })

/** One of the values. `name` is what the type is called where a database has named types. */
export const enumType = <const V extends readonly [string, ...string[]]>(
  name: string,
  values: V,
): NewColumn<'enum', V[number]> => {
  if (values.length === 0 || new Set<string>(values).size < values.length)
    throw invalidSchema(`The type ${name} needs at least one value, and every value once`)
  return columnOf({ kind: 'enum', name, values: [...values] })
}

/** A type in the words of one database. */
export const rawType = (sql: string): NewColumn<'raw'> => columnOf({ kind: 'raw', sql })

const wholeNumber = (value: number | undefined, word: string, least: number): number | null => {
  if (value === undefined) return null
  if (!Number.isSafeInteger(value) || value < least) throw invalidSchema(`${word}(${value}) is no size`)
  return value
}
