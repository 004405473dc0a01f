import fc from 'fast-check'
import { applyOperation } from '../operations/apply.js'
import type { Operation, OperationKind, TableOperation, TableOperationKind } from '../operations/operation.js'
import { getTable } from '../schema/edit.js'
import { triggersOn } from '../schema/edit-views.js'
import { objectName } from '../schema/names.js'
import type { Constraint, Schema, Table } from '../schema/types.js'
import { foldName, indexOn, plainColumn, quoted } from './arbitrary.js'
import {
  hasIndex,
  pick,
  type TableOperationSeed,
  tableKinds,
  tableMakers,
  tableOperationSeed,
} from './arbitrary-table-operations.js'

/** What is drawn before the schema is known that the operation has to fit. */
export interface OperationSeed extends TableOperationSeed {
  readonly kind: OperationKind
  readonly table: number
  readonly batch: readonly (TableOperationSeed & { readonly kind: TableOperationKind })[]
}

/** Operations that can be applied one after another to a schema; of `kinds`, or of every kind that changes schemas. */
export const operationsArbitrary = (
  schema: Schema,
  names: fc.Arbitrary<string>,
  kinds: readonly OperationKind[] = schemaKinds,
): fc.Arbitrary<readonly Operation[]> =>
  operationSeedsArbitrary(names, kinds).map((seeds) => {
    const operations: Operation[] = []
    let current = schema
    for (const seed of seeds) {
      // What is to be dropped may have to be created first.
      for (let more = true; more; ) {
        const operation = makeOperation(seed, current)
        if (operation !== null) {
          operations.push(operation)
          current = applyOperation(operation, current)
        }
        more = isFirstOfTwo(operation, seed)
      }
    }
    return operations
  })

/** What a list of operations is made of, each when the schema is known that those before it have led to. */
export const operationSeedsArbitrary = (
  names: fc.Arbitrary<string>,
  kinds: readonly OperationKind[],
): fc.Arbitrary<readonly OperationSeed[]> => fc.array(seedArbitrary(names, kinds), { minLength: 1, maxLength: 6 })

/** The operation on the schema that a seed stands for, or the one that has to come before it; null where there is none. */
export const makeOperation = (seed: OperationSeed, schema: Schema): Operation | null => makers[seed.kind](seed, schema)

/** Whether the operation was only made so that the one that the seed stands for has something to drop. */
export const isFirstOfTwo = (operation: Operation | null, seed: OperationSeed): boolean =>
  operation !== null && operation.kind !== seed.kind

/** Every kind of operation that changes the schema. */
export const schemaKinds: readonly OperationKind[] = [
  'createTable',
  'dropTable',
  'renameTable',
  ...tableKinds,
  'batchAlterTable',
  'createView',
  'dropView',
  'createTrigger',
  'dropTrigger',
]

const seedArbitrary = (names: fc.Arbitrary<string>, kinds: readonly OperationKind[]): fc.Arbitrary<OperationSeed> =>
  fc
    .tuple(
      tableOperationSeed(names),
      fc.record({
        kind: fc.constantFrom(...kinds),
        table: fc.nat(9),
        batch: fc.array(
          fc
            .tuple(tableOperationSeed(names), fc.constantFrom(...tableKinds))
            .map(([seed, kind]) => ({ ...seed, kind })),
          { maxLength: 3 },
        ),
      }),
    )
    .map(([seed, more]) => ({ ...seed, ...more }))

