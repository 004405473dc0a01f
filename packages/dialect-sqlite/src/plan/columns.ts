import type { Column, Constraint, OperationOf, SchemaReader, Table } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import { columnConstraint, columnDefinition, defaultKind } from './definition.js'
import { requireColumn, requireTable } from './lookup.js'
import { hasColumns, type Native, nextWayIf, refuseIf } from './way.js'

/**
 * ALTER TABLE … ADD COLUMN, for a column that `whyNotAdded` has nothing against. A default that SQLite would have to
 * compute for rows sends to the next way.
 * https://www.sqlite.org/lang_altertable.html#alter_table_add_column
 */
export const addColumn = (operation: OperationOf<'addColumn'>, before: SchemaReader): Native => {
  const table = requireTable(before, operation.table)
  const { column, constraints } = operation
  const name = identifier(table.name.name)
  return {
    reason: 'SQLite adds the column without touching the rows',
    statements: [`ALTER TABLE ${name} ADD COLUMN ${columnDefinition(column, table, constraints.map(inline(column)))}`],
    before: questions(column, table),
    after: [hasColumns(table.name.name, [...table.columns.map((each) => each.name), column.name])],
  }
}

/** Why SQLite cannot add the column in place; null where it can. */
export const whyNotAdded = (operation: OperationOf<'addColumn'>, table: Table): string | null => {
  const { column, constraints, before, after, fill } = operation
  const full = `"${table.name.name}"."${column.name}"`
  const last = table.columns.at(-1)?.name ?? ''
  if (before !== null) return `${full} is to stand before "${before}", and SQLite adds columns at the end`
  if (after !== null && !sameIdentifier(after, last))
    return `${full} is to stand after "${after}", and SQLite adds columns at the end`
  if (fill !== null) return `${full} is to be filled with another value than its default`
  if (column.generated?.stored === true) return `${full} is to be generated and stored`
  if (column.autoIncrement || constraints.some(({ kind }) => kind === 'primaryKey'))
    return `${full} is to be a primary key`
  if (constraints.some(({ kind }) => kind === 'unique')) return `${full} is to be UNIQUE`
  return constraints.map((each) => whyNotWith(each, column, full)).find((reason) => reason !== null) ?? null
}

/** A constraint as it stands on the column. */
export const inline =
  (column: Column) =>
  (constraint: Constraint): string =>
    columnConstraint(constraint, column.autoIncrement)

/** ALTER TABLE … RENAME COLUMN, which follows the name into indexes, keys, views and triggers. */
export const renameColumn = (operation: OperationOf<'renameColumn'>, before: SchemaReader): Native => {
  const table = requireTable(before, operation.table)
  const column = requireColumn(table, operation.column)
  const taken = table.columns.find((each) => each !== column && sameIdentifier(each.name, operation.to))
  if (taken !== undefined) {
    throw operationRefused(`there is already a column "${table.name.name}"."${taken.name}"`, 'Choose another name.')
  }
  return {
    reason: 'SQLite renames a column and follows the name everywhere',
    statements: [renameColumnText(table.name.name, column.name, operation.to)],
    after: [
      hasColumns(
        table.name.name,
        table.columns.map((each) => (each === column ? operation.to : each.name)),
      ),
    ],
  }
}

/** The statement that renames a column. */
export const renameColumnText = (table: string, from: string, to: string): string =>
  `ALTER TABLE ${identifier(table)} RENAME COLUMN ${identifier(from)} TO ${identifier(to)}`

const whyNotWith = (constraint: Constraint, column: Column, full: string): string | null => {
  if (constraint.kind === 'check') return null
  if (constraint.columns.length !== 1) return `${full} is to have a ${words[constraint.kind]} over several columns`
  return ['none', 'null'].includes(defaultKind(column.default))
    ? null
    : `${full} has both a foreign key and a default, which SQLite does not add`
}

const words = { primaryKey: 'primary key', unique: 'UNIQUE constraint', foreignKey: 'foreign key' }

/** What SQLite refuses only when there are rows to fill. */
const questions = (column: Column, table: Table): NonNullable<Native['before']> => {
  if (column.generated !== null) return []
  const kind = defaultKind(column.default)
  const anyRow = `SELECT 1 FROM ${identifier(table.name.name)} LIMIT 1`
  if (kind === 'evaluated') return [nextWayIf(anyRow)]
  return column.nullable || kind === 'constant' ? [] : [refuseIf(anyRow, notNullRefusal(table, column.name))]
}

/** That rows that are there would have nothing in a column that needs something. */
export const notNullRefusal = (table: Table, name: string): string =>
  `"${table.name.name}"."${name}" cannot be added as NOT NULL to a table that has rows: give it a default or a fill, or add it nullable and fill it in a step of its own.`
