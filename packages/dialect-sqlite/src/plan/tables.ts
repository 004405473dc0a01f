import type { OperationOf, SchemaReader, Table } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import { createTableText } from './create-table-text.js'
import { createIndexText } from './definition.js'
import { findTable, requireFreeName, requireTable } from './lookup.js'
import { usesTable } from './mentions.js'
import { noTemporaryDependants } from './temporary.js'
import { hasColumns, isCreated, isDropped, type Native, refuseIf, skip } from './way.js'

/** CREATE TABLE with its indexes. Throws `OPERATION_REFUSED` for a name that is taken and a table that cannot be. */
export const createTable = ({ table, ifNotExists }: OperationOf<'createTable'>, before: SchemaReader): Native => {
  if (ifNotExists && findTable(before, table.name) !== null) return skip('the table is there already')
  requireFreeName(before, table.name.name)
  for (const { name } of table.indexes) if (name !== null) requireFreeName(before, name)
  return {
    reason: 'a new table',
    statements: [
      createTableText(table, ifNotExists),
      ...table.indexes.map((index) => createIndexText(index, table.name.name, ifNotExists)),
    ],
    after:
      isOwnText(table) && !ifNotExists
        ? []
        : [
            hasColumns(
              table.name.name,
              table.columns.map(({ name }) => name),
            ),
            ...table.indexes.map(({ name }) => isCreated('index', name ?? '')),
          ],
  }
}

/** Whether nobody else's SQL stands in the text of the table: then SQLite makes just these columns, or says why not. */
const isOwnText = ({ columns, constraints }: Table): boolean =>
  columns.every(
    ({ type, default: value, generated }) =>
      type.kind !== 'raw' && generated === null && (value === null || 'value' in value),
  ) &&
  constraints.every(
    (each) => each.kind !== 'check' && (each.kind !== 'foreignKey' || Object.keys(each.options).length === 0),
  )

/** DROP TABLE, with its indexes and triggers. Throws `OPERATION_REFUSED` naming what else uses the table. */
export const dropTable = (operation: OperationOf<'dropTable'>, before: SchemaReader): Native => {
  const found = findTable(before, operation.table)
  if (found === null && operation.ifExists) return skip('the table is not there')
  const table = requireTable(before, operation.table)
  const name = table.name.name
  const users = [
    ...childrenOf(before, name).map((child) => `the foreign key of "${child}"`),
    ...readersOf(before, name),
  ]
  if (users.length > 0) {
    throw operationRefused(
      `the table "${name}" cannot be dropped: ${users.join(', ')} would be left without it`,
      operation.cascade
        ? 'Drop what uses the table first: `cascade` takes along the indexes, triggers and constraints of the table itself, and nothing of other tables.'
        : 'Drop what uses the table first.',
    )
  }
  return {
    reason: 'nothing else uses the table',
    statements: [`DROP TABLE ${operation.ifExists ? 'IF EXISTS ' : ''}${identifier(name)}`],
    before: [noTemporaryDependants(name, 'is to be dropped'), ...restrictQuestions(table)],
    after: [isDropped('table', name)],
  }
}

/** ALTER TABLE … RENAME TO, which follows the name into foreign keys, views and triggers. */
export const renameTable = (operation: OperationOf<'renameTable'>, before: SchemaReader): Native => {
  const { name } = requireTable(before, operation.table).name
  const { to } = operation
  const rename = (from: string, into: string) => `ALTER TABLE ${identifier(from)} RENAME TO ${identifier(into)}`
  const after = [isCreated('table', to), ...(name === to ? [] : [isDropped('table', name)])]
  if (name === to) return skip('the table has this name already')
  if (!sameIdentifier(name, to)) {
    requireFreeName(before, to)
    return { reason: 'SQLite renames a table and follows the name everywhere', statements: [rename(name, to)], after }
  }
  const between = `${to}_renamed`
  requireFreeName(before, between)
  return {
    reason: 'SQLite takes the two names for one, so the change of case needs a name in between',
    statements: [rename(name, between), rename(between, to)],
    after,
  }
}

/** Dropping a table deletes its rows first, and that would delete or change the rows of these tables without a word. */
const childrenOf = ({ schema }: SchemaReader, name: string): readonly string[] =>
  [...schema.tables.values()]
    .filter((table) => !sameIdentifier(table.name.name, name) && selfReferences(table, name).length > 0)
    .map((table) => table.name.name)

const selfReferences = (table: Table, name: string) =>
  table.constraints.flatMap((each) =>
    each.kind === 'foreignKey' && sameIdentifier(each.references.table.name, name) ? [each] : [],
  )

const readersOf = ({ schema }: SchemaReader, name: string): readonly string[] => [
  ...[...schema.views.values()].filter((view) => usesTable(view, name)).map((view) => `the view "${view.name.name}"`),
  ...[...schema.triggers.values()]
    .filter((trigger) => !sameIdentifier(trigger.table.name, name) && usesTable(trigger, name))
    .map((trigger) => `the trigger "${trigger.name.name}"`),
]

/** The rows go one after another, and RESTRICT does not wait for the last of them. */
const restrictQuestions = (table: Table) =>
  selfReferences(table, table.name.name)
    .filter(({ onDelete }) => onDelete === 'restrict')
    .map(({ columns }) =>
      refuseIf(
        `SELECT 1 FROM ${identifier(table.name.name)} WHERE ${columns.map((each) => `${identifier(each)} IS NOT NULL`).join(' AND ')} LIMIT 1`,
        `the rows of "${table.name.name}" refer to each other with ON DELETE RESTRICT, so SQLite cannot drop it before ${columns.map((each) => `"${each}"`).join(', ')} is set to NULL`,
      ),
    )
