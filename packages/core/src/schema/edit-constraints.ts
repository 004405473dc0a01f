import { didYouMean } from '../nearest.js'
import { getTable, putTable, updateTable } from './edit.js'
import { getColumn } from './edit-columns.js'
import { schemaConflict } from './errors.js'
import { getConstraint } from './find-constraint.js'
import { displayName, type ObjectName } from './names.js'
import type { Constraint, ConstraintDescription, Index, Schema, Table } from './types.js'

/** The schema with a new index. Throws `SCHEMA_CONFLICT` where the table has one of that name. */
export const createIndex = (schema: Schema, table: ObjectName, index: Index): Schema =>
  withIndexes(schema, getTable(schema, table), (before) => {
    requireNewName(before, 'an index', before.indexes, index.name)
    return [...before.indexes, index]
  })

/** The table that an index stands on: `table`, or the one in the index's schema that has it. Null where none has. */
export const findIndexTable = (schema: Schema, index: ObjectName, table: ObjectName | null): Table | null => {
  const candidates =
    table === null
      ? [...schema.tables.values()].filter((each) => each.name.schema === index.schema)
      : [getTable(schema, table)]
  return candidates.find((each) => each.indexes.some(({ name }) => name === index.name)) ?? null
}

/** The schema without the index. Throws `SCHEMA_CONFLICT` where there is none. */
export const dropIndex = (schema: Schema, index: ObjectName, table: ObjectName | null = null): Schema => {
  const owner = findIndexTable(schema, index, table)
  if (owner === null) {
    const tables = table === null ? [...schema.tables.values()] : [getTable(schema, table)]
    const names = tables.flatMap((each) => each.indexes.flatMap(({ name }) => name ?? []))
    throw schemaConflict(`There is no index ${displayName(index)}`, didYouMean(index.name, names))
  }
  return withIndexes(schema, owner, ({ indexes }) => indexes.filter(({ name }) => name !== index.name))
}

/**
 * The schema with a new constraint; the columns of a primary key are no longer nullable. Throws `SCHEMA_CONFLICT` for a
 * taken name, a column that is not there and a second primary key.
 */
export const addConstraint = (schema: Schema, table: ObjectName, constraint: Constraint): Schema =>
  updateTable(schema, table, (before) => {
    requireNewName(before, 'a constraint', before.constraints, constraint.name)
    if (constraint.kind !== 'check') for (const column of constraint.columns) getColumn(before, column)
    if (constraint.kind !== 'primaryKey') return { ...before, constraints: [...before.constraints, constraint] }
    if (before.constraints.some(({ kind }) => kind === 'primaryKey'))
      throw schemaConflict(`${displayName(before.name)} has a primary key already`)
    const columns = before.columns.map((each) =>
      constraint.columns.includes(each.name) ? { ...each, nullable: false } : each,
    )
    return { ...before, columns, constraints: [...before.constraints, constraint] }
  })

/**
 * The schema without the constraint; the columns of a primary key stay as they are, but no longer count up.
 * Throws `SCHEMA_CONFLICT` where there is none, or more than one that fits.
 */
export const dropConstraint = (schema: Schema, table: ObjectName, constraint: ConstraintDescription): Schema =>
  updateTable(schema, table, (before) => {
    const gone = getConstraint(before, constraint)
    const constraints = before.constraints.filter((each) => each !== gone)
    if (gone.kind !== 'primaryKey') return { ...before, constraints }
    const columns = before.columns.map((each) => (each.autoIncrement ? { ...each, autoIncrement: false } : each))
    return { ...before, columns, constraints }
  })

// An index is no part of the CREATE TABLE text, so the table keeps its source.
const withIndexes = (schema: Schema, table: Table, change: (table: Table) => readonly Index[]): Schema =>
  putTable(schema, { ...table, indexes: change(table) })

const requireNewName = (
  table: Table,
  what: string,
  present: readonly { readonly name: string | null }[],
  name: string | null,
): void => {
  if (name !== null && present.some((each) => each.name === name))
    throw schemaConflict(`${displayName(table.name)} has ${what} ${name} already`)
}
