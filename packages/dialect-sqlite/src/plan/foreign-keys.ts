import type { ForeignKey, Schema, SchemaReader, Table } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import { findTable } from './lookup.js'

/** The foreign keys of a table. */
export const foreignKeysOf = ({ constraints }: Table): readonly ForeignKey[] =>
  constraints.filter((each) => each.kind === 'foreignKey')

/** The foreign keys of all tables that refer to this one, each with its table. */
export const foreignKeysTo = (
  schema: Schema,
  parent: string,
): readonly { readonly table: Table; readonly key: ForeignKey }[] =>
  [...schema.tables.values()].flatMap((table) =>
    foreignKeysOf(table)
      .filter(({ references }) => sameIdentifier(references.table.name, parent))
      .map((key) => ({ table, key })),
  )

/** The columns that a foreign key refers to: where it names none, the primary key of its table. */
export const referencedColumns = ({ references }: ForeignKey, parent: Table): readonly string[] => {
  if (references.columns.length > 0) return references.columns
  return parent.constraints.flatMap((each) => (each.kind === 'primaryKey' ? each.columns : []))
}

/** Whether the columns of a table are unique together, so that a foreign key may refer to them. */
export const isUnique = (table: Table, columns: readonly string[]): boolean =>
  uniqueSets(table).some((each) => sameSet(each, columns))

/**
 * The table whose foreign key would no longer find what it refers to among the unique columns of `after`; null where
 * none loses it.
 */
export const childLosingKey = (schema: Schema, before: Table, after: Table): string | null => {
  for (const { table, key } of foreignKeysTo(schema, before.name.name)) {
    const columns = referencedColumns(key, before)
    const implicit = key.references.columns.length === 0
    if (isUnique(before, columns) && !isUnique(after, implicit ? referencedColumns(key, after) : columns))
      return table.name.name
  }
  return null
}

/** The table that a new foreign key refers to. Throws `OPERATION_REFUSED` where SQLite could not check the key. */
export const requireParent = (before: SchemaReader, child: Table, key: ForeignKey): Table => {
  const { name } = key.references.table
  const parent = sameIdentifier(name, child.name.name) ? child : findTable(before, key.references.table)
  const full = `the foreign key of "${child.name.name}" over ${key.columns.map((each) => `"${each}"`).join(', ')}`
  if (parent === null)
    throw operationRefused(`${full} refers to "${name}", which is not there`, 'Make that table first.')
  const columns = referencedColumns(key, parent)
  if (columns.length === key.columns.length && isUnique(parent, columns)) return parent
  throw operationRefused(
    `${full} refers to columns of "${name}" that are no key of it: ${columns.join(', ') || 'it has no primary key'}`,
    'SQLite needs them to be the primary key, or unique together.',
  )
}

/** The condition that a row, called `child`, refers by these columns to one that is not there among those of `rows`. */
export const isOrphan = (key: ForeignKey, targets: readonly string[], rows: string): string => {
  const own = (name: string) => `"child".${identifier(name)}`
  // Without a type of its own, the value is compared by that of the column it refers to, as foreign keys are.
  const same = key.columns.map((name, i) => `"parent".${identifier(targets[i]!)} = +${own(name)}`)
  return [
    ...key.columns.map((name) => `${own(name)} IS NOT NULL`),
    `NOT EXISTS (SELECT 1 FROM ${rows} AS "parent" WHERE ${same.join(' AND ')})`,
  ].join(' AND ')
}

const uniqueSets = (table: Table): readonly (readonly unknown[])[] => [
  ...table.constraints.flatMap((each) => (each.kind === 'primaryKey' || each.kind === 'unique' ? [each.columns] : [])),
  ...table.indexes
    .filter(({ unique, where }) => unique && where === null)
    .map(({ columns }) => columns.map(({ on }) => on)),
]

const sameSet = (indexed: readonly unknown[], referenced: readonly string[]): boolean =>
  indexed.length === referenced.length &&
  indexed.every((on) => typeof on === 'string' && referenced.some((name) => sameIdentifier(on, name)))
