import {
  type Column,
  type ColumnType,
  type Connection,
  type Constraint,
  type ForeignKey,
  isMigrateError,
  nameKey,
  type ObjectName,
  objectName,
  type Schema,
  schemaReader,
  type Table,
  type View,
} from '@ads/migrate-core'
import { createTableTexts } from './definition.js'
import { introspect } from './introspect.js'
import { createTypes } from './named-types.js'
import { identifier, qualified } from './spelling.js'

/**
 * The schema as the server would tell it. With a connection, the server itself rewrites every type, default, check,
 * index and view: it makes them in schemas of its own, which are rolled back. Without one, texts stay as they are.
 */
export const normalize = async (schema: Schema, connection?: Connection): Promise<Schema> => {
  const told = connection === undefined ? schema : await settled(schema, connection)
  return {
    tables: new Map([...told.tables].map(([key, table]) => [key, canonicalTable(table, told)])),
    views: new Map([...told.views].map(([key, view]) => [key, { ...view, source: null }])),
    triggers: told.triggers,
    types: told.types,
  }
}

/** What the server tells of its own text may be another one again, with casts in other places; that one then stays. */
const settled = async (schema: Schema, connection: Connection): Promise<Schema> => {
  let told = schema
  for (let round = 0; round < 3; round++) {
    const next = await rewritten(told, connection)
    if (textOf(next) === textOf(told)) return next
    told = next
  }
  return told
}

const textOf = ({ tables, views }: Schema): string =>
  JSON.stringify([[...tables.values()], [...views.values()]], (_key, value) =>
    typeof value === 'bigint' ? `${value}n` : value,
  )

const rewritten = async (schema: Schema, connection: Connection): Promise<Schema> => {
  const wanted = [...schema.tables.values()].filter(hasText)
  if (wanted.length === 0 && schema.views.size === 0) return schema
  const outermost = !connection.inTransaction
  if (outermost) await connection.begin()
  await connection.execute('SAVEPOINT normalize')
  try {
    const place = await makePlaces(schema, connection)
    const tables: Table[] = []
    for (const table of schema.views.size === 0 ? wanted : schema.tables.values())
      if (await makeTable(table, place, connection)) tables.push(table)
    const views: View[] = []
    for (const view of schema.views.values()) if (await makeView(view, place, connection)) views.push(view)
    const only = [...tables, ...views].map(({ name }) => place(name))
    const found = await introspect(connection, { only })
    return {
      ...schema,
      tables: replaced(schema.tables, tables, (table) => {
        const { columns, constraints, indexes } = found.tables.get(nameKey(place(table.name)))!
        // Foreign keys are left out, so that no table has to wait for another.
        return { ...table, columns, indexes, constraints: [...constraints, ...table.constraints.filter(isForeignKey)] }
      }),
      views: replaced(schema.views, views, (view) => ({
        ...view,
        definition: found.views.get(nameKey(place(view.name)))!.definition,
      })),
    }
  } finally {
    if (outermost) await connection.rollback()
    else {
      await connection.execute('ROLLBACK TO SAVEPOINT normalize')
      await connection.execute('RELEASE SAVEPOINT normalize')
    }
  }
}

/** Whether the server may tell something of the table in other words. */
const hasText = ({ columns, constraints, indexes }: Table): boolean =>
  columns.some((each) => each.default !== null || each.generated !== null || each.type.kind === 'raw') ||
  constraints.some(({ kind, name }) => kind === 'check' || name === null) ||
  indexes.some((each) => each.where !== null || each.columns.some(({ on }) => typeof on !== 'string'))

const replaced = <T extends { readonly name: ObjectName }>(
  all: ReadonlyMap<string, T>,
  made: readonly T[],
  by: (object: T) => T,
): ReadonlyMap<string, T> =>
  new Map([...all].map(([key, object]) => [key, made.includes(object) ? by(object) : object]))

type Place = (name: ObjectName) => ObjectName

