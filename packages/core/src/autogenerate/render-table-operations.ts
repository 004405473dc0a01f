import type { OperationOf, TableOperation, TableOperationKind } from '../operations/operation.js'
import { displayName, type ObjectName } from '../schema/names.js'
import type { Column, Constraint, ConstraintDescription } from '../schema/types.js'
import { notRenderable } from './errors.js'
import { changeOptions, columnSource } from './render-columns.js'
import { dialectOptions, dottedName, foreignKeyOptions, hasDottedTarget, indexColumn } from './render-constraints.js'
import { defaultSource, expressionSource, flags, type Options, type Use } from './render-values.js'
import { arraySource, objectSource, type Source, stringSource, textSource } from './source.js'

/** A call that changes one table, but for the table, which a batch leaves out. */
export interface TableCall {
  readonly method: string
  /** Where the table stands among the arguments: before the first, before the second, or in the options. */
  readonly table: 'first' | 'second' | 'option'
  readonly args: readonly Source[]
  readonly options: Options
}

/** The call that records an operation on one table. Throws `NOT_RENDERABLE`. */
export const tableCall = (operation: TableOperation, use: Use): TableCall =>
  (calls[operation.kind] as (operation: TableOperation, use: Use) => TableCall)(operation, use)

const calls: { readonly [K in TableOperationKind]: (operation: OperationOf<K>, use: Use) => TableCall } = {
  addColumn: ({ table, column, constraints, ifNotExists, before, after, fill }, use) => {
    for (const constraint of constraints) requireOwn(constraint, table, column)
    return {
      method: 'addColumn',
      table: 'first',
      args: [stringSource(column.name), columnSource(column, constraints, use)],
      options: {
        ...flags({ ifNotExists }),
        ...(before === null ? {} : { before: stringSource(before) }),
        ...(after === null ? {} : { after: stringSource(after) }),
        ...(fill === null ? {} : { fill: defaultSource(fill, use) }),
      },
    }
  },
  dropColumn: ({ column, ifExists, cascade }) => ({
    method: 'dropColumn',
    table: 'first',
    args: [stringSource(column)],
    options: flags({ ifExists, cascade }),
  }),
  renameColumn: ({ column, to }) => ({
    method: 'renameColumn',
    table: 'first',
    args: [stringSource(column), stringSource(to)],
    options: {},
  }),
  alterColumn: ({ column, changes }, use) => ({
    method: 'alterColumn',
    table: 'first',
    args: [stringSource(column)],
    options: changeOptions(changes, use),
  }),

  addConstraint: ({ constraint }, use) => newConstraint(constraint, use),
  dropConstraint: ({ constraint, ifExists }, use) => ({
    method: 'dropConstraint',
    table: 'second',
    args: [descriptionSource(constraint, use)],
    options: flags({ ifExists }),
  }),
  createIndex: ({ index, ifNotExists }, use) => ({
    method: 'createIndex',
    table: 'second',
    args: [stringSource(index.name ?? ''), arraySource(index.columns.map(indexColumn(use)))],
    options: {
      ...flags({ unique: index.unique, ifNotExists }),
      ...(index.where === null ? {} : { where: expressionSource(use, index.where) }),
      ...dialectOptions(index.options),
    },
  }),
  dropIndex: ({ index, ifExists }) => ({
    method: 'dropIndex',
    table: 'option',
    args: [stringSource(index.name)],
    options: flags({ ifExists }),
  }),
}

const newConstraint = (constraint: Constraint, use: Use): TableCall => {
  const name = constraint.name === null ? textSource('null') : stringSource(constraint.name)
  const call = (method: string, ...args: readonly Source[]): TableCall => ({
    method,
    table: 'second',
    args: [name, ...args],
    options: {},
  })
  switch (constraint.kind) {
    case 'primaryKey':
      return call('createPrimaryKey', namesSource(constraint.columns))
    case 'unique':
      return call('createUniqueConstraint', namesSource(constraint.columns))
    case 'check':
      return call('createCheckConstraint', expressionSource(use, constraint.expression))
    case 'foreignKey': {
      const { table, columns } = constraint.references
      const args = [namesSource(constraint.columns), stringSource(dottedName(table)), namesSource(columns)]
      return { ...call('createForeignKey', ...args), options: foreignKeyOptions(constraint) }
    }
  }
}

const descriptionSource = (description: ConstraintDescription, use: Use): Source => {
  if ('name' in description) return stringSource(description.name)
  if ('primaryKey' in description) return objectSource([['primaryKey', textSource('true')]])
  if ('unique' in description) return objectSource([['unique', namesSource(description.unique)]])
  if ('foreignKey' in description) return objectSource([['foreignKey', namesSource(description.foreignKey)]])
  return objectSource([['check', expressionSource(use, description.check)]])
}

const namesSource = (names: readonly string[]): Source => arraySource(names.map(stringSource))

/** Throws for a constraint that cannot be written on its column. */
const requireOwn = (constraint: Constraint, table: ObjectName, column: Column): void => {
  if (constraint.kind === 'check') return
  const place = `${displayName(table)}.${column.name}`
  if (constraint.columns.length > 1) throw notRenderable(`${place} comes with a constraint over several columns`)
  if (constraint.kind !== 'foreignKey' || hasDottedTarget(constraint)) return
  throw notRenderable(`${place} references ${displayName(constraint.references.table)} without one plain column`)
}
