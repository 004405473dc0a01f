import type { StoredObject } from './read-table.js'

/** One object as `sqlite_schema` holds it. `table` is what it belongs to: for a table or view, itself. */
export interface SchemaRow extends StoredObject {
  readonly type: 'table' | 'index' | 'view' | 'trigger'
  readonly table: string
  /** Grows with each object that is made: triggers fire in an order that depends on it. */
  readonly position: number
}

/** The columns of `sqlite_schema` that a {@link SchemaRow} is made of. */
export const rowColumns = 'type, name, tbl_name, sql, rowid'

/** A row of the query for {@link rowColumns}. */
export const toSchemaRow = (row: Readonly<Record<string, unknown>>): SchemaRow => ({
  type: row.type as SchemaRow['type'],
  name: String(row.name),
  table: String(row.tbl_name),
  sql: String(row.sql),
  position: Number(row.rowid),
})

/** Where rows are looked up: the database, or what is known of it. */
export interface SchemaRows {
  /** All whose name, table or text has one of these names in it, among others maybe; names in lower case. */
  about(names: readonly string[]): readonly SchemaRow[] | Promise<readonly SchemaRow[]>
  /** The indexes of these tables, among others maybe. */
  indexesOf(tables: readonly string[]): readonly SchemaRow[] | Promise<readonly SchemaRow[]>
  /** The names of all tables and views as they were declared. Foreign keys and triggers may write them in another case. */
  names(): readonly string[] | Promise<readonly string[]>
}
