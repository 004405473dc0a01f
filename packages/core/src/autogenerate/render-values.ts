import type { ColumnType, Default, Literal } from '../schema/types.js'
import {
  arraySource,
  callSource,
  keySource,
  objectSource,
  type Source,
  sqlLinesSource,
  sqlSource,
  stringSource,
  textSource,
} from './source.js'

/** Notes that the source uses a name of the schema entry. */
export interface Use {
  (name: string): unknown
  /** The code that the config has for a type, with what it imports noted; null where it has none. */
  readonly codeOfType?: (type: ColumnType) => string | null
}

/** The source, and that it uses `name`. */
export const used = (use: Use, source: Source, name = 'sql'): Source => {
  use(name)
  return source
}

/** The entries of an object literal of options, in their order. */
export type Options = Readonly<Record<string, Source>>

/** The options that are true. */
export const flags = (values: Readonly<Record<string, boolean>>): Options =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value)
      .map(([key]) => [key, textSource('true')]),
  )

/** A piece of SQL, in the tag that has to be imported. */
export const expressionSource = (use: Use, { sql }: { readonly sql: string }): Source => used(use, sqlSource(sql))

/** A whole statement, which may take several lines. */
export const statementSource = (use: Use, { sql }: { readonly sql: string }): Source => used(use, sqlLinesSource(sql))

/** A default as it is given to a column. */
export const defaultSource = (value: Default, use: Use): Source =>
  'sql' in value ? expressionSource(use, value) : literalSource(value.value)

/** A value that can stand in SQL text, as TypeScript writes it. */
export const literalSource = (value: Literal): Source => {
  if (typeof value === 'string') return stringSource(value)
  if (typeof value === 'bigint') return textSource(`${value}n`)
  if (value instanceof Uint8Array) {
    return callSource('new Uint8Array', arraySource([...value].map((byte) => textSource(String(byte)))))
  }
  return textSource(Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e'))
}

/** Options of a dialect: plain data. */
export const valueSource = (value: unknown): Source => {
  if (Array.isArray(value)) return arraySource(value.map(valueSource))
  if (typeof value === 'object' && value !== null) {
    return objectSource(Object.entries(value).map(([key, inner]) => [keySource(key), valueSource(inner)] as const))
  }
  return literalSource(value as Literal)
}
