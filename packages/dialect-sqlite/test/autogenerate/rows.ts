import type { Column, Literal, Schema, Table } from '@ads/migrate-core'
import type Database from 'better-sqlite3'
import { identifier, literal } from '../../src/spelling.js'

/** The rows of every table: each the values of its columns, with their storage class. */
export type Rows = ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>

/** Two rows a table where they fit, in an order in which foreign keys hold; what constraints refuse is left out. */
export const fill = (db: Database.Database, schema: Schema): void => {
  for (let round = 0; round < 2; round++)
    for (const table of schema.tables.values()) for (const number of [0, 1]) insert(db, table, number + 2 * round)
}

const insert = (db: Database.Database, table: Table, number: number): void => {
  const columns = table.columns.filter(({ generated }) => generated === null)
  const values = columns.map((column) => literal(sampleValue(column, number)))
  const list = columns.map(({ name }) => identifier(name)).join(', ')
  try {
    db.exec(`INSERT INTO ${identifier(table.name.name)} (${list}) VALUES (${values.join(', ')})`)
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT')) throw error
  }
}

/** A value for the column: by the type alone, so that foreign keys find what they refer to; with NULLs where they may be. */
export const sampleValue = ({ type, nullable }: Column, number: number): Literal => {
  if (nullable && number === 3) return null
  const n = number % 2
  switch (type.kind) {
    case 'integer':
    case 'bigint':
    case 'smallint':
    case 'boolean':
      return n
    case 'real':
    case 'double':
    case 'numeric':
      return n + 0.5
    case 'blob':
      return new Uint8Array([0, 255, n])
    case 'enum':
      return type.values[n % type.values.length]!
    default:
      return `value ${n}`
  }
}

/** What every table holds. */
export const readRows = (db: Database.Database, tables: Iterable<string>): Rows =>
  new Map(
    [...tables].map((table) => {
      const columns = db.prepare('SELECT name FROM pragma_table_xinfo(?)').pluck().all(table) as string[]
      const list = columns.map((name) => `typeof(${identifier(name)}) || ' ' || quote(${identifier(name)})`)
      const rows = db
        .prepare(`SELECT ${list.join(', ')} FROM ${identifier(table)}`)
        .raw()
        .all() as string[][]
      return [table, rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]!])))]
    }),
  )

/** The rows as lists of the values of these columns, in an order that depends only on what they hold. */
export const project = (
  rows: readonly Readonly<Record<string, string>>[],
  columns: readonly string[],
): readonly string[] => rows.map((row) => JSON.stringify(columns.map((name) => row[name]))).sort()
