import { changesBack } from '../schema/alter-column.js'
import { findTable } from '../schema/edit.js'
import { constraintNames, indexNames } from '../schema/edit-columns.js'
import { findIndexTable } from '../schema/edit-constraints.js'
import { optionsBack } from '../schema/edit-layout.js'
import { triggersOn } from '../schema/edit-views.js'
import { describeConstraint, descriptionOf, findConstraint } from '../schema/find-constraint.js'
import { displayName, nameKey, type ObjectName, objectName, sameName } from '../schema/names.js'
import type { Column, ColumnChanges, Constraint, ForeignKey, Index, Schema, Table, Trigger } from '../schema/types.js'
import { applyOperation } from './apply.js'
import { describeOperation } from './describe.js'
import { irreversible } from './errors.js'
import { handle, type Operation, type OperationHandlers, type TableOperation } from './operation.js'

/**
 * The operations that lead from the schema after `operations` back to `before`.
 * Throws `IRREVERSIBLE` for the first one that cannot be undone.
 */
export const reverseOperations = (operations: readonly Operation[], before: Schema): readonly Operation[] =>
  reverseFrom(operations, before, false)

/** `isUncertain`: whether raw SQL has run before them. */
const reverseFrom = (operations: readonly Operation[], before: Schema, isUncertain: boolean): readonly Operation[] => {
  const reversed: Operation[][] = []
  let schema = before
  let uncertain = isUncertain
  for (const operation of operations) {
    reversed.push(handle(reverses, operation, schema, uncertain))
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
const reverses: OperationHandlers<[before: Schema, uncertain: boolean], Operation[]> = {
  createTable: ({ table, ifNotExists }, before) =>
    ifNotExists && before.tables.has(nameKey(table.name))
      ? []
      : [{ kind: 'dropTable', table: table.name, ifExists: false, cascade: false }],
  dropTable: (operation, before) => {
    const { table, ifExists, cascade } = operation
    const dropped = findTable(before, table)
    if (dropped === null) return ifExists ? [] : unknown(table)
    if (cascade && foreignKeysTo(before, table).length > 0) noWayBack(operation)
    return [
      {
        kind: 'createTable',
        table: { ...dropped, indexes: dropped.indexes.map(newIndex), source: null },
        ifNotExists: false,
      },
      // They went with the table.
      ...triggersOn(before, table).map(newTrigger),
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
    if (cascade && keys.length > 0) noWayBack(operation)
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
        .map((index): Operation => ({ kind: 'createIndex', table, index: newIndex(index), ifNotExists: false })),
    ]
  },
  renameColumn: ({ table, column, to }) => [{ kind: 'renameColumn', table, column: to, to: column }],
  alterColumn: (operation, before) => {
    const { table, column, changes } = operation
    const changed = tableOf(before, table).columns.find(({ name }) => name === column) ?? unknown(table, column)
    // The expression leads one way, and doing it a second time would not give the same.
    if (changes.using !== undefined) noWayBack(operation)
    return [{ kind: 'alterColumn', table, column, changes: changesBack(changed, changes) }]
  },

  addConstraint: ({ table, constraint }, before) => [
    { kind: 'dropConstraint', table, constraint: descriptionOf(constraint), ifExists: false },
    ...columnsBack(findTable(before, table), constraint, ({ nullable }) => (nullable ? { nullable } : null)),
  ],
  dropConstraint: ({ table, constraint, ifExists }, before) => {
    if (ifExists && findTable(before, table) === null) return []
    const owner = tableOf(before, table)
    const dropped = findConstraint(owner, constraint)
    if (dropped === null) return ifExists ? [] : unknown(table, describeConstraint(constraint))
    return [
      { kind: 'addConstraint', table, constraint: dropped },
      ...columnsBack(owner, dropped, ({ autoIncrement }) => (autoIncrement ? { autoIncrement } : null)),
    ]
  },
  createIndex: ({ table, index, ifNotExists }, before) =>
    ifNotExists && tableOf(before, table).indexes.some(({ name }) => name === index.name)
      ? []
      : [{ kind: 'dropIndex', index: objectName(index.name ?? '', table.schema), table, ifExists: false }],
  dropIndex: ({ index: name, table, ifExists }, before) => {
    const owner = findIndexTable(before, name, table)
    const index = owner?.indexes.find((index) => index.name === name.name)
    if (owner === null || index === undefined) return ifExists ? [] : unknown(name)
    return [{ kind: 'createIndex', table: owner.name, index: newIndex(index), ifNotExists: false }]
  },

  batchAlterTable: ({ table, operations, recreate, order, options }, before, uncertain) => [
    {
      kind: 'batchAlterTable',
      table,
      // What undoes an operation on one table is on that table too.
      operations: reverseFrom(operations, before, uncertain) as readonly TableOperation[],
      recreate,
      order: order === null ? null : tableOf(before, table).columns.map(({ name }) => name),
      options: options === null ? null : optionsBack(tableOf(before, table).options, options),
    },
  ],

  createView: ({ view }) => [{ kind: 'dropView', view: view.name, ifExists: false }],
  dropView: ({ view: name, ifExists }, before) => {
    const view = before.views.get(nameKey(name))
    if (view === undefined) return ifExists ? [] : unknown(name)
    return [{ kind: 'createView', view: { ...view, source: null } }, ...triggersOn(before, name).map(newTrigger)]
  },
  createTrigger: ({ trigger }) => [{ kind: 'dropTrigger', trigger: trigger.name, ifExists: false }],
  dropTrigger: ({ trigger: name, ifExists }, before) => {
    const trigger = before.triggers.get(nameKey(name))
    if (trigger === undefined) return ifExists ? [] : unknown(name)
    return [newTrigger(trigger)]
  },

  // Which rows they were is not known afterwards, since others may look the same.
  bulkInsert: (operation) => (operation.rows.length === 0 ? [] : noWayBack(operation)),
  execute: (operation) =>
    operation.reverse === null
      ? noWayBack(operation)
      : [{ kind: 'execute', statement: operation.reverse, reverse: operation.statement }],
  run: (operation) =>
    operation.reverse === null
      ? noWayBack(operation)
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

const noWayBack = (operation: Operation): never => {
  throw irreversible(
    `there is no way back from: ${describeOperation(operation)}`,
    operation.kind === 'execute' || operation.kind === 'run'
      ? 'Give the operation a `reverse`, or write the downgrade by hand.'
      : 'Write the downgrade by hand.',
  )
}

const unknown = (table: ObjectName, part?: string): never => {
  const what = part === undefined ? displayName(table) : `${displayName(table)}.${part}`
  throw irreversible(`${what} is not in the schema, so what undoes its removal is not known`)
}

/** The index to be made again: the text that the database held goes with it. */
const newIndex = (index: Index): Index => ({ ...index, source: null })

const newTrigger = (trigger: Trigger): Operation => ({ kind: 'createTrigger', trigger: { ...trigger, source: null } })

/** What a primary key that comes or goes has changed about its columns, as it was. */
const columnsBack = (
  table: Table | null,
  constraint: Constraint,
  changesOf: (column: Column) => ColumnChanges | null,
): TableOperation[] =>
  (table?.columns ?? []).flatMap((column): TableOperation[] => {
    const isIn = constraint.kind === 'primaryKey' && constraint.columns.includes(column.name)
    const changes = isIn ? changesOf(column) : null
    return table === null || changes === null
      ? []
      : [{ kind: 'alterColumn', table: table.name, column: column.name, changes }]
  })

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
