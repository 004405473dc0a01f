import { didYouMean } from '../nearest.js'
import type { AnyTable } from './define-table.js'
import { invalidSchema } from './errors.js'
import { namedTypesOf } from './named-types.js'
import { displayName, nameKey, type ObjectName, objectName } from './names.js'
import type { Mistakes, TablesIn } from './schema-types.js'
import { plainExpression } from './sql.js'
import { parseTableName } from './table-extras.js'
import type { Expression, ForeignKey, Schema, Table, Trigger, View } from './types.js'

/** A schema as models define it: its data, and its tables under their names for what TypeScript infers. */
export interface SchemaDefinition<Tables = object> {
  readonly kind: 'schema'
  readonly schema: Schema
  readonly tables: Tables
}

export interface ViewDefinition {
  readonly kind: 'view'
  readonly view: View
}

export interface TriggerDefinition {
  readonly kind: 'trigger'
  readonly trigger: Trigger
}

/**
 * The schema of these tables, views and triggers, or of modules that export them (`import * as tables`); other exports
 * are passed over. A foreign key to a table or column that is not there, or of another type, does not compile.
 * Throws `INVALID_SCHEMA`.
 */
export const defineSchema = <const M extends object>(
  modules: M & Mistakes<M, TablesIn<M>>,
): SchemaDefinition<TablesIn<M>> => {
  const found = definitionsIn(modules)
  const tables = found.filter((each) => each.kind === 'table')
  const schema: Schema = {
    tables: byName('table', tables, (each) => each.table),
    views: byName(
      'view',
      found.filter((each) => each.kind === 'view'),
      (each) => each.view,
    ),
    triggers: byName(
      'trigger',
      found.filter((each) => each.kind === 'trigger'),
      (each) => each.trigger,
    ),
    types: namedTypesOf(tables.map((each) => each.table)),
  }
  checkSchema(schema)
  return {
    kind: 'schema',
    schema,
    tables: Object.fromEntries(tables.map((each) => [each.fullName, each])) as TablesIn<M>,
  }
}

/** A view: its name, and the query behind it. */
export const view = (name: string, query: Expression, options: { readonly schema?: string } = {}): ViewDefinition => ({
  kind: 'view',
  view: {
    name: objectName(name, options.schema ?? null),
    definition: plainExpression(query, `view('${name}')`),
    source: null,
  },
})

/** A trigger: its name, the table (or view) it stands on, and the whole CREATE TRIGGER statement. */
export const trigger = (
  name: string,
  table: string,
  statement: string | Expression,
  options: { readonly schema?: string } = {},
): TriggerDefinition => ({
  kind: 'trigger',
  trigger: {
    name: objectName(name, options.schema ?? null),
    table: parseTableName(table),
    definition: typeof statement === 'string' ? { sql: statement } : plainExpression(statement, `trigger('${name}')`),
    source: null,
  },
})

type Definition = AnyTable | ViewDefinition | TriggerDefinition

const definitionsIn = (modules: object): readonly Definition[] => {
  const found = new Set<Definition>()
  for (const value of Object.values(modules)) {
    if (isDefinition(value)) found.add(value)
    else if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) if (isDefinition(inner)) found.add(inner)
  }
  if (found.size === 0 && Object.keys(modules).length > 0)
    throw invalidSchema('No table among what defineSchema() was given', 'Give it tables, or modules that export them.')
  return [...found]
}

const isDefinition = (value: unknown): value is Definition => {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  return (
    (value.kind === 'table' && 'table' in value) ||
    (value.kind === 'view' && 'view' in value) ||
    (value.kind === 'trigger' && 'trigger' in value)
  )
}

const byName = <D, T extends { readonly name: ObjectName }>(
  what: string,
  definitions: readonly D[],
  objectOf: (definition: D) => T,
): ReadonlyMap<string, T> => {
  const objects = new Map<string, T>()
  for (const definition of definitions) {
    const object = objectOf(definition)
    const key = nameKey(object.name)
    if (objects.has(key)) throw invalidSchema(`Two ${what}s are called ${displayName(object.name)}`)
    objects.set(key, object)
  }
  return objects
}

const checkSchema = (schema: Schema): void => {
  for (const view of schema.views.values())
    if (schema.tables.has(nameKey(view.name)))
      throw invalidSchema(`A table and a view are both called ${displayName(view.name)}`)
  for (const { name, table } of schema.triggers.values())
    if (!schema.tables.has(nameKey(table)) && !schema.views.has(nameKey(table)))
      throw invalidSchema(
        `The trigger ${displayName(name)} stands on ${displayName(table)}, which is not in the schema`,
      )
  for (const table of schema.tables.values())
    for (const constraint of table.constraints)
      if (constraint.kind === 'foreignKey') checkForeignKey(schema, table, constraint)
}

const checkForeignKey = (schema: Schema, table: Table, { columns, references }: ForeignKey): void => {
  const place = `The foreign key of ${displayName(table.name)} (${columns.join(', ')})`
  const target = schema.tables.get(nameKey(references.table))
  if (target === undefined)
    throw invalidSchema(
      `${place} references the table ${displayName(references.table)}, which is not in the schema`,
      didYouMean(
        displayName(references.table),
        [...schema.tables.values()].map((each) => displayName(each.name)),
      ),
    )
  const names = target.columns.map((column) => column.name)
  for (const column of references.columns)
    if (!names.includes(column))
      throw invalidSchema(
        `${place} references ${displayName(target.name)}.${column}, a column that is not there`,
        didYouMean(column, names),
      )
}
