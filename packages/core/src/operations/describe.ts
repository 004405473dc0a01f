import { describeConstraint, descriptionOf } from '../schema/find-constraint.js'
import { displayName } from '../schema/names.js'
import { handle, type Operation, type OperationHandlers } from './operation.js'

/** One line that says what an operation does, for people. */
export const describeOperation = (operation: Operation): string => handle(descriptions, operation)

const descriptions: OperationHandlers<[], string> = {
  createTable: ({ table }) => `create table ${displayName(table.name)}`,
  dropTable: ({ table }) => `drop table ${displayName(table)}`,
  renameTable: ({ table, to }) => `rename table ${displayName(table)} to ${to}`,
  addColumn: ({ table, column }) => `add column ${displayName(table)}.${column.name}`,
  dropColumn: ({ table, column }) => `drop column ${displayName(table)}.${column}`,
  renameColumn: ({ table, column, to }) => `rename column ${displayName(table)}.${column} to ${to}`,
  alterColumn: ({ table, column, changes }) =>
    `alter column ${displayName(table)}.${column}: ${Object.keys(changes).join(', ')}`,
  addConstraint: ({ table, constraint }) =>
    `add constraint ${describeConstraint(descriptionOf(constraint))} to ${displayName(table)}`,
  dropConstraint: ({ table, constraint }) =>
    `drop constraint ${describeConstraint(constraint)} of ${displayName(table)}`,
  createIndex: ({ table, index }) => `create index ${index.name ?? '(unnamed)'} on ${displayName(table)}`,
  dropIndex: ({ index }) => `drop index ${displayName(index)}`,
  batchAlterTable: ({ table, operations, order, options }) => {
    const parts = [
      ...operations.map(describeOperation),
      ...(order === null ? [] : ['reorder columns']),
      ...(options === null ? [] : ['change options']),
    ]
    return `batch on ${displayName(table)}: ${parts.join('; ')}`
  },
  createView: ({ view }) => `create view ${displayName(view.name)}`,
  dropView: ({ view }) => `drop view ${displayName(view)}`,
  createTrigger: ({ trigger }) => `create trigger ${displayName(trigger.name)} on ${displayName(trigger.table)}`,
  dropTrigger: ({ trigger }) => `drop trigger ${displayName(trigger)}`,
  bulkInsert: ({ table, rows }) =>
    `insert ${rows.length === 1 ? 'one row' : `${rows.length} rows`} into ${displayName(table)}`,
  execute: ({ statement }) => `execute ${firstLine(statement.sql)}`,
  run: ({ description }) => `run: ${description}`,
}

const firstLine = (sql: string): string => {
  const line = sql.trim().split('\n')[0] ?? ''
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}
