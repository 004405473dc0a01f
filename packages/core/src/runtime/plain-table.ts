import type { ObjectName } from '../schema/names.js'
import type { Column, Table } from '../schema/types.js'

export type PlainColumn = Pick<Column, 'name' | 'type' | 'nullable'>

/** A table that a history keeps for itself: plain columns, and a key as Alembic names it. */
export const plainTable = (name: ObjectName, columns: readonly PlainColumn[], key: string): Table => ({
  name,
  columns: columns.map((column) => ({
    ...column,
    default: null,
    generated: null,
    autoIncrement: false,
    collation: null,
    comment: null,
    options: {},
  })),
  constraints: [{ kind: 'primaryKey', name: `${name.name}_pkc`, columns: [key] }],
  indexes: [],
  options: {},
  comment: null,
  source: null,
})
