import type { Operation } from '../operations/operation.js'
import { nameKey } from '../schema/names.js'
import type { ForeignKey, Index, Schema, Table } from '../schema/types.js'
import type { RenamedSchema } from './apply-renames.js'
import type { Comparable } from './comparable.js'
import { isChanged, type TableDifference } from './compare-table.js'
import { foreignKeysOf, parentsFirst } from './sort-tables.js'
import { addConstraint, dropConstraint, dropIndex, tableOperations } from './table-operations.js'

/** Everything that the tables of two schemas differ in. Tables are the normalized ones. */
export interface SchemaDifference {
  readonly start: Comparable
  readonly after: Comparable
  readonly from: RenamedSchema
  readonly to: Schema
  readonly differences: readonly TableDifference[]
  readonly created: readonly Table[]
  readonly dropped: readonly Table[]
}

/**
 * The operations on tables, in order: names first, then what stands in the way of others; then table by table, parents
 * first; then the foreign keys that close a circle; then the tables that go, children first.
 */
export const schemaOperations = (whole: SchemaDifference): readonly Operation[] => {
  const { after, from, to, differences, dropped, start } = whole
  const changed = differences.filter((each) => isChanged(each) || renamingsOf(whole, each).length > 0)
  const order = orderOf(whole, changed)
  const place = new Map(order.map((table, i) => [nameKey(table.name), i]))
  const losing = new Set(changed.filter(losesKey).map(({ pair }) => nameKey(pair.after.name)))
  const isEarly = (child: Table) => (key: ForeignKey) => {
    const parent = nameKey(key.references.table)
    return losing.has(parent) && parent !== nameKey(child.name)
  }
  const isLate = (child: Table) => (key: ForeignKey) =>
    (place.get(nameKey(key.references.table)) ?? -1) > (place.get(nameKey(child.name)) ?? Infinity)
  const reused = reusedIndexNames(whole)
  const isGone = (child: Table) => (index: Index) =>
    reused.get(index.name) !== undefined && reused.get(index.name) !== nameKey(child.name)
  const between = (table: Table): Table => from.betweenSteps.tables.get(nameKey(table.name)) ?? table

  const dropOrder = [...parentsFirst(dropped)].reverse()
  const early = [
    ...changed.flatMap(({ pair: { before, after }, constraints }) =>
      constraints.dropped
        .filter((each) => each.kind === 'foreignKey' && isEarly(after)(each))
        .map((each) => dropConstraint(between(before), start.original(each))),
    ),
    ...dropOrder.flatMap((table, position) =>
      foreignKeysOf(table)
        .filter((key) => {
          const parent = dropOrder.findIndex(({ name }) => nameKey(name) === nameKey(key.references.table))
          return isEarly(table)(key) || (parent >= 0 && parent < position)
        })
        .map((key) => dropConstraint(between(table), start.original(key))),
    ),
    ...changed.flatMap(({ pair, indexes }) =>
      indexes.dropped.filter(isGone(pair.after)).map((index) => dropIndex(pair.after.name, index)),
    ),
    ...dropOrder.flatMap((table) => table.indexes.filter(isGone(table)).map((index) => dropIndex(table.name, index))),
  ]
  const differenceOf = new Map(changed.map((each) => [nameKey(each.pair.after.name), each]))
  const body = order.flatMap((table): readonly Operation[] => {
    const difference = differenceOf.get(nameKey(table.name))
    if (difference === undefined) return [createTable(table, to, after, isLate(table))]
    return tableOperations(difference, {
      renamings: renamingsOf(whole, difference),
      original: start.original,
      table: between(table),
      isEarly: isEarly(table),
      isLate: isLate(table),
      isGone: isGone(table),
    })
  })
  const late = order.flatMap((table) => {
    const difference = differenceOf.get(nameKey(table.name))
    const keys = difference === undefined ? foreignKeysOf(table) : difference.constraints.added
    return keys
      .filter((each) => each.kind === 'foreignKey' && isLate(table)(each))
      .map((each) => addConstraint(table.name, after.written(each)))
  })
  return [
    ...from.tables,
    ...early,
    ...body,
    ...late,
    ...dropOrder.map(({ name }): Operation => ({ kind: 'dropTable', table: name, ifExists: false, cascade: false })),
  ]
}

const renamingsOf = ({ from }: SchemaDifference, { pair }: TableDifference) =>
  from.columns.get(nameKey(pair.after.name)) ?? []

/** New tables and changed ones, each behind those that have to have something for it. */
const orderOf = (whole: SchemaDifference, changed: readonly TableDifference[]): readonly Table[] => {
  const { created } = whole
  const isNew = new Set(created.map(({ name }) => nameKey(name)))
  const isGaining = (each: TableDifference) => gainsKey(each) || renamingsOf(whole, each).length > 0
  const gaining = new Set(changed.filter(isGaining).map(({ pair }) => nameKey(pair.after.name)))
  const added = new Map(changed.map(({ pair, constraints }) => [nameKey(pair.after.name), constraints.added]))
  return parentsFirst([...created, ...changed.map(({ pair }) => pair.after)], (key, child) => {
    const parent = nameKey(key.references.table)
    const comes = added.get(nameKey(child.name))?.includes(key) ?? true
    return comes && (isNew.has(parent) || gaining.has(parent))
  })
}

/** Whether something that foreign keys may refer to comes. */
const gainsKey = ({ added, constraints, indexes }: TableDifference): boolean =>
  added.length > 0 || constraints.added.some(isKey) || indexes.added.some(({ unique }) => unique)

/** Whether something that foreign keys may refer to goes. */
const losesKey = ({ dropped, constraints, indexes }: TableDifference): boolean =>
  dropped.length > 0 || constraints.dropped.some(isKey) || indexes.dropped.some(({ unique }) => unique)

const isKey = ({ kind }: { readonly kind: string }): boolean => kind === 'primaryKey' || kind === 'unique'

/** Names of indexes that come on one table and go on another, with the table that they come on. */
const reusedIndexNames = ({ differences, created, dropped }: SchemaDifference): ReadonlyMap<string | null, string> => {
  const gone = new Set([
    ...differences.flatMap(({ indexes }) => indexes.dropped.map(({ name }) => name)),
    ...dropped.flatMap(({ indexes }) => indexes.map(({ name }) => name)),
  ])
  return new Map(
    [
      ...created.flatMap((table) => table.indexes.map(({ name }) => [name, nameKey(table.name)] as const)),
      ...differences.flatMap(({ pair, indexes }) =>
        indexes.added.map(({ name }) => [name, nameKey(pair.after.name)] as const),
      ),
    ].filter(([name]) => gone.has(name)),
  )
}

const createTable = (table: Table, to: Schema, after: Comparable, isLate: (key: ForeignKey) => boolean): Operation => {
  const written = to.tables.get(nameKey(table.name)) ?? table
  const late = new Set(foreignKeysOf(table).filter(isLate).map(after.written))
  const constraints = written.constraints.filter((each) => each.kind !== 'foreignKey' || !late.has(each))
  return { kind: 'createTable', table: { ...written, constraints, source: null }, ifNotExists: false }
}
