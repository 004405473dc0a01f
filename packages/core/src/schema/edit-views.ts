import { didYouMean } from '../nearest.js'
import { requireFree } from './edit.js'
import { schemaConflict } from './errors.js'
import { displayName, nameKey, type ObjectName, sameName } from './names.js'
import type { Schema, Trigger, View } from './types.js'

/** The schema with a new view. Throws `SCHEMA_CONFLICT` where a table or view has the name. */
export const createView = (schema: Schema, view: View): Schema => {
  requireFree(schema, view.name)
  return { ...schema, views: new Map(schema.views).set(nameKey(view.name), view) }
}

/** The schema without the view and its triggers. Throws `SCHEMA_CONFLICT` where there is none. */
export const dropView = (schema: Schema, name: ObjectName): Schema => {
  if (!schema.views.has(nameKey(name))) throw nothingCalled('view', name, schema.views)
  const gone = triggersOn(schema, name)
  const triggers = new Map([...schema.triggers].filter(([, trigger]) => !gone.includes(trigger)))
  return { ...schema, views: without(schema.views, name), triggers }
}

/** The schema with a new trigger. Throws `SCHEMA_CONFLICT` where the name is taken, or its table or view is not there. */
export const createTrigger = (schema: Schema, trigger: Trigger): Schema => {
  const { name, table } = trigger
  if (schema.triggers.has(nameKey(name))) throw schemaConflict(`There is a trigger ${displayName(name)} already`)
  if (!schema.tables.has(nameKey(table)) && !schema.views.has(nameKey(table)))
    throw schemaConflict(
      `The trigger ${displayName(name)} stands on ${displayName(table)}, which is not there`,
      didYouMean(displayName(table), displayNames([...schema.tables.values(), ...schema.views.values()])),
    )
  return { ...schema, triggers: new Map(schema.triggers).set(nameKey(name), trigger) }
}

/** The schema without the trigger. Throws `SCHEMA_CONFLICT` where there is none. */
export const dropTrigger = (schema: Schema, name: ObjectName): Schema => {
  if (!schema.triggers.has(nameKey(name))) throw nothingCalled('trigger', name, schema.triggers)
  return { ...schema, triggers: without(schema.triggers, name) }
}

/** The triggers that stand on a table or view, in their order. */
export const triggersOn = (schema: Schema, name: ObjectName): readonly Trigger[] =>
  [...schema.triggers.values()].filter(({ table }) => sameName(table, name))

const without = <T>(objects: ReadonlyMap<string, T>, name: ObjectName): ReadonlyMap<string, T> => {
  const rest = new Map(objects)
  rest.delete(nameKey(name))
  return rest
}

type Named = { readonly name: ObjectName }

const nothingCalled = (what: string, name: ObjectName, objects: ReadonlyMap<string, Named>) =>
  schemaConflict(
    `There is no ${what} ${displayName(name)}`,
    didYouMean(displayName(name), displayNames([...objects.values()])),
  )

const displayNames = (objects: readonly Named[]): readonly string[] => objects.map(({ name }) => displayName(name))
