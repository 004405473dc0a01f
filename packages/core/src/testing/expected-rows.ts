import { handle, type Operation, type OperationHandlers } from '../operations/operation.js'
import { nameKey, type ObjectName, objectName } from '../schema/names.js'
import type { ColumnChanges } from '../schema/types.js'
import { type Rows, sortRows } from './database.js'

/** What is left of the rows after the operations: every value of a column that is still there, under its name of now. */
export const expectedRows = (operations: readonly Operation[], before: Rows): Rows =>
  operations.reduce((rows, operation) => handle(effects, operation, rows), before)

const effects: OperationHandlers<[rows: Rows], Rows> = {
  createTable: ({ table }, rows) => (rows.has(nameKey(table.name)) ? rows : new Map(rows).set(nameKey(table.name), [])),
  dropTable: ({ table }, rows) => new Map([...rows].filter(([key]) => key !== nameKey(table))),
  renameTable: ({ table, to }, rows) =>
    new Map([...rows].map(([key, all]) => [key === nameKey(table) ? nameKey(objectName(to, table.schema)) : key, all])),
  addColumn: (_operation, rows) => rows,
  dropColumn: ({ table, column }, rows) => mapColumns(rows, table, (name) => (name === column ? null : name)),
  renameColumn: ({ table, column, to }, rows) => mapColumns(rows, table, (name) => (name === column ? to : name)),
  alterColumn: ({ table, column, changes }, rows) =>
    changesValues(changes) ? mapColumns(rows, table, (name) => (name === column ? null : name)) : rows,
  addConstraint: (_operation, rows) => rows,
  dropConstraint: (_operation, rows) => rows,
  createIndex: (_operation, rows) => rows,
  dropIndex: (_operation, rows) => rows,
  batchAlterTable: ({ operations }, rows) => expectedRows(operations, rows),
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

/** Whether a column's values may be others afterwards: what they are is then for a case to say. */
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
