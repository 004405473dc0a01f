import { handle, type Operation, type OperationHandlers } from '../operations/operation.js'
import { nameKey, type ObjectName, objectName } from '../schema/names.js'
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
  createIndex: (_operation, rows) => rows,
  dropIndex: (_operation, rows) => rows,
  execute: (_operation, rows) => rows,
  run: (_operation, rows) => rows,
}

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
