import {
  displayName,
  type Engine,
  findConstraint,
  type Group,
  handle,
  nameKey,
  type ObjectName,
  type Operation,
  type OperationHandlers,
  type OperationOf,
  objectName,
  type SchemaReader,
  type Statement,
  schemaReader,
  type Table,
} from '@ads/migrate-core'
import { applyOperation } from '@ads/migrate-core/operations'
import { columnDefinition, constraintDefinition, createIndexText, createTableTexts, defaultText } from './definition.js'
import { operationNotSupported, operationRefused } from './errors.js'
import { createTypes, dropTypes } from './named-types.js'
import { alterColumn } from './plan-alter-column.js'
import { identifier, identifiers, literal, qualified } from './spelling.js'
import { refuseStatement, splitStatements } from './statements.js'

/**
 * How the operations are done: one group each, by statements that PostgreSQL has for it. What stands in the way, the
 * server says. Throws `OPERATION_NOT_SUPPORTED`, and `OPERATION_REFUSED` for raw SQL that ends the transaction.
 */
export const plan = (operations: readonly Operation[], before: SchemaReader, _engine: Engine): Group[] => {
  let reader = before
  return operations.map((operation, position) => {
    const statements = handle(handlers, operation, reader)
    const apart = statements.some(({ transaction }) => transaction === 'after')
    if (position < operations.length - 1) reader = schemaReader(applyOperation(operation, reader.schema))
    const way = apart
      ? { name: 'apart', reason: 'the table stays open for writers; the index is built behind the transaction' }
      : { name: 'native', reason: 'PostgreSQL has a statement for it' }
    return {
      operations: [operation],
      ways: [{ ...way, offline: true, before: [], assertions: [], statements, after: [], space: [] }],
    }
  })
}

const inside = (sql: string): Statement => ({ sql, transaction: 'inside', pieces: null })

const simple =
  <A extends readonly unknown[]>(texts: (...args: A) => readonly string[]) =>
  (...args: A): readonly Statement[] =>
    texts(...args).map(inside)

const alter = (table: ObjectName, action: string): string => `ALTER TABLE ${qualified(table)} ${action}`

const ifExistsText = (ifExists: boolean): string => (ifExists ? 'IF EXISTS ' : '')

const cascadeText = (cascade: boolean): string => (cascade ? ' CASCADE' : '')

const createTable = (
  { table, ifNotExists }: OperationOf<'createTable'>,
  before: SchemaReader,
): readonly Statement[] => {
  if (ifNotExists && before.table(table.name) !== null) return []
  return [...createTypes(table.columns, table.name.schema, before), ...createTableTexts(table, ifNotExists)].map(inside)
}

const addColumn = (operation: OperationOf<'addColumn'>, before: SchemaReader): readonly string[] => {
  const { table, column, constraints, ifNotExists, fill } = operation
  if (ifNotExists && columnOf(before, table, column.name) !== null) return []
  if (operation.before !== null || operation.after !== null)
    throw operationNotSupported('PostgreSQL adds columns at the end', 'Leave `before` and `after` out.')
  const name = identifier(column.name)
  const added = fill === null ? column : { ...column, nullable: true }
  return [
    ...createTypes([column], table.schema, before),
    alter(table, `ADD COLUMN ${columnDefinition(added, table)}`),
    ...(fill === null ? [] : [`UPDATE ${qualified(table)} SET ${name} = ${defaultText(fill)}`]),
    ...(added.nullable && !column.nullable ? [alter(table, `ALTER COLUMN ${name} SET NOT NULL`)] : []),
    ...constraints.map((constraint) => alter(table, `ADD ${constraintDefinition(constraint)}`)),
  ]
}

const createIndex = ({ table, index, ifNotExists }: OperationOf<'createIndex'>): readonly Statement[] => [
  {
    ...inside(createIndexText(index, table, ifNotExists)),
    // https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
    transaction: index.options.postgres?.concurrently === true ? 'after' : 'inside',
  },
]

