import type { Column, Literal, Schema, Table } from '@ads/migrate-core'
import type Database from 'better-sqlite3'
import { identifier, literal } from '../../src/spelling.js'

/** The rows of every table: each the values of its columns, with their storage class. */
export type Rows = ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>

/** Up to four rows a table, in an order in which foreign keys hold; what constraints refuse is left out, and what `isWanted` does. */
export const fill = (
  db: Database.Database,
  schema: Schema,
  isWanted: (table: Table, row: StoredRow) => boolean = () => true,
): void => {
  for (let round = 0; round < 2; round++)
    for (const table of schema.tables.values())
      for (const number of [0, 1]) insert(db, table, number + 2 * round, (row) => isWanted(table, row))
}

/** A row that was stored: the value of each column, as SQL. */
export type StoredRow = Readonly<Record<string, string>>

const insert = (db: Database.Database, table: Table, number: number, isWanted: (row: StoredRow) => boolean): void => {
  const columns = table.columns.filter(({ generated }) => generated === null)
  const values = columns.map((column) => literal(sampleValue(column, number)))
  const list = columns.map(({ name }) => identifier(name)).join(', ')
  const stored = table.columns.map(({ name }) => `quote(${identifier(name)})`).join(', ')
  const sql = `INSERT INTO ${identifier(table.name.name)} (${list}) VALUES (${values.join(', ')}) RETURNING ${stored}`
  db.exec('SAVEPOINT one_row')
  try {
    const row = db.prepare(sql).raw().get() as string[]
    if (!isWanted(Object.fromEntries(table.columns.map(({ name }, i) => [name, row[i]!]))))
      db.exec('ROLLBACK TO one_row')
  } catch (error) {
    if (!isConstraint(error)) throw error
  }
  db.exec('RELEASE one_row')
}

/** Whether a row was refused for what it holds. */
export const isConstraint = (error: unknown): boolean =>
  /^SQLITE_(CONSTRAINT|MISMATCH)/.test(String((error as { code?: unknown }).code))

/** A value for the column: by the type alone, so that foreign keys find what they refer to; with NULLs where they may be. */
export const sampleValue = ({ type, nullable }: Column, number: number): Literal => {
  if (nullable && number === 3) return null
  const n = number
  switch (type.kind) {
    case 'integer':
    case 'bigint':
    case 'smallint':
      return n
    case 'boolean':
      return n % 2
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
