import type { ColumnType } from 'kysely'

/**
 * What better-sqlite3 gives and takes for each portable type, for `DatabaseOf<typeof schema, SqliteTypes>`. It throws
 * on `true` and on dates, gives integers as numbers unless it is told otherwise, and bytes as a Buffer.
 */
export interface SqliteTypes {
  readonly integer: Whole
  readonly bigint: Whole
  readonly smallint: Whole
  readonly boolean: 0 | 1
  readonly text: string
  readonly varchar: string
  readonly char: string
  readonly real: number
  readonly double: number
  readonly numeric: Whole
  /** Dates, times, JSON and UUIDs are the text that was put in. */
  readonly date: string
  readonly time: string
  readonly timestamp: string
  readonly json: string
  readonly uuid: string
  readonly enum: string
  readonly blob: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** Say which with `.$type<…>()`. */
  readonly raw: unknown
}

type Whole = ColumnType<number, number | bigint, number | bigint>
