import type { Column, Constraint, OperationOf, SchemaReader } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { operationNotSupported, operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import { columnConstraint, columnDefinition, defaultKind } from './definition.js'
import { findColumn, requireColumn, requireTable } from './lookup.js'
import { hasColumns, type Native, refuseIf, skip } from './way.js'

/**
 * ALTER TABLE … ADD COLUMN. Throws `OPERATION_REFUSED` for a name that is taken and for a foreign key with a default,
 * `OPERATION_NOT_SUPPORTED` for what the table would have to be recreated for.
 * https://www.sqlite.org/lang_altertable.html#alter_table_add_column
 */
export const addColumn = (operation: OperationOf<'addColumn'>, before: SchemaReader): Native => {
  const table = requireTable(before, operation.table)
  const { column, constraints } = operation
  const there = findColumn(table, column.name)
  if (there !== null && operation.ifNotExists) return skip('the column is there already')
  const full = `"${table.name.name}"."${column.name}"`
  if (there !== null) throw operationRefused(`there is already a column ${full}`, 'Choose another name.')
  refusePlace(operation, full)
  refuseConstraints(column, constraints, full)
  const inline = constraints.flatMap((each) =>
    each.kind === 'check' || each.kind === 'foreignKey' ? [columnConstraint(each)] : [],
  )
  const refusal = refusalWithRows(column, full)
  return {
    reason: 'SQLite adds the column without touching the rows',
    statements: [`ALTER TABLE ${identifier(table.name.name)} ADD COLUMN ${columnDefinition(column, table, inline)}`],
    before: refusal === null ? [] : [refuseIf(`SELECT 1 FROM ${identifier(table.name.name)} LIMIT 1`, refusal)],
    after: [hasColumns(table.name.name, [...table.columns.map(({ name }) => name), column.name])],
  }
}

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
    statements: [
      `ALTER TABLE ${identifier(table.name.name)} RENAME COLUMN ${identifier(column.name)} TO ${identifier(operation.to)}`,
    ],
    after: [
      hasColumns(
        table.name.name,
        table.columns.map((each) => (each === column ? operation.to : each.name)),
      ),
    ],
  }
}

const refusePlace = ({ before, after, fill }: OperationOf<'addColumn'>, full: string): void => {
  if (before !== null || after !== null) {
    throw needsRecreation(
      `${full} is to stand ${before === null ? `after "${after}"` : `before "${before}"`}`,
      'SQLite adds columns at the end: leave `before` and `after` out.',
    )
  }
  if (fill !== null) {
    throw needsRecreation(
      `${full} is to be filled with another value than its default`,
      'Add it nullable, and fill it in a step of its own.',
    )
  }
}

const refuseConstraints = (column: Column, constraints: readonly Constraint[], full: string): void => {
  if (column.autoIncrement || constraints.some(({ kind }) => kind === 'primaryKey')) {
    throw needsRecreation(`${full} is to be a primary key`, 'Make a new table with it, and copy the rows.')
  }
  if (constraints.some(({ kind }) => kind === 'unique')) {
    throw needsRecreation(`${full} is to be UNIQUE`, 'Add it without, and create a unique index over it.')
  }
  if (column.generated?.stored === true) {
    throw needsRecreation(
      `${full} is to be generated and stored`,
      'Leave `stored` out: the value is then computed when it is read.',
    )
  }
  for (const constraint of constraints) {
    if (constraint.kind !== 'foreignKey') continue
    if (constraint.columns.length !== 1) {
      throw needsRecreation(
        `${full} is to have a foreign key over several columns`,
        'Make a new table with it, and copy the rows.',
      )
    }
    if (!['none', 'null'].includes(defaultKind(column.default))) {
      throw operationRefused(
        `${full} has both a foreign key and a default, which SQLite refuses for a new column`,
        'Add it without the default, and fill it in a step of its own.',
      )
    }
  }
}

/** What SQLite refuses only when there are rows to fill. */
const refusalWithRows = (column: Column, full: string): string | null => {
  if (column.generated !== null) return null
  const kind = defaultKind(column.default)
  if (kind === 'evaluated') {
    return `${full} cannot be added to a table that has rows: SQLite does not compute its default for them. Add it without, and fill it in a step of its own.`
  }
  return !column.nullable && kind !== 'constant'
    ? `${full} cannot be added as NOT NULL to a table that has rows: give it a default, or add it nullable and fill it in a step of its own.`
    : null
}

const needsRecreation = (what: string, hint: string) =>
  operationNotSupported(`${what}: the table would have to be recreated, which this version does not do yet`, hint)