/** The operation that a seed stands for, or one that has to come before it; null where there is nothing it could be done to. */
const makers: { readonly [K in OperationKind]: (seed: OperationSeed, schema: Schema) => Operation | null } = {
  createTable: ({ name, column, index }, schema) => {
    if (isTaken(schema, name)) return null
    const columns = [plainColumn('id', { ...column, type: { kind: 'integer' }, nullable: false, default: null })]
    const key: Constraint = { kind: 'primaryKey', name: `pk_${name}`, columns: ['id'] }
    const table: Table = {
      name: objectName(name),
      columns: [...columns, plainColumn('Value', column)],
      constraints: [key],
      indexes: [],
      options: {},
      comment: null,
      source: null,
    }
    const indexName = `ix_new_${name}`
    const indexes = hasIndex(schema, indexName) ? [] : [indexOn(table, indexName, index)]
    return { kind: 'createTable', table: { ...table, indexes }, ifNotExists: false }
  },
  dropTable: (seed, schema) => {
    const table = pick([...schema.tables.values()], seed.table)
    return table === null ? null : { kind: 'dropTable', table: table.name, ifExists: false, cascade: false }
  },
  renameTable: (seed, schema) => {
    const table = pick([...schema.tables.values()], seed.table)
    if (table === null || isTaken(schema, seed.name)) return null
    // The text of a trigger names its table, and only the database follows that.
    if (triggersOn(schema, table.name).length > 0) return null
    return { kind: 'renameTable', table: table.name, to: seed.name }
  },

  addColumn: onPicked('addColumn'),
  dropColumn: onPicked('dropColumn'),
  renameColumn: onPicked('renameColumn'),
  alterColumn: onPicked('alterColumn'),
  addConstraint: onPicked('addConstraint'),
  dropConstraint: onPicked('dropConstraint'),
  createIndex: onPicked('createIndex'),
  dropIndex: onPicked('dropIndex'),

  batchAlterTable: (seed, schema) => {
    const table = pick([...schema.tables.values()], seed.table)
    if (table === null) return null
    const operations: TableOperation[] = []
    let current = schema
    for (const part of seed.batch) {
      const operation = tableMakers[part.kind](part, getTable(current, table.name), current)
      if (operation === null) continue
      operations.push(operation)
      current = applyOperation(operation, current)
    }
    const names = getTable(current, table.name).columns.map(({ name }) => name)
    const turn = seed.part % names.length
    const order = seed.check ? [...names.slice(turn), ...names.slice(0, turn)] : null
    return { kind: 'batchAlterTable', table: table.name, operations, recreate: 'auto', order, options: null }
  },

  createView: ({ name }, schema) => {
    const view = `v_${name}`
    if (isTaken(schema, view) || hasIndex(schema, view)) return null
    // It shows no table, so that it stands in nobody's way.
    return {
      kind: 'createView',
      view: { name: objectName(view), definition: { sql: 'SELECT 1 AS one' }, source: null },
    }
  },
  dropView: (seed, schema) => {
    const view = pick([...schema.views.values()], seed.part)
    return view === null ? makers.createView(seed, schema) : { kind: 'dropView', view: view.name, ifExists: false }
  },
  createTrigger: (seed, schema) => {
    const table = pick([...schema.tables.values()], seed.table)
    const name = `tr_${seed.name}`
    if (table === null || [...schema.triggers.values()].some((each) => foldName(each.name.name) === foldName(name)))
      return null
    const sql = `CREATE TRIGGER ${quoted(name)} AFTER INSERT ON ${quoted(table.name.name)} BEGIN SELECT 1; END`
    return {
      kind: 'createTrigger',
      trigger: { name: objectName(name), table: table.name, definition: { sql }, source: null },
    }
  },
  dropTrigger: (seed, schema) => {
    const trigger = pick([...schema.triggers.values()], seed.part)
    return trigger === null
      ? makers.createTrigger(seed, schema)
      : { kind: 'dropTrigger', trigger: trigger.name, ifExists: false }
  },

  bulkInsert: (seed, schema) => {
    const table = pick([...schema.tables.values()], seed.table)
    if (table === null) return null
    const columns = table.columns.filter(({ generated }) => generated === null).map(({ name }) => name)
    if (columns.length === 0) return null
    return { kind: 'bulkInsert', table: table.name, columns, rows: [columns.map((_, i) => i + 100)] }
  },
  execute: ({ name }) => {
    const statement = { sql: `SELECT '${name.replaceAll("'", "''")}'` }
    return { kind: 'execute', statement, reverse: { sql: 'SELECT 1' } }
  },
  run: ({ name }) => ({
    kind: 'run',
    description: name,
    run: async () => {},
    reverse: async () => {},
    offline: 'skip',
  }),
}

function onPicked(kind: TableOperationKind): (seed: OperationSeed, schema: Schema) => Operation | null {
  return (seed, schema) => {
    const table = pick([...schema.tables.values()], seed.table)
    return table === null ? null : tableMakers[kind](seed, table, schema)
  }
}

const isTaken = (schema: Schema, name: string): boolean =>
  [...schema.tables.values(), ...schema.views.values()].some((each) => foldName(each.name.name) === foldName(name))
