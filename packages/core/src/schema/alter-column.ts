import { updateTable } from './edit.js'
import { getColumn } from './edit-columns.js'
import { schemaConflict } from './errors.js'
import { displayName, type ObjectName } from './names.js'
import type { Column, ColumnChanges, Schema, Table } from './types.js'

/**
 * The schema with a column changed. Throws `SCHEMA_CONFLICT` where it is not there, and where it would be what no
 * column can be: a nullable key, generated with a default, counting up without being the key.
 */
export const alterColumn = (schema: Schema, name: ObjectName, column: string, changes: ColumnChanges): Schema =>
  updateTable(schema, name, (table) => {
    const before = getColumn(table, column)
    const after = changed(before, changes)
    requirePossible(table, after, changes)
    return { ...table, columns: table.columns.map((each) => (each === before ? after : each)) }
  })

/** The changes that lead back to the column as it is. How values got there is no part of it. */
export const changesBack = (column: Column, changes: ColumnChanges): ColumnChanges => ({
  ...(changes.type === undefined ? {} : { type: column.type }),
  ...(changes.nullable === undefined ? {} : { nullable: column.nullable }),
  ...(changes.default === undefined ? {} : { default: column.default }),
  ...(changes.generated === undefined ? {} : { generated: column.generated }),
  ...(changes.autoIncrement === undefined ? {} : { autoIncrement: column.autoIncrement }),
  ...(changes.collation === undefined ? {} : { collation: column.collation }),
  ...(changes.comment === undefined ? {} : { comment: column.comment }),
})

const changed = (column: Column, { using: _using, fill: _fill, ...facts }: ColumnChanges): Column => ({
  ...column,
  ...facts,
})

const requirePossible = (table: Table, column: Column, changes: ColumnChanges): void => {
  const full = `${displayName(table.name)}.${column.name}`
  const key = table.constraints.find(({ kind }) => kind === 'primaryKey')
  const keys = key?.kind === 'primaryKey' ? key.columns : []
  if (changes.nullable === true && keys.includes(column.name))
    throw schemaConflict(`${full} is in the primary key, so it cannot be nullable`, 'Drop the primary key first.')
  if (column.generated !== null && column.default !== null)
    throw schemaConflict(`${full} cannot be generated and have a default`, 'Take one of them off: null removes it.')
  if (changes.autoIncrement === true && (keys.length !== 1 || keys[0] !== column.name))
    throw schemaConflict(`${full} cannot count up by itself: it is not the whole primary key`)
}
