import { type Column, displayName, nameKey, objectName, type SchemaReader } from '@ads/migrate-core'
import { operationRefused } from './errors.js'
import { dollarQuoted } from './script.js'
import { literal, qualified } from './spelling.js'

/** The statements that make the enums of these columns, where they are not there yet. Throws `OPERATION_REFUSED`. */
export const createTypes = (
  columns: readonly Pick<Column, 'type'>[],
  schema: string | null,
  before: SchemaReader,
): readonly string[] =>
  enumsOf(columns).flatMap(({ name, values }) => {
    const full = objectName(name, schema)
    const there = before.schema.types.get(nameKey(full))
    if (there === undefined) return [`CREATE TYPE ${qualified(full)} AS ENUM (${values.map(literal).join(', ')})`]
    if (there.values.join('\0') === values.join('\0')) return []
    throw operationRefused(
      `the type ${displayName(full)} is there with other values: ${there.values.join(', ')}`,
      'Give the type of this column another name.',
    )
  })

/** The statements that take the enums of these columns away, where nothing else has them. */
export const dropTypes = (columns: readonly Pick<Column, 'type'>[], schema: string | null): readonly string[] =>
  enumsOf(columns).map(({ name }) => {
    const drop = `DROP TYPE ${qualified(objectName(name, schema))}`
    return `DO ${dollarQuoted(`BEGIN ${drop}; EXCEPTION WHEN dependent_objects_still_exist THEN NULL; END`)}`
  })

const enumsOf = (columns: readonly Pick<Column, 'type'>[]) => [
  ...new Map(columns.flatMap(({ type }) => (type.kind === 'enum' ? [[type.name, type] as const] : []))).values(),
]
