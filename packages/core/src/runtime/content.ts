import type { Connection, Dialect } from '../dialect/dialect.js'
import { nameKey, type ObjectName } from '../schema/names.js'
import type { Literal, Schema, Table } from '../schema/types.js'
import type { History } from './history.js'
import { withoutOwnTables } from './own-tables.js'

/** The rows of each table, by its key: each row as the values of the table's columns, by column. */
export type Rows = ReadonlyMap<string, readonly ReadonlyMap<string, unknown>[]>

/** All that a database holds, as far as a migration may not change it unasked. */
export interface Content {
  readonly schema: Schema
  readonly rows: Rows
}

/** Everything in the database, but the version table and the log. */
export const readContent = async (
  dialect: Dialect,
  connection: Connection,
  history: Pick<History, 'versionTable' | 'log'>,
): Promise<Content> => {
  const schema = withoutOwnTables(await dialect.introspect(connection), history)
  const rows = new Map<string, readonly ReadonlyMap<string, unknown>[]>()
  for (const table of schema.tables.values()) {
    rows.set(nameKey(table.name), await readRows(dialect, connection, table))
  }
  return { schema, rows }
}

const readRows = async ({ spelling }: Dialect, connection: Connection, table: Table) => {
  // The names are given by us, since a driver puts rows into objects, where some names mean something else.
  const columns = table.columns.map(({ name }, i) => `${spelling.identifier(name)} AS ${spelling.identifier(`c${i}`)}`)
  const { rows } = await connection.execute(`SELECT ${columns.join(', ')} FROM ${tableName(spelling, table.name)}`)
  return sortRows(rows.map((row) => new Map(table.columns.map(({ name }, i) => [name, row[`c${i}`]]))))
}

/** The rows in an order that depends only on their values. */
export const sortRows = <R extends ReadonlyMap<string, unknown>>(rows: readonly R[]): readonly R[] =>
  [...rows].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1))

const textOf = (row: ReadonlyMap<string, unknown>): string =>
  JSON.stringify([...row.values()], (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))

/** The statement that inserts one row. */
export const insertStatement = (
  { spelling }: Dialect,
  table: ObjectName,
  row: ReadonlyMap<string, Literal>,
): string => {
  const names = [...row.keys()].map((name) => spelling.identifier(name)).join(', ')
  const values = [...row.values()].map((value) => spelling.literal(value)).join(', ')
  return `INSERT INTO ${tableName(spelling, table)} (${names}) VALUES (${values})`
}

const tableName = (spelling: Dialect['spelling'], { schema, name }: ObjectName): string =>
  [...(schema === null ? [] : [schema]), name].map((part) => spelling.identifier(part)).join('.')
