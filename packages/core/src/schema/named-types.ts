import { invalidSchema } from './errors.js'
import { displayName, nameKey, objectName } from './names.js'
import type { NamedType, Table } from './types.js'

/** The named types that the columns of these tables have. Throws `INVALID_SCHEMA` where one name has two meanings. */
export const namedTypesOf = (tables: Iterable<Table>): ReadonlyMap<string, NamedType> => {
  const types = new Map<string, NamedType>()
  for (const type of namedTypesIn(tables)) {
    const known = types.get(nameKey(type.name))
    if (known !== undefined && JSON.stringify(known.values) !== JSON.stringify(type.values))
      throw invalidSchema(`The type ${displayName(type.name)} has different values in different columns`)
    types.set(nameKey(type.name), type)
  }
  return types
}

/**
 * The same in between two changes: columns get the new meaning of their type one after another, and the last one that
 * was read counts.
 */
export const currentNamedTypes = (tables: Iterable<Table>): ReadonlyMap<string, NamedType> =>
  new Map(namedTypesIn(tables).map((type) => [nameKey(type.name), type]))

const namedTypesIn = (tables: Iterable<Table>): readonly NamedType[] =>
  [...tables].flatMap(({ name, columns }) =>
    columns.flatMap(({ type }): NamedType[] =>
      type.kind === 'enum' ? [{ kind: 'enum', name: objectName(type.name, name.schema), values: type.values }] : [],
    ),
  )
