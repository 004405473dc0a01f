import fc from 'fast-check'
import { applyOperation } from '../operations/apply.js'
import type { Operation, OperationKind } from '../operations/operation.js'
import { nameKey, objectName } from '../schema/names.js'
import type { Constraint, Schema, Table } from '../schema/types.js'
import {
  type ColumnSeed,
  columnSeedArbitrary,
  foldName,
  type IndexSeed,
  indexOn,
  indexSeedArbitrary,
  isGiven,
  plainColumn,
} from './arbitrary.js'

/** What is drawn before the schema is known that the operation has to fit. */
interface OperationSeed {
  readonly kind: OperationKind
  readonly table: number
  readonly part: number
  readonly name: string
  readonly column: ColumnSeed
  readonly index: IndexSeed
  readonly check: boolean
}

/** Operations that can be applied one after another to a schema; of `kinds`, or of every kind that changes schemas. */
export const operationsArbitrary = (
  schema: Schema,
  names: fc.Arbitrary<string>,
  kinds: readonly OperationKind[] = schemaKinds,
): fc.Arbitrary<readonly Operation[]> =>
  fc.array(seedArbitrary(names, kinds), { minLength: 1, maxLength: 6 }).map((seeds) => {
    const operations: Operation[] = []
    let current = schema
    for (const seed of seeds) {
      const operation = makers[seed.kind](seed, current)
      if (operation === null) continue
      operations.push(operation)
      current = applyOperation(operation, current)
    }
    return operations
  })

/** Every kind of operation that changes the schema. */
export const schemaKinds: readonly OperationKind[] = [
  'createTable',
  'dropTable',
  'renameTable',
  'addColumn',
  'dropColumn',
  'renameColumn',
  'createIndex',
  'dropIndex',
]

const seedArbitrary = (names: fc.Arbitrary<string>, kinds: readonly OperationKind[]): fc.Arbitrary<OperationSeed> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    table: fc.nat(9),
    part: fc.nat(9),
    name: names,
    column: columnSeedArbitrary,
    index: indexSeedArbitrary,
    check: fc.boolean(),
  })

/** The operation that a seed stands for; null where the schema has nothing it could be done to. */
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
    return { kind: 'renameTable', table: table.name, to: seed.name }
  },

  addColumn: (seed, schema) => {
    const table = pick([...schema.tables.values()], seed.table)
    if (table === null || hasColumn(table, seed.name)) return null
    const name = `ck_${seed.name}`
    const free = table.constraints.every((each) => each.name !== name)
    const check: Constraint = { kind: 'check', name, expression: isGiven(seed.name) }
    return {
      kind: 'addColumn',
      table: table.name,
      column: plainColumn(seed.name, seed.column),
      constraints: seed.check && free ? [check] : [],
      ifNotExists: false,
      before: null,
      after: null,
      fill: null,
    }
  },
  dropColumn: (seed, schema) => {
    const table = pick([...schema.tables.values()], seed.table)
    const column = table === null || table.columns.length < 2 ? null : pick(table.columns, seed.part)
    if (table === null || column === null) return null
    return { kind: 'dropColumn', table: table.name, column: column.name, ifExists: false, cascade: false }
  },
  renameColumn: (seed, schema) => {
    const table = pick([...schema.tables.values()], seed.table)
    const column = table === null ? null : pick(table.columns, seed.part)
    if (table === null || column === null || hasColumn(table, seed.name)) return null
    return { kind: 'renameColumn', table: table.name, column: column.name, to: seed.name }
  },

  createIndex: (seed, schema) => {
    const table = pick([...schema.tables.values()], seed.table)
    const name = `ix_${seed.name}`
    if (table === null || hasIndex(schema, name) || isTaken(schema, name)) return null
    if (table.columns.every(({ generated }) => generated !== null)) return null
    return { kind: 'createIndex', table: table.name, index: indexOn(table, name, seed.index), ifNotExists: false }
  },
  dropIndex: (seed, schema) => {
    const table = pick(
      [...schema.tables.values()].filter(({ indexes }) => indexes.length > 0),
      seed.table,
    )
    const index = table === null ? null : pick(table.indexes, seed.part)
    if (table === null || index?.name == null) return null
    return { kind: 'dropIndex', index: objectName(index.name), table: table.name, ifExists: false }
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

const pick = <T>(items: readonly T[], number: number): T | null => items[number % items.length] ?? null

const isTaken = (schema: Schema, name: string): boolean =>
  schema.tables.has(nameKey(objectName(name))) ||
  [...schema.tables.values()].some((table) => foldName(table.name.name) === foldName(name))

const hasColumn = (table: Table, name: string): boolean =>
  table.columns.some((column) => foldName(column.name) === foldName(name))

const hasIndex = (schema: Schema, name: string): boolean =>
  [...schema.tables.values()].some(({ indexes }) =>
    indexes.some((index) => index.name !== null && foldName(index.name) === foldName(name)),
  )
