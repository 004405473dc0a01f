import { nameKey } from '../schema/names.js'
import type { Schema } from '../schema/types.js'
import type { SchemaReader } from './dialect.js'

/** A schema as a {@link SchemaReader}. */
export const schemaReader = (schema: Schema): SchemaReader => ({
  schema,
  table: (name) => schema.tables.get(nameKey(name)) ?? null,
  view: (name) => schema.views.get(nameKey(name)) ?? null,
  trigger: (name) => schema.triggers.get(nameKey(name)) ?? null,
})
