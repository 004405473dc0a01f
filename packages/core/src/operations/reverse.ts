import { MigrateError } from '../errors.js'
import { displayName, nameKey, type ObjectName, objectName } from '../schema/names.js'
import type { Index, Schema, Table } from '../schema/types.js'
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
  for (const operation of operations) {
    reversed.push(handle(reverses, operation, schema))
    schema = applyOperation(operation, schema)
  }
  return reversed.reverse().flat()
}

/** What undoes an operation, seen from the schema before it. */
const reverses: OperationHandlers<[before: Schema], Operation[]> = {
  createTable: ({ table, ifNotExists }, before) =>
    ifNotExists && before.tables.has(nameKey(table.name))
      ? []
      : [{ kind: 'dropTable', table: table.name, ifExists: false, cascade: false }],
  dropTable: ({ table, ifExists }, before) => {
    const dropped = before.tables.get(nameKey(table))
    if (dropped === undefined) return ifExists ? [] : unknown(table)
    return [{ kind: 'createTable', table: { ...dropped, source: null }, ifNotExists: false }]
  },
  renameTable: ({ table, to }) => [{ kind: 'renameTable', table: objectName(to, table.schema), to: table.name }],

  addColumn: ({ table, column, ifNotExists }, before) =>
    ifNotExists && tableOf(before, table).columns.some(({ name }) => name === column.name)
      ? []
      : [{ kind: 'dropColumn', table, column: column.name, ifExists: false, cascade: true }],
  dropColumn: ({ table, column, ifExists }, before) => {
    const owner = tableOf(before, table)
    const position = owner.columns.findIndex(({ name }) => name === column)
    const dropped = owner.columns[position]
    if (dropped === undefined) return ifExists ? [] : unknown(table, column)
    const last = position === owner.columns.length - 1
    return [
      {
        kind: 'addColumn',
        table,
        column: dropped,
        constraints: owner.constraints.filter((c) => 'columns' in c && c.columns.includes(column)),
        ifNotExists: false,
        before: null,
        after: last ? null : (owner.columns[position - 1]?.name ?? null),
        fill: null,
      },
      ...owner.indexes
        .filter((index) => index.columns.some(({ on }) => on === column))
        .map((index): Operation => ({ kind: 'createIndex', table, index, ifNotExists: false })),
    ]
  },
  renameColumn: ({ table, column, to }) => [{ kind: 'renameColumn', table, column: to, to: column }],

  createIndex: ({ table, index, ifNotExists }, before) =>
    ifNotExists && findIndex(before, index.name) !== null
      ? []
      : [{ kind: 'dropIndex', index: objectName(index.name ?? '', table.schema), table, ifExists: false }],
  dropIndex: ({ index: name, ifExists }, before) => {
    const found = findIndex(before, name.name)
    if (found === null) return ifExists ? [] : unknown(name)
    return [{ kind: 'createIndex', table: found.table.name, index: found.index, ifNotExists: false }]
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

const findIndex = (schema: Schema, name: string | null): { table: Table; index: Index } | null => {
  for (const table of schema.tables.values()) {
    const index = table.indexes.find((index) => index.name === name)
    if (index !== undefined) return { table, index }
  }
  return null
}
