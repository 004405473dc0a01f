import { alterColumn } from '../schema/alter-column.js'
import { createTable, dropTable, findTable, renameTable } from '../schema/edit.js'
import { addColumn, dropColumn, renameColumn } from '../schema/edit-columns.js'
import { addConstraint, createIndex, dropConstraint, dropIndex, findIndexTable } from '../schema/edit-constraints.js'
import { changeOptions, reorderColumns } from '../schema/edit-layout.js'
import { createTrigger, createView, dropTrigger, dropView } from '../schema/edit-views.js'
import { findConstraint } from '../schema/find-constraint.js'
import { nameKey } from '../schema/names.js'
import type { Schema } from '../schema/types.js'
import { handle, type Operation, type OperationHandlers } from './operation.js'

/**
 * The schema after the operation. Throws `SCHEMA_CONFLICT` where it does not fit the schema. What stands in the way of a
 * drop goes with it, as far as it is on the same table: to refuse that is the dialect's part.
 */
export const applyOperation = (operation: Operation, schema: Schema): Schema => handle(effects, operation, schema)

/** The schema after all of the operations, one after another. */
export const applyOperations = (operations: readonly Operation[], schema: Schema): Schema =>
  operations.reduce((before, operation) => applyOperation(operation, before), schema)

const effects: OperationHandlers<[before: Schema], Schema> = {
  createTable: ({ table, ifNotExists }, before) =>
    ifNotExists && findTable(before, table.name) !== null ? before : createTable(before, table),
  dropTable: ({ table, ifExists, cascade }, before) =>
    ifExists && findTable(before, table) === null ? before : dropTable(before, table, { cascade }),
  renameTable: ({ table, to }, before) => renameTable(before, table, to),

  addColumn: (operation, before) => {
    const { table, column, constraints, ifNotExists, before: next, after } = operation
    const there = findTable(before, table)?.columns.some(({ name }) => name === column.name) ?? false
    return ifNotExists && there ? before : addColumn(before, table, column, { before: next, after, constraints })
  },
  dropColumn: ({ table, column, ifExists, cascade }, before) => {
    const there = findTable(before, table)?.columns.some(({ name }) => name === column) ?? false
    return ifExists && !there ? before : dropColumn(before, table, column, { cascade })
  },
  renameColumn: ({ table, column, to }, before) => renameColumn(before, table, column, to),
  alterColumn: ({ table, column, changes }, before) => alterColumn(before, table, column, changes),

  addConstraint: ({ table, constraint }, before) => addConstraint(before, table, constraint),
  dropConstraint: ({ table, constraint, ifExists }, before) => {
    const owner = findTable(before, table)
    const there = owner !== null && findConstraint(owner, constraint) !== null
    return ifExists && !there ? before : dropConstraint(before, table, constraint)
  },

  createIndex: ({ table, index, ifNotExists }, before) => {
    const there = findTable(before, table)?.indexes.some(({ name }) => name === index.name) ?? false
    return ifNotExists && there ? before : createIndex(before, table, index)
  },
  dropIndex: ({ index, table, ifExists }, before) =>
    ifExists && findIndexTable(before, index, table) === null ? before : dropIndex(before, index, table),

  batchAlterTable: ({ table, operations, order, options }, before) => {
    const changed = applyOperations(operations, before)
    const ordered = order === null ? changed : reorderColumns(changed, table, order)
    return options === null ? ordered : changeOptions(ordered, table, options)
  },

  createView: ({ view }, before) => createView(before, view),
  dropView: ({ view, ifExists }, before) =>
    ifExists && !before.views.has(nameKey(view)) ? before : dropView(before, view),
  createTrigger: ({ trigger }, before) => createTrigger(before, trigger),
  dropTrigger: ({ trigger, ifExists }, before) =>
    ifExists && !before.triggers.has(nameKey(trigger)) ? before : dropTrigger(before, trigger),

  bulkInsert: (_operation, before) => before,
  // What raw SQL does to the schema is not known from its text, and a data step does nothing to it.
  execute: (_operation, before) => before,
  run: (_operation, before) => before,
}
