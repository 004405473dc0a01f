import { didYouMean } from '../nearest.js'
import { schemaConflict } from './errors.js'
import { renameTableIn } from './expression-text.js'
import { mapExpressions } from './map-expressions.js'
import { currentNamedTypes } from './named-types.js'
import { displayName, nameKey, type ObjectName, objectName, sameName } from './names.js'
import type { Schema, Table, Trigger, View } from './types.js'

/** The table, or null. */
export const findTable = (schema: Schema, name: ObjectName): Table | null => schema.tables.get(nameKey(name)) ?? null

/** The table. Throws `SCHEMA_CONFLICT` where there is none. */
export const getTable = (schema: Schema, name: ObjectName): Table => {
  const table = findTable(schema, name)
  if (table !== null) return table
  const names = [...schema.tables.values()].map((each) => displayName(each.name))
  throw schemaConflict(`There is no table ${displayName(name)}`, didYouMean(displayName(name), names))
}

/** The schema with the table in it, in the place of one of the same name. */
export const putTable = (schema: Schema, table: Table): Schema => {
  const key = nameKey(table.name)
  const before = schema.tables.get(key)
  return withTables(schema, new Map(schema.tables).set(key, table), before === undefined ? [] : [before], [table])
}

/** The schema without the table, if it was there. */
export const removeTable = (schema: Schema, name: ObjectName): Schema => {
  const before = findTable(schema, name)
  if (before === null) return schema
  const tables = new Map(schema.tables)
  tables.delete(nameKey(name))
  return withTables(schema, tables, [before], [])
}

/**
 * The schema with one table changed. The DDL text that the table was read from no longer holds, so it is let go.
 * Throws `SCHEMA_CONFLICT` where there is no such table.
 */
export const updateTable = (schema: Schema, name: ObjectName, change: (table: Table) => Table): Schema => {
  const before = getTable(schema, name)
  const after = change(before)
  return after === before ? schema : putTable(schema, { ...after, source: null })
}

/** The schema with a new table. Throws `SCHEMA_CONFLICT` where the name is taken. */
export const createTable = (schema: Schema, table: Table): Schema => {
  requireFree(schema, table.name)
  return putTable(schema, table)
}

/**
 * The schema without the table, its indexes and its triggers; with `cascade` also without the foreign keys to it.
 * Throws `SCHEMA_CONFLICT` where there is no such table.
 */
export const dropTable = (schema: Schema, name: ObjectName, input: { readonly cascade?: boolean } = {}): Schema => {
  getTable(schema, name)
  const triggers = new Map([...schema.triggers].filter(([, trigger]) => !sameName(trigger.table, name)))
  const without = removeTable(triggers.size === schema.triggers.size ? schema : { ...schema, triggers }, name)
  if (input.cascade !== true) return without
  return mapTables(without, (table) => {
    const kept = table.constraints.filter(
      (each) => each.kind !== 'foreignKey' || !sameName(each.references.table, name),
    )
    return kept.length === table.constraints.length ? table : { ...table, constraints: kept, source: null }
  })
}

/**
 * The schema with the table under its new name, in its place; foreign keys and triggers follow. Throws
 * `SCHEMA_CONFLICT` where there is no such table or the new name is taken.
 */
export const renameTable = (schema: Schema, name: ObjectName, to: string): Schema => {
  const target = objectName(to, name.schema)
  getTable(schema, name)
  if (sameName(name, target)) return schema
  requireFree(schema, target)
  const follow = (table: Table): Table => referToRenamed(table, name, target)
  const tables = [...schema.tables.values()].map((table) =>
    sameName(table.name, name)
      ? { ...mapExpressions(follow(table), (sql) => renameTableIn(sql, name.name, to)), name: target, source: null }
      : follow(table),
  )
  const triggers = new Map(
    [...schema.triggers].map(([key, each]) => [key, sameName(each.table, name) ? { ...each, table: target } : each]),
  )
  return { ...schema, tables: new Map(tables.map((table) => [nameKey(table.name), table])), triggers }
}

/** Every table passed through `change`. */
export const mapTables = (schema: Schema, change: (table: Table) => Table): Schema => ({
  ...schema,
  tables: new Map([...schema.tables].map(([key, table]) => [key, change(table)])),
})

/** Throws `SCHEMA_CONFLICT` where a table or view has the name. */
export const requireFree = (schema: Schema, name: ObjectName): void => {
  const taken: Table | View | Trigger | undefined = findTable(schema, name) ?? schema.views.get(nameKey(name))
  if (taken !== undefined) throw schemaConflict(`There is a table or view ${displayName(name)} already`)
}

const referToRenamed = (table: Table, from: ObjectName, to: ObjectName): Table => {
  if (!table.constraints.some((each) => each.kind === 'foreignKey' && sameName(each.references.table, from)))
    return table
  const constraints = table.constraints.map((each) =>
    each.kind === 'foreignKey' && sameName(each.references.table, from)
      ? { ...each, references: { ...each.references, table: to } }
      : each,
  )
  return { ...table, constraints, source: null }
}

/** Named types come with the first column that has them and go with the last; others are not touched. */
const withTables = (
  schema: Schema,
  tables: ReadonlyMap<string, Table>,
  before: readonly Table[],
  after: readonly Table[],
): Schema => {
  const [gone, come] = [currentNamedTypes(before), currentNamedTypes(after)]
  if (gone.size === 0 && come.size === 0) return { ...schema, tables }
  const used = currentNamedTypes(tables.values())
  const types = new Map([...schema.types].filter(([key]) => !gone.has(key) || used.has(key)))
  for (const [key, type] of come) types.set(key, type)
  return { ...schema, tables, types }
}
