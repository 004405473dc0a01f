import type { ColumnType } from 'kysely'

/** What a driver that knows neither booleans nor dates takes and gives. */
export interface SqliteTypes {
  integer: number
  bigint: ColumnType<number, number | bigint, number | bigint>
  smallint: number
  text: string
  varchar: string
  char: string
  boolean: 0 | 1
  real: number
  double: number
  numeric: number
  date: string
  time: string
  timestamp: string
  json: string
  blob: Uint8Array
  uuid: string
  enum: string
  raw: unknown
}
