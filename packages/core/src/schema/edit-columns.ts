import { didYouMean } from '../nearest.js'
import { getTable, mapTables, updateTable } from './edit.js'
import { schemaConflict } from './errors.js'
import { columnsNamedIn, renameColumnIn } from './expression-text.js'
import { mapExpressions } from './map-expressions.js'
import { displayName, type ObjectName, sameName } from './names.js'
import type { Column, Constraint, ForeignKey, Index, Schema, Table } from './types.js'

/** Where a new column stands; last where nothing is said. */
export interface ColumnPlace {
  readonly before?: string | null
  readonly after?: string | null
  /** What was written on the column. */
  readonly constraints?: readonly Constraint[]
}

/** The column. Throws `SCHEMA_CONFLICT` where the table has none of that name. */
export const getColumn = (table: Table, name: string): Column => {
  const column = table.columns.find((each) => each.name === name)
  if (column !== undefined) return column
  const names = table.columns.map((each) => each.name)
  throw schemaConflict(`${displayName(table.name)} has no column ${name}`, didYouMean(name, names))
}

/** The schema with a new column. Throws `SCHEMA_CONFLICT` where the name is taken or the neighbour is not there. */
export const addColumn = (schema: Schema, name: ObjectName, column: Column, place: ColumnPlace = {}): Schema =>
  updateTable(schema, name, (table) => {
    requireNewName(table, column.name)
    const columns = table.columns.toSpliced(positionIn(table, place), 0, column)
    return { ...table, columns, constraints: [...table.constraints, ...(place.constraints ?? [])] }
  })

/** The schema with one column changed. Throws `SCHEMA_CONFLICT` where it is not there. */
export const updateColumn = (
  schema: Schema,
  name: ObjectName,
  column: string,
  change: (column: Column) => Column,
): Schema =>
  updateTable(schema, name, (table) => {
    const before = getColumn(table, column)
    return { ...table, columns: table.columns.map((each) => (each === before ? change(each) : each)) }
  })

/**
 * The schema without the column, and without the keys, constraints and indexes of its table that name it; with
 * `cascade` also without the foreign keys of others to it. Throws `SCHEMA_CONFLICT` where it is not there.
 */
export const dropColumn = (
  schema: Schema,
  name: ObjectName,
  column: string,
  input: { readonly cascade?: boolean } = {},
): Schema => {
  const dropped = updateTable(schema, name, (table) => {
    const gone = getColumn(table, column)
    return {
      ...table,
      columns: table.columns.filter((each) => each !== gone),
      constraints: table.constraints.filter((each) => !constraintNames(table, each, column)),
      indexes: table.indexes.filter((each) => !indexNames(table, each, column)),
    }
  })
  if (input.cascade !== true) return dropped
  return mapTables(dropped, (table) => {
    const kept = table.constraints.filter((each) => !(each.kind === 'foreignKey' && refersTo(each, name, column)))
    return kept.length === table.constraints.length ? table : { ...table, constraints: kept, source: null }
  })
}

/**
 * The schema with the column under its new name everywhere: in its table's keys, constraints, indexes and SQL texts,
 * and in the foreign keys to it. Throws `SCHEMA_CONFLICT` where it is not there or the new name is taken.
 */
export const renameColumn = (schema: Schema, name: ObjectName, column: string, to: string): Schema => {
  const before = getTable(schema, name)
  getColumn(before, column)
  if (column === to) return schema
  requireNewName(before, to, column)
  const renamed = updateTable(schema, name, (table) => renameWithin(table, column, to))
  return mapTables(renamed, (table) => {
    if (!table.constraints.some((each) => each.kind === 'foreignKey' && refersTo(each, name, column))) return table
    const constraints = table.constraints.map((each) =>
      each.kind === 'foreignKey' && refersTo(each, name, column)
        ? { ...each, references: { ...each.references, columns: renamedIn(each.references.columns, column, to) } }
        : each,
    )
    return { ...table, constraints, source: null }
  })
}

/** Whether the constraint of the table names the column, by itself or in its SQL text. */
export const constraintNames = (table: Table, constraint: Constraint, column: string): boolean =>
  constraint.kind === 'check'
    ? columnsNamedIn(constraint.expression.sql, [column], table.name.name).length > 0
    : constraint.columns.includes(column) ||
      // A table that references itself loses the target with the column.
      (constraint.kind === 'foreignKey' && refersTo(constraint, table.name, column))

/** Whether the index of the table names the column, by itself or in its SQL text. */
export const indexNames = (table: Table, index: Index, column: string): boolean =>
  [...index.columns.map(({ on }) => on), ...(index.where === null ? [] : [index.where])].some((part) =>
    typeof part === 'string' ? part === column : columnsNamedIn(part.sql, [column], table.name.name).length > 0,
  )

const renameWithin = (table: Table, from: string, to: string): Table => {
  const texts = mapExpressions(table, (sql) => renameColumnIn(sql, table.name.name, from, to))
  return {
    ...texts,
    columns: texts.columns.map((each) => (each.name === from ? { ...each, name: to } : each)),
    constraints: texts.constraints.map((each) =>
      each.kind === 'check' ? each : { ...each, columns: renamedIn(each.columns, from, to) },
    ),
    indexes: texts.indexes.map((index) => ({
      ...index,
      columns: index.columns.map((each) => (each.on === from ? { ...each, on: to } : each)),
    })),
  }
}

const renamedIn = (names: readonly string[], from: string, to: string): readonly string[] =>
  names.map((each) => (each === from ? to : each))

const refersTo = ({ references }: ForeignKey, table: ObjectName, column: string): boolean =>
  sameName(references.table, table) && references.columns.includes(column)

// Names that differ only in case are one name to most databases; a column may still change its own case.
const requireNewName = (table: Table, name: string, itself: string | null = null): void => {
  if (table.columns.some((each) => each.name !== itself && each.name.toLowerCase() === name.toLowerCase()))
    throw schemaConflict(`${displayName(table.name)} has a column ${name} already`)
}

const positionIn = (table: Table, { before, after }: ColumnPlace): number => {
  const neighbour = before ?? after ?? null
  if (neighbour === null) return table.columns.length
  return table.columns.indexOf(getColumn(table, neighbour)) + (before == null ? 1 : 0)
}
