import { applyOperation } from '../operations/apply.js'
import { handle, type Operation, type OperationHandlers } from '../operations/operation.js'
import { getTable } from '../schema/edit.js'
import { nameKey, type ObjectName, objectName } from '../schema/names.js'
import type { ColumnChanges, Schema } from '../schema/types.js'
import { type Content, type Rows, sortRows } from './content.js'

/**
 * What is left of the rows after the operations: every value of a column that is still there, under its name of now.
 * What an operation says to change, and what is computed from it, is left out: what that is, is for a case to say.
 */
export const expectedRows = (operations: readonly Operation[], before: Content): Rows =>
  operations.reduce<Content>(
    ({ schema, rows }, operation) => ({
      schema: applyOperation(operation, schema),
      rows: handle(effects, operation, rows, schema),
    }),
    before,
  ).rows

const effects: OperationHandlers<[rows: Rows, schema: Schema], Rows> = {
  createTable: ({ table }, rows) => (rows.has(nameKey(table.name)) ? rows : new Map(rows).set(nameKey(table.name), [])),
  dropTable: ({ table }, rows) => new Map([...rows].filter(([key]) => key !== nameKey(table))),
  renameTable: ({ table, to }, rows) =>
    new Map([...rows].map(([key, all]) => [key === nameKey(table) ? nameKey(objectName(to, table.schema)) : key, all])),
  addColumn: (_operation, rows) => rows,
  dropColumn: ({ table, column }, rows) => mapColumns(rows, table, (name) => (name === column ? null : name)),
  renameColumn: ({ table, column, to }, rows) => mapColumns(rows, table, (name) => (name === column ? to : name)),
  alterColumn: ({ table, column, changes }, rows, schema) => {
    if (!changesValues(changes)) return rows
    const computed = getTable(schema, table).columns.filter(({ generated }) => generated !== null)
    const changed = [column, ...computed.map(({ name }) => name)]
    return mapColumns(rows, table, (name) => (changed.includes(name) ? null : name))
  },
  addConstraint: (_operation, rows) => rows,
  dropConstraint: (_operation, rows) => rows,
  createIndex: (_operation, rows) => rows,
  dropIndex: (_operation, rows) => rows,
  batchAlterTable: ({ operations }, rows, schema) => expectedRows(operations, { schema, rows }),
  createView: (_operation, rows) => rows,
  dropView: (_operation, rows) => rows,
  createTrigger: (_operation, rows) => rows,
  dropTrigger: (_operation, rows) => rows,
  bulkInsert: ({ table, columns, rows: inserted }, rows) => {
    const key = nameKey(table)
    const all = inserted.map((row) => new Map(columns.map((column, i) => [column, row[i]])))
    return new Map(rows).set(key, [...(rows.get(key) ?? []), ...all])
  },
  execute: (_operation, rows) => rows,
  run: (_operation, rows) => rows,
}

/** Whether a column's values may be others afterwards. */
const changesValues = ({ type, using, fill, generated }: ColumnChanges): boolean =>
  [type, using, fill, generated].some((change) => change !== undefined)

const mapColumns = (rows: Rows, table: ObjectName, change: (column: string) => string | null): Rows =>
  new Map(
    [...rows].map(([key, all]) => [
      key,
      key !== nameKey(table)
        ? all
        : all.map(
            (row) =>
              new Map(
                [...row].flatMap(([name, value]) => {
                  const to = change(name)
                  return to === null ? [] : [[to, value] as const]
                }),
              ),
          ),
    ]),
  )

/** The rows with no more than the columns that `of` has, in an order that depends on nothing else. */
export const onlyColumns = (rows: Rows, of: Rows): Rows =>
  new Map(
    [...rows].map(([key, all]) => {
      const columns = [...new Set(of.get(key)?.flatMap((row) => [...row.keys()]))]
      return [key, sortRows(all.map((row) => new Map(columns.map((name) => [name, row.get(name)]))))]
    }),
  )
