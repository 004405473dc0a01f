import {
  type Connection,
  displayName,
  type ForeignKey,
  type IntrospectOptions,
  type ObjectName,
  objectName,
  type Schema,
  type Table,
  type Trigger,
  type View,
} from '@ads/migrate-core'
import { SchemaNotSupported } from './ddl/errors.js'
import { foldCase } from './ddl/identifiers.js'
import { parseCreateTrigger } from './ddl/parse-create-trigger.js'
import { parseCreateView } from './ddl/parse-create-view.js'
import { refuseHidden } from './hidden-names.js'
import { readTable, type StoredObject } from './read-table.js'
import type { SchemaRow } from './schema-row.js'
import { readEverything, readNames, readOnly } from './schema-rows.js'
import { identifier } from './spelling.js'

/**
 * What the main database holds. Virtual tables, their shadow tables and SQLite's own objects are left out. With `only`,
 * those objects, and the views, triggers and tables with foreign keys that mention them.
 * Throws `UnreadableDdl`, `SchemaNotSupported` for a name in another schema, and `OPERATION_REFUSED` for a virtual table
 * among the names of `only`, or one that something temporary hides: nothing can be planned on these.
 */
export const introspect = async (connection: Connection, options: IntrospectOptions = {}): Promise<Schema> => {
  refuseOtherSchemas(options)
  const wanted = options.only?.map(({ name }) => name)
  if (wanted !== undefined) await refuseHidden(connection, wanted)
  const rows = wanted === undefined ? await readEverything(connection) : await readOnly(connection, wanted)
  const found = readTables(rows)
  const names = refersByName(rows, found)
    ? new Map((await readNames(connection)).map((name) => [foldCase(name), name]))
    : new Map<string, string>()
  const tables = withDeclaredNames(found, names)
  return {
    tables: byName(wanted === undefined ? tables : tables.filter(isAbout(wanted))),
    views: byName(rows.filter(({ type }) => type === 'view').map(readView)),
    triggers: byName(rows.filter(({ type }) => type === 'trigger').map((row) => readTrigger(row, names))),
    types: new Map(),
  }
}

const refuseOtherSchemas = ({ schemas = [], only = [] }: IntrospectOptions): void => {
  const other = schemas.find((schema) => foldCase(schema) !== 'main')
  if (other !== undefined) throw new SchemaNotSupported(other)
  const name = only.find(({ schema }) => schema !== null)
  if (name !== undefined) throw new SchemaNotSupported(displayName(name))
}

const byName = <T extends Table | View | Trigger>(objects: readonly T[]): Map<string, T> =>
  new Map(objects.map((object) => [object.name.name, object]))

type Names = ReadonlyMap<string, string>

/** Whether anything there names a table that it does not stand in. */
const refersByName = (rows: readonly SchemaRow[], tables: readonly Table[]): boolean =>
  rows.some(({ type }) => type === 'trigger') ||
  tables.some(({ constraints }) => constraints.some(({ kind }) => kind === 'foreignKey'))

const readTables = (rows: readonly SchemaRow[]): Table[] => {
  const indexes = new Map<string, SchemaRow[]>()
  for (const row of rows) {
    if (row.type !== 'index') continue
    const key = foldCase(row.table)
    indexes.set(key, [...(indexes.get(key) ?? []), row])
  }
  const tables = rows.filter(({ type }) => type === 'table')
  return tables.map((row) => readTable(row, indexes.get(foldCase(row.name)) ?? []))
}

/** Foreign keys with the table, and where that was read, its columns, called as they were declared. */
const withDeclaredNames = (tables: readonly Table[], names: Names): Table[] => {
  const declared = new Map(tables.map((table) => [foldCase(table.name.name), table]))
  const settle = (key: ForeignKey): ForeignKey => {
    const { table, columns } = key.references
    const parent = declared.get(foldCase(table.name))
    const nameOf = (name: string): string =>
      parent?.columns.find((column) => foldCase(column.name) === foldCase(name))?.name ?? name
    return { ...key, references: { table: declaredName(table.name, names), columns: columns.map(nameOf) } }
  }
  return tables.map((table) =>
    table.constraints.some(({ kind }) => kind === 'foreignKey')
      ? { ...table, constraints: table.constraints.map((item) => (item.kind === 'foreignKey' ? settle(item) : item)) }
      : table,
  )
}

/** Whether a table is one of these, or has a foreign key to one. */
const isAbout = (names: readonly string[]) => {
  const wanted = new Set(names.map(foldCase))
  return ({ name, constraints }: Table): boolean =>
    wanted.has(foldCase(name.name)) ||
    constraints.some(
      (constraint) => constraint.kind === 'foreignKey' && wanted.has(foldCase(constraint.references.table.name)),
    )
}

const readView = ({ name, sql }: StoredObject): View => {
  const { columns, query } = parseCreateView(sql, `view "${name}"`)
  const list = columns.map(({ value }) => identifier(value)).join(', ')
  // A view has a query and nothing else: one that names its columns in a list says the same in its query.
  const text =
    list === '' ? query.text : `WITH ${identifier(name)}(${list}) AS (${query.text}) SELECT * FROM ${identifier(name)}`
  return { name: objectName(name), definition: { sql: text }, source: sql }
}

const declaredName = (name: string, names: Names): ObjectName => objectName(names.get(foldCase(name)) ?? name)

const readTrigger = ({ name, table, sql }: SchemaRow, names: Names): Trigger => {
  parseCreateTrigger(sql, `trigger "${name}"`)
  return { name: objectName(name), table: declaredName(table, names), definition: { sql }, source: sql }
}