const dropConstraint = (
  { table, constraint, ifExists }: OperationOf<'dropConstraint'>,
  before: SchemaReader,
): readonly string[] => {
  const name = 'name' in constraint ? constraint.name : findConstraint(tableOf(before, table), constraint)?.name
  if (name !== null && name !== undefined)
    return [alter(table, `DROP CONSTRAINT ${ifExistsText(ifExists)}${identifier(name)}`)]
  if (ifExists) return []
  throw operationRefused(`${displayName(table)} has no such constraint`, 'Say its name.')
}

const batch = (operation: OperationOf<'batchAlterTable'>, before: SchemaReader): readonly Statement[] => {
  const { operations, order, options } = operation
  if (options !== null) throw operationNotSupported('PostgreSQL has none of these table options', 'Leave them out.')
  let reader = before
  const statements = operations.flatMap((each) => {
    const planned = handle(handlers, each, reader)
    reader = schemaReader(applyOperation(each, reader.schema))
    return planned
  })
  const columns = tableOf(reader, operation.table).columns.map(({ name }) => name)
  if (order === null || order.join('\0') === columns.join('\0')) return statements
  throw operationNotSupported('PostgreSQL cannot move columns', 'Leave `order` out.')
}

const handlers: OperationHandlers<[before: SchemaReader], readonly Statement[]> = {
  createTable,
  dropTable: simple(({ table, ifExists, cascade }, before: SchemaReader) => [
    `DROP TABLE ${ifExistsText(ifExists)}${qualified(table)}${cascadeText(cascade)}`,
    ...dropTypes(before.table(table)?.columns ?? [], table.schema),
  ]),
  renameTable: simple(({ table, to }) => [alter(table, `RENAME TO ${identifier(to)}`)]),
  addColumn: simple(addColumn),
  dropColumn: simple(({ table, column, ifExists, cascade }, before: SchemaReader) => [
    alter(table, `DROP COLUMN ${ifExistsText(ifExists)}${identifier(column)}${cascadeText(cascade)}`),
    ...dropTypes([columnOf(before, table, column) ?? []].flat(), table.schema),
  ]),
  renameColumn: simple(({ table, column, to }) => [
    alter(table, `RENAME COLUMN ${identifier(column)} TO ${identifier(to)}`),
  ]),
  alterColumn: simple((operation, before: SchemaReader) => alterColumn(operation, before)),
  addConstraint: simple(({ table, constraint }) => [alter(table, `ADD ${constraintDefinition(constraint)}`)]),
  dropConstraint: simple(dropConstraint),
  createIndex,
  dropIndex: simple(({ index, table, ifExists }) => [
    `DROP INDEX ${ifExistsText(ifExists)}${qualified(objectName(index.name, index.schema ?? table?.schema ?? null))}`,
  ]),
  batchAlterTable: batch,
  createView: simple(({ view }) => [`CREATE VIEW ${qualified(view.name)} AS ${view.definition.sql}`]),
  dropView: simple(({ view, ifExists }) => [`DROP VIEW ${ifExistsText(ifExists)}${qualified(view)}`]),
  createTrigger: () => refuseTriggers(),
  dropTrigger: () => refuseTriggers(),
  bulkInsert: simple(({ table, columns, rows }) => {
    const values = rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')
    return rows.length === 0 ? [] : [`INSERT INTO ${qualified(table)} (${identifiers(columns)}) VALUES ${values}`]
  }),
  execute: simple(({ statement }) => {
    const statements = splitStatements(statement.sql)
    for (const sql of statements) {
      const reason = refuseStatement(sql)
      if (reason !== null) throw operationRefused(reason, 'The statements of a revision run in one transaction.')
    }
    return statements
  }),
  run: () => [],
}

const refuseTriggers = (): never => {
  throw operationNotSupported('triggers are not read back by this dialect', 'Make them with op.execute.')
}

const tableOf = (before: SchemaReader, name: ObjectName): Table => {
  const table = before.table(name)
  if (table !== null) return table
  throw operationRefused(`there is no table ${displayName(name)}`, `It was looked for as ${nameKey(name)}.`)
}

const columnOf = (before: SchemaReader, table: ObjectName, name: string) =>
  before.table(table)?.columns.find((column) => column.name === name) ?? null
