import { constraintNames, indexNames } from '../schema/edit-columns.js'
import { displayName, type ObjectName } from '../schema/names.js'
import type { Schema, Table } from '../schema/types.js'

/** An object that a filter is asked about. */
export interface FilteredObject {
  readonly kind: 'table' | 'column' | 'index' | 'view' | 'trigger'
  /** The table, also for its columns and indexes; a view or trigger itself. */
  readonly table: ObjectName
  readonly name: string
}

/** Whether autogenerate and check look at the object. */
export type ObjectFilter = (object: FilteredObject) => boolean

/** A filter of names, in which `*` stands for any text. A name with a dot is a table in a schema, or a column of a table. */
export const excludeNames = (patterns: readonly string[]): ObjectFilter => {
  const expressions = patterns.map(
    (pattern) => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`),
  )
  return ({ kind, table, name }) => {
    const candidates = kind === 'column' ? [`${displayName(table)}.${name}`] : [name, displayName(table)]
    return !expressions.some((expression) => candidates.some((candidate) => expression.test(candidate)))
  }
}

/** The schema without what the filter leaves out. */
export const filterSchema = (schema: Schema, filter: ObjectFilter): Schema => ({
  ...schema,
  tables: new Map(
    [...schema.tables]
      .filter(([, { name }]) => filter({ kind: 'table', table: name, name: name.name }))
      .map(([key, table]) => [key, filterTable(table, filter)]),
  ),
  views: filterObjects(schema.views, 'view', filter),
  triggers: filterObjects(schema.triggers, 'trigger', filter),
})

const filterObjects = <T extends { readonly name: ObjectName }>(
  objects: ReadonlyMap<string, T>,
  kind: 'view' | 'trigger',
  filter: ObjectFilter,
): ReadonlyMap<string, T> =>
  new Map([...objects].filter(([, { name }]) => filter({ kind, table: name, name: name.name })))

/** The columns and indexes of the table that are looked at, and the constraints that name no other. */
const filterTable = (table: Table, filter: ObjectFilter): Table => {
  const looksAt = (kind: 'column' | 'index', name: string | null) =>
    filter({ kind, table: table.name, name: name ?? '' })
  const left = table.columns.filter(({ name }) => !looksAt('column', name))
  return {
    ...table,
    columns: table.columns.filter((column) => !left.includes(column)),
    constraints: table.constraints.filter((each) => !left.some(({ name }) => constraintNames(table, each, name))),
    indexes: table.indexes.filter(
      (each) => looksAt('index', each.name) && !left.some(({ name }) => indexNames(table, each, name)),
    ),
  }
}
