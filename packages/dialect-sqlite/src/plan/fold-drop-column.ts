import type { OperationOf, Table } from '@ads/migrate-core'
import type { TableEdit } from '../ddl/edit-table.js'
import { isRowidName, sameIdentifier } from '../ddl/identifiers.js'
import { operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import { type ColumnUsers, usersOf } from './column-users.js'
import {
  addStep,
  type Draft,
  draftColumn,
  editDraft,
  indexTexts,
  orUnknown,
  readerOf,
  tableOf,
  unknownText,
  withText,
} from './draft.js'
import { childLosingKey } from './foreign-keys.js'
import { findColumn, requireColumn } from './lookup.js'
import { hasColumns, isDropped, type Native, skip } from './way.js'

/**
 * A column taken out. What is written on the column goes with it; indexes over it and constraints behind the columns
 * only with `cascade`. Throws `OPERATION_REFUSED` for everything else that uses the column.
 * https://www.sqlite.org/lang_altertable.html#alter_table_drop_column
 */
export const foldDropColumn = (operation: OperationOf<'dropColumn'>, draft: Draft): Draft => {
  const table = tableOf(draft)
  const { ifExists, cascade } = operation
  if (ifExists && findColumn(table, operation.column) === null)
    return addStep(draft, { kind: 'native', native: skip('the column is not there'), elseRecreate: false })
  const { name } = requireColumn(table, operation.column)
  const users = usersOf(readerOf(draft), table, name)
  const obstacles = [
    ...users.others,
    ...(cascade
      ? []
      : [...users.constraints.map(({ called }) => called), ...users.indexes.map((each) => `the index "${each}"`)]),
  ]
  if (obstacles.length > 0) {
    const also = users.others.length === 0 ? ' Or say `cascade: true`, which takes them along.' : ''
    throw operationRefused(
      `the column "${table.name.name}"."${name}" cannot be dropped: ${obstacles.join(', ')} would be left without it`,
      `Drop what uses the column first, and make it again after the column is gone where it is still wanted.${also}`,
    )
  }
  const reason = whyNotInPlace(table, name, users)
  const after = orUnknown(draft, operation, () => withoutColumn(draft, name, users))
  if (reason !== null && tableOf(after).source === unknownText) withoutColumn(draft, name, users)
  refuseLostKey(draft, after, name)
  const columns = after.columns.filter((each) => !sameIdentifier(each.name, name))
  return addStep(
    { ...after, columns },
    reason === null
      ? { kind: 'native', native: dropInPlace(table, name, users), elseRecreate: false }
      : { kind: 'recreate', reason },
  )
}

const withoutColumn = (draft: Draft, column: string, { indexes, constraints }: ColumnUsers): Draft => {
  const edited = editDraft(
    draft,
    ...constraints.map(({ constraint }): TableEdit => ({ kind: 'dropConstraint', constraint })),
    { kind: 'dropColumn', column },
  )
  const left = indexTexts(tableOf(draft)).filter(({ name }) => !indexes.includes(name))
  return withText(edited, tableOf(edited).source ?? '', left)
}

/** A foreign key that names no columns refers to the primary key, and would not be found among the column's users. */
const refuseLostKey = (before: Draft, after: Draft, column: string): void => {
  if (draftColumn(before, column)?.from === null) return
  const child = childLosingKey(before.schema, tableOf(before), tableOf(after))
  if (child === null) return
  throw operationRefused(
    `the column "${before.start.name.name}"."${column}" cannot be dropped: the foreign key of "${child}" would be left without it`,
    'Drop the foreign key first.',
  )
}

const whyNotInPlace = (table: Table, column: string, { keys, constraints }: ColumnUsers): string | null => {
  const full = `"${table.name.name}"."${column}"`
  if (keys.length > 0) return `SQLite does not drop a column with ${keys.join(' and ')}, as ${full} is`
  if (isRowidName(column))
    return `SQLite 3.54 and later do not drop a column that is called as the rowid is, as ${full} is`
  return constraints.length === 0 ? null : `${constraints.map(({ called }) => called).join(', ')} goes with ${full}`
}

const dropInPlace = (table: Table, column: string, { indexes }: ColumnUsers): Native => ({
  reason: 'nothing but the column itself uses it, so SQLite can drop it from the rows in place',
  statements: [
    ...indexes.map((name) => `DROP INDEX ${identifier(name)}`),
    `ALTER TABLE ${identifier(table.name.name)} DROP COLUMN ${identifier(column)}`,
  ],
  after: [
    ...indexes.map((name) => isDropped('index', name)),
    hasColumns(
      table.name.name,
      table.columns.filter(({ name }) => name !== column).map(({ name }) => name),
    ),
  ],
})
