import type { Column, Constraint, Expression, Index, Table } from './types.js'

/** The table with each SQL text in it passed through `change`: checks, generated columns and indexes (a default names no column). */
export const mapExpressions = (table: Table, change: (sql: string) => string): Table => ({
  ...table,
  columns: table.columns.map((column) => mapColumn(column, change)),
  constraints: table.constraints.map(
    (each): Constraint => (each.kind === 'check' ? { ...each, expression: mapOne(each.expression, change) } : each),
  ),
  indexes: table.indexes.map((index) => mapIndex(index, change)),
})

const mapColumn = (column: Column, change: (sql: string) => string): Column =>
  column.generated === null
    ? column
    : { ...column, generated: { ...column.generated, expression: mapOne(column.generated.expression, change) } }

const mapIndex = (index: Index, change: (sql: string) => string): Index => ({
  ...index,
  columns: index.columns.map((each) => (typeof each.on === 'string' ? each : { ...each, on: mapOne(each.on, change) })),
  where: index.where === null ? null : mapOne(index.where, change),
  // What names a table or column by its old name no longer holds.
  source: null,
})

const mapOne = ({ sql }: Expression, change: (sql: string) => string): Expression => ({ sql: change(sql) })