/** A schema for each that the objects are in, with the enums that stand there; gives where an object goes. */
const makePlaces = async (schema: Schema, connection: Connection): Promise<Place> => {
  const objects = [...schema.tables.values(), ...schema.views.values()]
  const schemas = [...new Set(objects.map(({ name }) => name.schema))]
  const place: Place = ({ schema, name }) => objectName(name, `migrate_normalize_${schemas.indexOf(schema)}`)
  for (const each of schemas) {
    const own = place(objectName('', each)).schema!
    await connection.execute(`CREATE SCHEMA ${identifier(own)}`)
    const columns = [...schema.tables.values()].filter(({ name }) => name.schema === each).flatMap((t) => t.columns)
    for (const sql of createTypes(columns, own, noTypes)) await connection.execute(sql)
  }
  return place
}

const noTypes = schemaReader({ tables: new Map(), views: new Map(), triggers: new Map(), types: new Map() })

const makeTable = (table: Table, place: Place, connection: Connection): Promise<boolean> =>
  attempt(connection, place(table.name).schema!, () => {
    const constraints = table.constraints.filter((each) => !isForeignKey(each))
    return createTableTexts({ ...table, name: place(table.name), constraints }, false)
  })

const makeView = (view: View, place: Place, connection: Connection): Promise<boolean> =>
  attempt(connection, place(view.name).schema!, () => [
    `CREATE VIEW ${qualified(place(view.name))} AS ${view.definition.sql}`,
  ])

/** Whether the server took the statements; what it refuses keeps the text it has. */
const attempt = async (
  connection: Connection,
  schema: string,
  statements: () => readonly string[],
): Promise<boolean> => {
  await connection.execute('SAVEPOINT object')
  try {
    await connection.execute(`SET LOCAL search_path TO ${identifier(schema)}, public`)
    for (const sql of statements()) await connection.execute(sql)
    return true
  } catch (error) {
    if (!isMigrateError(error)) throw error
    await connection.execute('ROLLBACK TO SAVEPOINT object')
    return false
  } finally {
    await connection.execute('RELEASE SAVEPOINT object')
  }
}

const isForeignKey = (constraint: Constraint): constraint is ForeignKey => constraint.kind === 'foreignKey'

const canonicalTable = (table: Table, schema: Schema): Table => {
  const keys = keyColumns(table)
  return {
    ...table,
    columns: table.columns.map((column) => canonicalColumn(column, keys.includes(column.name))),
    constraints: sorted(
      table.constraints.map((each) => (isForeignKey(each) ? canonicalForeignKey(each, schema) : each)),
    ),
    indexes: sorted(table.indexes.map((index) => ({ ...index, options: {}, source: null }))),
    options: {},
    comment: null,
    source: null,
  }
}

const keyColumns = ({ constraints }: Table): readonly string[] => {
  const key = constraints.find(({ kind }) => kind === 'primaryKey')
  return key?.kind === 'primaryKey' ? key.columns : []
}

const canonicalColumn = (column: Column, isKey: boolean): Column => ({
  ...column,
  type: canonicalType(column.type),
  nullable: column.nullable && !isKey,
  comment: null,
  options: {},
})

const canonicalType = (type: ColumnType): ColumnType => {
  if (type.kind === 'char') return { ...type, length: type.length ?? 1 }
  return type.kind === 'numeric' && type.precision !== null ? { ...type, scale: type.scale ?? 0 } : type
}

const canonicalForeignKey = (key: ForeignKey, schema: Schema): ForeignKey => {
  const { table, columns } = key.references
  const parent = schema.tables.get(nameKey(table))
  const named = columns.length > 0 || parent === undefined ? columns : keyColumns(parent)
  return { ...key, references: { table, columns: named }, options: {} }
}

const sorted = <T extends { readonly name: string | null }>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, key: JSON.stringify({ ...item, name: null }) + (item.name ?? '') }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ item }) => item)
