import type { Column, Constraint, Index, Schema, Table } from '../schema/types.js'
import { filterSchema, type ObjectFilter } from './filter.js'

/** A schema in one spelling for everything that means the same, which remembers the words it was written in. */
export interface Comparable {
  readonly schema: Schema
  /** The column, constraint or index of `schema` as it was written. */
  readonly written: <T extends Column | Constraint | Index>(part: T) => T
  /** The same before columns were renamed. */
  readonly original: <T extends Constraint>(part: T) => T
}

/**
 * The schema normalized, as far as the filter looks. `original` is the same schema with other names in it: what was
 * renamed since.
 */
export const makeComparable = async (
  schema: Schema,
  normalize: (schema: Schema) => Promise<Schema>,
  include: ObjectFilter,
  original: Schema = schema,
): Promise<Comparable> => {
  const normal = await normalize(mapTables(schema, withTags))
  const written = new Map<object, object>()
  const originals = new Map<object, object>()
  const tables = mapTables(normal, (table, key) => {
    const [given, before] = [schema.tables.get(key), original.tables.get(key)]
    return given === undefined ? table : withNames(table, given, before ?? given, written, originals)
  })
  return {
    schema: filterSchema(tables, include),
    written: (part) => (written.get(part) as typeof part | undefined) ?? part,
    original: (part) => (originals.get(part) as typeof part | undefined) ?? part,
  }
}

/** A schema that is normalized already, and has no other words. */
export const alreadyComparable = (schema: Schema): Comparable => ({
  schema,
  written: (part) => part,
  original: (part) => part,
})

const mapTables = (schema: Schema, change: (table: Table, key: string) => Table): Schema => ({
  ...schema,
  tables: new Map([...schema.tables].map(([key, table]) => [key, change(table, key)])),
})

/** Constraints and indexes called by their place, so that they are known again in whatever order they come back. */
const withTags = (table: Table): Table => ({
  ...table,
  constraints: table.constraints.map((constraint, place) => ({ ...constraint, name: `constraint ${place}` })),
  indexes: table.indexes.map((index, place) => ({ ...index, name: `${table.name.name} index ${place}` })),
})

const placeOf = ({ name }: Constraint | Index): number => Number(name?.split(' ').at(-1))

const withNames = (
  table: Table,
  given: Table,
  before: Table,
  written: Map<object, object>,
  originals: Map<object, object>,
): Table => {
  const columns = new Map(given.columns.map((column) => [column.name, column]))
  for (const column of table.columns) {
    const own = columns.get(column.name)
    if (own !== undefined) written.set(column, own)
  }
  const named = <T extends Constraint | Index>(part: T, parts: readonly T[], earlier: readonly T[]): T => {
    const own = parts[placeOf(part)]
    const renamed = { ...part, name: own?.name ?? null }
    if (own !== undefined) written.set(renamed, own)
    originals.set(renamed, earlier[placeOf(part)] ?? renamed)
    return renamed
  }
  return {
    ...table,
    constraints: table.constraints.map((each) => named(each, given.constraints, before.constraints)),
    indexes: table.indexes.map((each) => named(each, given.indexes, before.indexes)),
  }
}
