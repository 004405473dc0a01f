import { canonicalJson } from '../schema/canonical-json.js'
import type { Schema, Table } from '../schema/types.js'

/**
 * Whether two normalized schemas have the same tables: columns, constraints and indexes, by what they say. Constraints'
 * names do not count, since a database that was made by hand has none.
 */
export const haveSameTables = (a: Schema, b: Schema): boolean =>
  a.tables.size === b.tables.size &&
  [...a.tables].every(([key, table]) => {
    const other = b.tables.get(key)
    return other !== undefined && saying(table) === saying(other)
  })

const saying = ({ columns, constraints, indexes, options }: Table): string =>
  canonicalJson([
    columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    constraints.map((constraint) => canonicalJson({ ...constraint, name: null })).sort(),
    indexes.map((index) => canonicalJson(index)).sort(),
    options,
  ])
