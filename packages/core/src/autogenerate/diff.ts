import type { Operation } from '../operations/operation.js'
import { canonicalJson } from '../schema/canonical-json.js'
import { columnsNamedIn } from '../schema/expression-text.js'
import { nameKey, objectName } from '../schema/names.js'
import type { Constraint, Index, Schema, Table } from '../schema/types.js'
import { parentsFirst } from './sort-tables.js'

/**
 * The operations that lead from one schema to another: tables, columns and indexes that came or went. Both are
 * normalized, so equal things look equal; `wanted` has the same objects in the words they were written in, for what is
 * created. Additions come before removals, parents before children; the order is always the same.
 */
export const diffSchemas = (from: Schema, to: Schema, wanted: Schema = to): readonly Operation[] => {
  const shared = [...to.tables].flatMap(([key, table]) => {
    const before = from.tables.get(key)
    return before === undefined ? [] : [{ before, after: table, wanted: wanted.tables.get(key) ?? table }]
  })
  return [
    ...createdTables(from, to, wanted),
    ...shared.flatMap(addedColumns),
    ...shared.flatMap(droppedIndexes),
    ...shared.flatMap(createdIndexes),
    ...shared.flatMap(droppedColumns),
    ...droppedTables(from, to),
  ]
}

/** Whether the operation would lose rows or values, so that nobody gets it unasked. */
export const isDrop = ({ kind }: Operation): boolean => kind === 'dropTable' || kind === 'dropColumn'

interface Pair {
  readonly before: Table
  readonly after: Table
  readonly wanted: Table
}

const createdTables = (from: Schema, to: Schema, wanted: Schema): readonly Operation[] =>
  parentsFirst(
    [...to.tables].filter(([key]) => !from.tables.has(key)).map(([key, table]) => wanted.tables.get(key) ?? table),
  ).map((table) => ({
    kind: 'createTable',
    table: { ...table, source: null },
    ifNotExists: false,
  }))

const droppedTables = (from: Schema, to: Schema): readonly Operation[] =>
  [...parentsFirst([...from.tables.values()].filter(({ name }) => !to.tables.has(nameKey(name))))]
    .reverse()
    .map(({ name }) => ({ kind: 'dropTable', table: name, ifExists: false, cascade: false }))

const addedColumns = ({ before, wanted }: Pair): readonly Operation[] =>
  wanted.columns
    .filter(({ name }) => !hasColumn(before, name))
    .map((column) => ({
      kind: 'addColumn',
      table: wanted.name,
      column,
      constraints: wanted.constraints.filter(isOnlyOn(column.name, wanted)),
      ifNotExists: false,
      before: null,
      after: null,
      fill: null,
    }))

/** The last one first: what is computed mostly stands behind what it is computed from, and undoing appends in order. */
const droppedColumns = ({ before, after }: Pair): readonly Operation[] =>
  before.columns
    .filter(({ name }) => !hasColumn(after, name))
    .map(
      ({ name }): Operation => ({
        kind: 'dropColumn',
        table: after.name,
        column: name,
        ifExists: false,
        cascade: false,
      }),
    )
    .reverse()

const hasColumn = (table: Table, column: string): boolean => table.columns.some(({ name }) => name === column)

/** A constraint that comes with its column: not the key, which no column can bring to a table that is there. */
const isOnlyOn =
  (column: string, { name, columns }: Table) =>
  (constraint: Constraint): boolean => {
    if (constraint.kind === 'primaryKey') return false
    const names = columns.map((each) => each.name)
    const used =
      constraint.kind === 'check' ? columnsNamedIn(constraint.expression.sql, names, name.name) : constraint.columns
    return used.length > 0 && used.every((each) => each === column)
  }

const createdIndexes = ({ before, after, wanted }: Pair): readonly Operation[] =>
  after.indexes
    .filter((index) => !before.indexes.some((there) => sameIndex(there, index)))
    .map((index) => ({
      kind: 'createIndex',
      table: wanted.name,
      index: wanted.indexes.find(({ name }) => name === index.name) ?? index,
      ifNotExists: false,
    }))

const droppedIndexes = ({ before, after }: Pair): readonly Operation[] =>
  before.indexes
    .filter((index) => !after.indexes.some((wanted) => sameIndex(index, wanted)))
    .map(({ name }) => ({
      kind: 'dropIndex',
      index: objectName(name ?? '', after.name.schema),
      table: after.name,
      ifExists: false,
    }))

const sameIndex = (a: Index, b: Index): boolean => canonicalJson(a) === canonicalJson(b)
