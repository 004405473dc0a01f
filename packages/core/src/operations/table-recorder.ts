import { buildColumn } from '../schema/define-table.js'
import { displayName, type ObjectName, objectName } from '../schema/names.js'
import { applyNaming, type NamingConvention } from '../schema/naming.js'
import { plainExpression } from '../schema/sql.js'
import { buildCheck, buildForeignKey, buildIndex, parseTableName } from '../schema/table-extras.js'
import type { Column, Constraint, ConstraintDescription } from '../schema/types.js'
import type { Batch, BatchInput, ConstraintInput } from './batch.js'
import { buildChanges, buildDefault } from './column-changes.js'
import { invalidScript } from './errors.js'
import type { OperationOf, TableOperation } from './operation.js'

/** Records the operations on the inside of one table. */
export const tableRecorder = (
  table: ObjectName,
  naming: NamingConvention,
  record: (operation: TableOperation) => void,
): Batch => {
  const addConstraint = (constraint: Constraint) => record({ kind: 'addConstraint', table, constraint })
  return {
    addColumn(name, builder, { ifNotExists = false, before, after, fill } = {}) {
      const { column, constraints } = buildColumn(name, builder, table)
      record({
        kind: 'addColumn',
        table,
        column,
        constraints: nameAlone(table, column, constraints, naming),
        ifNotExists,
        before: before ?? null,
        after: after ?? null,
        fill: fill === undefined ? null : buildDefault(fill, `${displayName(table)}.${name}, fill`),
      })
    },
    dropColumn(column, { ifExists = false, cascade = false } = {}) {
      record({ kind: 'dropColumn', table, column, ifExists, cascade })
    },
    renameColumn(column, to) {
      record({ kind: 'renameColumn', table, column, to })
    },
    alterColumn(column, changes) {
      record({
        kind: 'alterColumn',
        table,
        column,
        changes: buildChanges(changes, `${displayName(table)}.${column}`),
      })
    },

    createForeignKey(name, columns, refTable, refColumns, options) {
      addConstraint({ ...buildForeignKey(columns, parseTableName(refTable), refColumns, options), name })
    },
    createUniqueConstraint(name, columns) {
      addConstraint({ kind: 'unique', name, columns: requireColumns(columns, 'createUniqueConstraint') })
    },
    createCheckConstraint(name, condition) {
      addConstraint({ ...buildCheck(condition), name })
    },
    createPrimaryKey(name, columns) {
      addConstraint({ kind: 'primaryKey', name, columns: requireColumns(columns, 'createPrimaryKey') })
    },
    dropConstraint(constraint, { ifExists = false } = {}) {
      record({ kind: 'dropConstraint', table, constraint: buildDescription(constraint), ifExists })
    },

    createIndex(name, columns, { ifNotExists = false, ...options } = {}) {
      record({ kind: 'createIndex', table, index: buildIndex(columns, { name, ...options }), ifNotExists })
    },
    dropIndex(name, { ifExists = false } = {}) {
      record({ kind: 'dropIndex', index: objectName(name, table.schema), table, ifExists })
    },
  }
}

/**
 * The operation that a batch is. Throws `INVALID_SCRIPT` where the function returns something; what it throws passes
 * through.
 */
export const recordBatch = (
  table: ObjectName,
  change: (batch: Batch) => void,
  { recreate = 'auto', reorder, tableOptions }: BatchInput,
  naming: NamingConvention,
): OperationOf<'batchAlterTable'> => {
  const operations: TableOperation[] = []
  let open = true
  const batch = tableRecorder(table, naming, (operation) => {
    if (!open)
      throw invalidScript(
        'a batch was changed after its function had returned',
        'Record its operations in the function itself, not in a callback that runs later.',
      )
    operations.push(operation)
  })
  try {
    const returned: unknown = change(batch)
    if (returned !== undefined) {
      ignoreRejection(returned)
      throw invalidScript('the function of a batch records operations and returns nothing')
    }
  } finally {
    open = false
  }
  return {
    kind: 'batchAlterTable',
    table,
    operations,
    recreate,
    order: reorder === undefined ? null : [...reorder],
    options: tableOptions ?? null,
  }
}

/** Lets a promise that nobody will wait for fail unheard: what it is refused with says enough. */
export const ignoreRejection = (value: unknown): void => {
  if (typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function')
    value.then(undefined, () => {})
}

/** Names for the constraints that come with one column, as they would be named in its table. */
const nameAlone = (
  name: ObjectName,
  column: Column,
  constraints: readonly Constraint[],
  naming: NamingConvention,
): readonly Constraint[] =>
  applyNaming({ name, columns: [column], constraints, indexes: [], options: {}, comment: null, source: null }, naming)
    .constraints

const requireColumns = (columns: readonly string[], method: string): readonly string[] => {
  if (columns.length === 0) throw invalidScript(`${method} needs a column`)
  return [...columns]
}

const buildDescription = (constraint: ConstraintInput): ConstraintDescription => {
  if (typeof constraint === 'string') return { name: constraint }
  return 'check' in constraint ? { check: plainExpression(constraint.check, 'dropConstraint') } : { ...constraint }
}
