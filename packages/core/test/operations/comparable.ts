import type { Operation } from '../../src/operations/operation.js'
import type { Schema, Table } from '../../src/schema/types.js'

/** The schema without what no law is about: the order of constraints and indexes, and the text a table was read from. */
export const comparable = (schema: Schema): unknown => ({
  ...schema,
  tables: [...schema.tables].map(([key, table]) => [key, comparableTable(table)] as const).sort(byKey),
  types: [...schema.types].sort(byKey),
  views: [...schema.views].sort(byKey),
  triggers: [...schema.triggers].sort(byKey),
})

/** The operation with the constraints and indexes of its table in an order that depends only on what they say. */
export const comparableOperation = (operation: Operation): unknown => {
  if (operation.kind === 'createTable') return { ...operation, table: comparableTable(operation.table) }
  if (operation.kind === 'batchAlterTable')
    return { ...operation, operations: operation.operations.map(comparableOperation) }
  return operation.kind === 'addColumn' ? { ...operation, constraints: sorted(operation.constraints) } : operation
}

const comparableTable = (table: Table): unknown => ({
  ...table,
  constraints: sorted(table.constraints),
  indexes: sorted(table.indexes),
  source: null,
})

const sorted = (items: readonly object[]): readonly object[] =>
  [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : Number(a > b))
