import { MigrateError } from '../errors.js'
import { findTable } from '../schema/edit.js'
import { constraintNames, indexNames } from '../schema/edit-columns.js'
import { findIndexTable } from '../schema/edit-constraints.js'
import { displayName, nameKey, type ObjectName, objectName, sameName } from '../schema/names.js'
import type { Constraint, ForeignKey, Schema, Table } from '../schema/types.js'
import { applyOperation } from './apply.js'
import { describeOperation } from './describe.js'
import { handle, type Operation, type OperationHandlers } from './operation.js'

/**
 * The operations that lead from the schema after `operations` back to `before`.
 * Throws `IRREVERSIBLE` for the first one that cannot be undone.
 */
export const reverseOperations = (operations: readonly Operation[], before: Schema): readonly Operation[] => {
  const reversed: Operation[][] = []
  let schema = before
  let uncertain = false
  for (const operation of operations) {
    reversed.push(handle(reverses, operation, schema))
    schema = applied(operation, schema, uncertain)
    uncertain ||= operation.kind === 'execute'
  }
  return reversed.reverse().flat()
}

/** Once raw SQL has run, the schema may hold what is not known of, so an operation that does not fit it may be right. */
const applied = (operation: Operation, schema: Schema, uncertain: boolean): Schema => {
  try {
    return applyOperation(operation, schema)
  } catch (error) {
    if (uncertain) return schema
    throw error
  }
}

/** What undoes an operation, seen from the schema before it. */
const reverses: OperationHandlers<[before: Schema], Operation[]> = {
  createTable: ({ table, ifNotExists }, before) =>
    ifNotExists && before.tables.has(nameKey(table.name))
      ? []
      : [{ kind: 'dropTable', table: table.name, ifExists: false, cascade: false }],
  dropTable: (operation, before) => {
    const { table, ifExists, cascade } = operation
    const dropped = findTable(before, table)
    if (dropped === null) return ifExists ? [] : unknown(table)
    if (cascade && foreignKeysTo(before, table).length > 0) irreversible(operation)
    return [
      { kind: 'createTable', table: { ...dropped, source: null }, ifNotExists: false },
      // They went with the table, and no operation of the vocabulary makes a trigger.
      ...[...before.triggers.values()]
        .filter((trigger) => sameName(trigger.table, table))
        .map(({ definition }): Operation => ({ kind: 'execute', statement: definition, reverse: null })),
    ]
  },
  renameTable: ({ table, to }) => [{ kind: 'renameTable', table: objectName(to, table.schema), to: table.name }],

  addColumn: ({ table, column, ifNotExists }, before) =>
    ifNotExists && tableOf(before, table).columns.some(({ name }) => name === column.name)
      ? []
      : [{ kind: 'dropColumn', table, column: column.name, ifExists: false, cascade: false }],
  dropColumn: (operation, before) => {
    const { table, column, ifExists, cascade } = operation
    if (ifExists && findTable(before, table) === null) return []
    const owner = tableOf(before, table)
    const position = owner.columns.findIndex(({ name }) => name === column)
    const dropped = owner.columns[position]
    if (dropped === undefined) return ifExists ? [] : unknown(table, column)
    const keys = foreignKeysTo(before, table).filter(({ references }) => references.columns.includes(column))
    if (cascade && keys.length > 0) irreversible(operation)
    return [
      {
        kind: 'addColumn',
        table,
        column: dropped,
        constraints: owner.constraints
          .filter((each) => constraintNames(owner, each, column))
          .map((each) => withTarget(each, before)),
        ifNotExists: false,
        ...placeOf(owner, position),
        fill: null,
      },
      ...owner.indexes
        .filter((index) => indexNames(owner, index, column))
        .map((index): Operation => ({ kind: 'createIndex', table, index, ifNotExists: false })),
    ]
  },
  renameColumn: ({ table, column, to }) => [{ kind: 'renameColumn', table, column: to, to: column }],

  createIndex: ({ table, index, ifNotExists }, before) =>
    ifNotExists && tableOf(before, table).indexes.some(({ name }) => name === index.name)
      ? []
      : [{ kind: 'dropIndex', index: objectName(index.name ?? '', table.schema), table, ifExists: false }],
  dropIndex: ({ index: name, table, ifExists }, before) => {
    const owner = findIndexTable(before, name, table)
    const index = owner?.indexes.find((index) => index.name === name.name)
    if (owner === null || index === undefined) return ifExists ? [] : unknown(name)
    return [{ kind: 'createIndex', table: owner.name, index, ifNotExists: false }]
  },

  execute: (operation) =>
    operation.reverse === null
      ? irreversible(operation)
      : [{ kind: 'execute', statement: operation.reverse, reverse: operation.statement }],
  run: (operation) =>
    operation.reverse === null
      ? irreversible(operation)
      : [
          {
            kind: 'run',
            description: `undo: ${operation.description}`,
            run: operation.reverse,
            reverse: operation.run,
            offline: operation.offline === 'skip' ? 'skip' : null,
          },
        ],
}

const irreversible = (operation: Operation): never => {
  throw new MigrateError('IRREVERSIBLE', `there is no way back from: ${describeOperation(operation)}`, {
    hint: 'Give the operation a `reverse`, or write the downgrade by hand.',
  })
}

const unknown = (table: ObjectName, column?: string): never => {
  const what = column === undefined ? displayName(table) : `${displayName(table)}.${column}`
  throw new MigrateError('IRREVERSIBLE', `${what} is not in the schema, so what undoes its removal is not known`)
}

const tableOf = (schema: Schema, name: ObjectName): Table => schema.tables.get(nameKey(name)) ?? unknown(name)

/** The foreign keys that other tables have to this one. */
const foreignKeysTo = (schema: Schema, table: ObjectName): readonly ForeignKey[] =>
  [...schema.tables.values()]
    .filter(({ name }) => !sameName(name, table))
    .flatMap(({ constraints }) => constraints.filter((each) => each.kind === 'foreignKey'))
    .filter(({ references }) => sameName(references.table, table))

/** A foreign key to a key that is not spelled out has no name to be written on a column with, so it is spelled out. */
const withTarget = (constraint: Constraint, { tables }: Schema): Constraint => {
  if (constraint.kind !== 'foreignKey' || constraint.references.columns.length > 0) return constraint
  const { table } = constraint.references
  const key = tables.get(nameKey(table))?.constraints.find(({ kind }) => kind === 'primaryKey')
  return key?.kind === 'primaryKey' ? { ...constraint, references: { table, columns: key.columns } } : constraint
}

const placeOf = ({ columns }: Table, position: number): { before: string | null; after: string | null } => {
  if (position === columns.length - 1) return { before: null, after: null }
  if (position === 0) return { before: columns[1]!.name, after: null }
  return { before: null, after: columns[position - 1]!.name }
}
