import {
  type Column,
  displayName,
  type Index,
  type ObjectName,
  type Schema,
  type SchemaReader,
  type Table,
} from '@ads/migrate-core'
import { SchemaNotSupported } from '../ddl/errors.js'
import { sameIdentifier } from '../ddl/identifiers.js'
import { operationRefused } from '../errors.js'

/** The table, or null where there is none of that name. */
export const findTable = (before: SchemaReader, name: ObjectName): Table | null =>
  before.table(name) ??
  [...before.schema.tables.values()].find((table) => sameIdentifier(table.name.name, name.name)) ??
  null

/** The table. Throws `OPERATION_REFUSED` where there is none of that name. */
export const requireTable = (before: SchemaReader, name: ObjectName): Table => {
  const table = findTable(before, name)
  if (table !== null) return table
  throw operationRefused(`there is no table "${name.name}"`, 'Check its name, and the revisions before this one.')
}

export const findColumn = (table: Table, name: string): Column | null =>
  table.columns.find((column) => sameIdentifier(column.name, name)) ?? null

/** The column. Throws `OPERATION_REFUSED` where the table has none of that name. */
export const requireColumn = (table: Table, name: string): Column => {
  const column = findColumn(table, name)
  if (column !== null) return column
  throw operationRefused(
    `the table "${table.name.name}" has no column "${name}"`,
    `It has ${table.columns.map((column) => `"${column.name}"`).join(', ')}.`,
  )
}

/** The index of that name with its table, or null. */
export const findIndex = (schema: Schema, name: string): { readonly table: Table; readonly index: Index } | null => {
  for (const table of schema.tables.values()) {
    const index = table.indexes.find((index) => index.name !== null && sameIdentifier(index.name, name))
    if (index !== undefined) return { table, index }
  }
  return null
}

/** What already has the name that a new table or index is to get, in words; null where it is free. */
export const describeOwner = (before: SchemaReader, name: string): string | null => {
  const { tables, views } = before.schema
  const of = (objects: ReadonlyMap<string, { readonly name: ObjectName }>) =>
    [...objects.values()].some((object) => sameIdentifier(object.name.name, name))
  if (of(tables)) return 'a table'
  if (of(views)) return 'a view'
  const found = findIndex(before.schema, name)
  return found === null ? null : `an index of "${found.table.name.name}"`
}

/** Throws `OPERATION_REFUSED` for a name that is taken or that SQLite keeps for itself. */
export const requireFreeName = (before: SchemaReader, name: string): void => {
  if (/^sqlite_/i.test(name)) {
    throw operationRefused(
      `"${name}" is a name that SQLite keeps for itself`,
      'Choose one that does not begin with sqlite_.',
    )
  }
  const owner = describeOwner(before, name)
  if (owner !== null) throw operationRefused(`there is already ${owner} named "${name}"`, 'Choose another name.')
}

/** Throws `SCHEMA_NOT_SUPPORTED` for a name in a schema: an SQLite database has none. */
export const refuseSchema = (name: ObjectName): void => {
  if (name.schema !== null) throw new SchemaNotSupported(displayName(name))
}
