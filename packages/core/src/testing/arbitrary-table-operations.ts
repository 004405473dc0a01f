import fc from 'fast-check'
import type { TableOperation, TableOperationKind } from '../operations/operation.js'
import { descriptionOf } from '../schema/find-constraint.js'
import { objectName } from '../schema/names.js'
import type { ColumnChanges, Constraint, Schema, Table } from '../schema/types.js'
import {
  type ColumnSeed,
  columnSeedArbitrary,
  foldName,
  foreignKeyTo,
  type IndexSeed,
  indexOn,
  indexSeedArbitrary,
  isGiven,
  isPlain,
  plainColumn,
} from './arbitrary.js'

/** What is drawn before the table is known that the operation has to fit. */
export interface TableOperationSeed {
  readonly part: number
  readonly name: string
  readonly column: ColumnSeed
  readonly index: IndexSeed
  readonly check: boolean
  readonly change: 'type' | 'nullable' | 'default' | 'generated' | 'comment' | 'several'
  readonly constraint: Constraint['kind']
}

export const tableOperationSeed = (names: fc.Arbitrary<string>): fc.Arbitrary<TableOperationSeed> =>
  fc.record({
    part: fc.nat(9),
    name: names,
    column: columnSeedArbitrary,
    index: indexSeedArbitrary,
    check: fc.boolean(),
    change: fc.constantFrom('type', 'nullable', 'default', 'generated', 'comment', 'several'),
    constraint: fc.constantFrom('primaryKey', 'unique', 'check', 'foreignKey'),
  })

/** Every kind of operation on the inside of one table. */
export const tableKinds: readonly TableOperationKind[] = [
  'addColumn',
  'dropColumn',
  'renameColumn',
  'alterColumn',
  'addConstraint',
  'dropConstraint',
  'createIndex',
  'dropIndex',
]

/** The operation on the table that a seed stands for; null where there is nothing it could be done to. */
export const tableMakers: {
  readonly [K in TableOperationKind]: (seed: TableOperationSeed, table: Table, schema: Schema) => TableOperation | null
} = {
  addColumn: (seed, table) => {
    if (hasColumn(table, seed.name)) return null
    const name = `ck_${seed.name}`
    const check: Constraint = { kind: 'check', name, expression: isGiven(seed.name) }
    return {
      kind: 'addColumn',
      table: table.name,
      column: plainColumn(seed.name, seed.column),
      constraints: seed.check && isFree(table, name) ? [check] : [],
      ifNotExists: false,
      before: null,
      after: null,
      fill: null,
    }
  },
  dropColumn: (seed, table) => {
    const column = table.columns.length < 2 ? null : pick(table.columns, seed.part)
    if (column === null) return null
    return { kind: 'dropColumn', table: table.name, column: column.name, ifExists: false, cascade: false }
  },
  renameColumn: (seed, table) => {
    const column = pick(table.columns, seed.part)
    if (column === null || hasColumn(table, seed.name)) return null
    return { kind: 'renameColumn', table: table.name, column: column.name, to: seed.name }
  },
  alterColumn: (seed, table) => {
    const column = pick(table.columns, seed.part)
    if (column === null) return null
    const isKey = table.constraints.some((each) => each.kind === 'primaryKey' && each.columns.includes(column.name))
    const changes = isKey || !isPlain(column) ? keyChanges(seed) : plainChanges(seed)
    return { kind: 'alterColumn', table: table.name, column: column.name, changes }
  },

  addConstraint: (seed, table, schema) => {
    const constraint = newConstraint(seed, table, schema)
    if (constraint === null || !isFree(table, constraint.name)) return null
    return { kind: 'addConstraint', table: table.name, constraint }
  },
  dropConstraint: (seed, table) => {
    const constraint = pick(table.constraints, seed.part)
    if (constraint === null) return null
    return { kind: 'dropConstraint', table: table.name, constraint: descriptionOf(constraint), ifExists: false }
  },

  createIndex: (seed, table, schema) => {
    const name = `ix_${seed.name}`
    const taken = [...schema.tables.values()].some((each) => foldName(each.name.name) === foldName(name))
    if (taken || hasIndex(schema, name) || !table.columns.some(isPlain)) return null
    return { kind: 'createIndex', table: table.name, index: indexOn(table, name, seed.index), ifNotExists: false }
  },
  dropIndex: (seed, table) => {
    const index = pick(table.indexes, seed.part)
    if (index?.name == null) return null
    return { kind: 'dropIndex', index: objectName(index.name), table: table.name, ifExists: false }
  },
}

const keyChanges = ({ name }: TableOperationSeed): ColumnChanges => ({ comment: name })

/** Changes that make sense together: a default is one of the new type. */
const plainChanges = ({ change, column, name, check }: TableOperationSeed): ColumnChanges => {
  switch (change) {
    case 'type':
      return { type: column.type, default: column.default }
    case 'nullable':
      return { nullable: column.nullable }
    case 'default':
      return { default: null }
    case 'generated':
      // It is made of no column, so that it can be the first one too.
      return { generated: { expression: { sql: '1' }, stored: check }, default: null }
    case 'comment':
      return { comment: check ? name : null }
    case 'several':
      return { type: column.type, default: null, nullable: true, comment: name }
  }
}

const newConstraint = (
  { constraint: kind, name, index, part, check }: TableOperationSeed,
  table: Table,
  schema: Schema,
): Constraint | null => {
  const plain = table.columns.filter(isPlain)
  if (plain.length === 0) return null
  const columns = [...new Set(index.picks.map((pick) => plain[pick % plain.length]!.name))]
  switch (kind) {
    case 'primaryKey': {
      const isThere = table.constraints.some((each) => each.kind === 'primaryKey')
      return isThere ? null : { kind, name: `pk_${name}`, columns }
    }
    case 'unique':
      return { kind, name: `uq_${name}`, columns }
    case 'check':
      return { kind, name: `ck_${name}`, expression: isGiven(columns[0]!) }
    case 'foreignKey': {
      const parents = [...schema.tables.values()]
      const key = foreignKeyTo({ parent: part, onDelete: check ? 'cascade' : 'no action' }, table, parents)
      return key === null ? null : { ...key, name: `fk_${name}` }
    }
  }
}

/** One of the items, or null where there are none. */
export const pick = <T>(items: readonly T[], number: number): T | null => items[number % items.length] ?? null

/** Whether some table has an index of the name, whatever the case. */
export const hasIndex = (schema: Schema, name: string): boolean =>
  [...schema.tables.values()].some(({ indexes }) =>
    indexes.some((index) => index.name !== null && foldName(index.name) === foldName(name)),
  )

const hasColumn = (table: Table, name: string): boolean =>
  table.columns.some((column) => foldName(column.name) === foldName(name))

const isFree = (table: Table, name: string | null): boolean => table.constraints.every((each) => each.name !== name)
