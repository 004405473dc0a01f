import { canonicalJson } from '../schema/canonical-json.js'
import type { Schema, Table, Trigger, View } from '../schema/types.js'

/**
 * Whether two normalized schemas have the same tables, views and triggers, by what they say. Constraints' names do not
 * count, since a database that was made by hand has none; neither does the order of columns.
 */
export const haveSameTables = (a: Schema, b: Schema): boolean =>
  sameObjects(a.tables, b.tables, tableText) &&
  sameObjects(a.views, b.views, definitionText) &&
  sameObjects(a.triggers, b.triggers, definitionText)

const sameObjects = <T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>, text: (object: T) => string): boolean =>
  a.size === b.size &&
  [...a].every(([key, object]) => {
    const other = b.get(key)
    return other !== undefined && text(object) === text(other)
  })

const tableText = ({ columns, constraints, indexes, options }: Table): string =>
  canonicalJson([
    columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    constraints.map((constraint) => canonicalJson({ ...constraint, name: null })).sort(),
    indexes.map(canonicalJson).sort(),
    options,
  ])

const definitionText = ({ definition }: View | Trigger): string => definition.sql
