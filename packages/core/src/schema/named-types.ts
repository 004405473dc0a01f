import { invalidSchema } from './errors.js'
import { displayName, nameKey, objectName } from './names.js'
import type { NamedType, Table } from './types.js'

/** The named types that the columns of these tables have. Throws `INVALID_SCHEMA` where one name has two meanings. */
export const namedTypesOf = (tables: Iterable<Table>): ReadonlyMap<string, NamedType> => {
  const types = new Map<string, NamedType>()
  for (const table of tables)
    for (const { type } of table.columns) {
      if (type.kind !== 'enum') continue
      const name = objectName(type.name, table.name.schema)
      const known = types.get(nameKey(name))
      if (known !== undefined && JSON.stringify(known.values) !== JSON.stringify(type.values))
        throw invalidSchema(`The type ${displayName(name)} has different values in different columns`)
      types.set(nameKey(name), { kind: 'enum', name, values: type.values })
    }
  return types
}
