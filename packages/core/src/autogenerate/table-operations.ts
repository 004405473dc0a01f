import type { Operation, OperationOf, TableOperation } from '../operations/operation.js'
import { columnsNamedIn } from '../schema/expression-text.js'
import { type ObjectName, objectName, sameName } from '../schema/names.js'
import type { Column, ColumnChanges, Constraint, ForeignKey, Index, Table } from '../schema/types.js'
import { callConstraint } from './compare-constraints.js'
import { type AlteredColumn, keyColumns, lastToGo, type NewColumn, type TableDifference } from './compare-table.js'
import type { Renaming } from './rename-steps.js'

/** What is done at another place than with the rest of its table. */
export interface Placement {
  readonly renamings: readonly Renaming[]
  /** The constraint in the words of before the table's columns were renamed. */
  readonly original: (constraint: Constraint) => Constraint
  /** The table in those words. */
  readonly table: Table
  /** Foreign keys that have gone before, since a key that they need goes. */
  readonly isEarly: (key: ForeignKey) => boolean
  /** Foreign keys that come after, since what they refer to is not there yet. */
  readonly isLate: (key: ForeignKey) => boolean
  /** Indexes whose names are needed before: they have gone already. */
  readonly isGone: (index: Index) => boolean
}

/**
 * The operations that make one table what it is to be, as neighbours, so that a dialect can do them at once: additions
 * before removals, except where a name has to be free first.
 */
export const tableOperations = (difference: TableDifference, place: Placement): readonly Operation[] => {
  const { pair, added, dropped, altered, options, order } = difference
  const table = pair.after.name
  const constraints = constraintOperations(difference, place)
  const indexes = indexOperations(difference, place)
  const alter = ({ column }: AlteredColumn, changes: ColumnChanges): TableOperation[] =>
    Object.keys(changes).length === 0 ? [] : [{ kind: 'alterColumn', table, column: column.name, changes }]
  const first: TableOperation[] = [
    ...constraints.first,
    ...place.renamings.map(([column, to]): TableOperation => ({ kind: 'renameColumn', table, column, to })),
    ...altered.flatMap((each) => alter(each, each.earlier)),
    ...indexes.droppedFirst,
    ...constraints.droppedFirst,
  ]
  const add = (columns: readonly NewColumn[]) => columns.map((column) => addColumn(column, difference, place))
  const speaksOfNew = ({ changes: { generated } }: AlteredColumn): boolean =>
    generated != null && names(generated.expression.sql, added, pair.after)
  const changed = (list: readonly AlteredColumn[]) => list.flatMap((each) => alter(each, each.changes))
  // What foreign keys refer to is there again before it goes.
  const keyed: TableOperation[] = [...constraints.uniques, ...indexes.added]
  const key: TableOperation[] = [...constraints.key, ...altered.flatMap((each) => alter(each, each.behindKey))]
  const behind: TableOperation[] = [...constraints.checks, ...constraints.foreignKeys]
  const unused: TableOperation[] = [...constraints.dropped, ...indexes.dropped]
  const drop = (columns: readonly Column[]) =>
    columns.map(
      ({ name }): TableOperation => ({ kind: 'dropColumn', table, column: name, ifExists: false, cascade: false }),
    )
  const batch = (operations: readonly TableOperation[]): OperationOf<'batchAlterTable'> => ({
    kind: 'batchAlterTable',
    table,
    operations,
    recreate: 'auto',
    order,
    options,
  })
  if (options === null) {
    const all = [...first, ...add(added), ...changed(altered), ...keyed, ...key, ...behind, ...unused, ...drop(dropped)]
    // Between the old key and the new one, the table may be one that there cannot be.
    return order !== null || constraints.key.length > 1 ? [batch(all)] : all
  }
  // What a type is called may depend on the options: so new columns come when these are there, and old columns go before;
  // and on the way back the other way round.
  const newKey = keyColumns(pair.after)
  const oldKey = lastToGo(pair.before, pair.after)
  const inNewKey = ({ column }: NewColumn) => newKey.includes(column.name)
  const inOldKey = ({ name }: Column) => oldKey.includes(name)
  const goesFirst = dropped.some((column) => !inOldKey(column))
  return [
    ...first,
    ...changed(altered.filter((each) => !speaksOfNew(each))),
    ...(goesFirst ? unused : []),
    ...drop(dropped.filter((column) => !inOldKey(column))),
    batch([...add(added.filter(inNewKey)), ...key]),
    ...altered.flatMap((each) => alter(each, each.later)),
    ...add(added.filter((column) => !inNewKey(column))),
    ...changed(altered.filter(speaksOfNew)),
    ...keyed,
    ...behind,
    ...(goesFirst ? [] : unused),
    ...drop(dropped.filter(inOldKey)),
  ]
}

/** Whether the expression names one of the new columns. */
const names = (sql: string, added: readonly NewColumn[], { name }: Table): boolean => {
  const all = added.map(({ column }) => column.name)
  return columnsNamedIn(sql, all, name.name).length > 0
}

/** A foreign key, or other constraint, to be added to the table. */
export const addConstraint = (table: ObjectName, constraint: Constraint): OperationOf<'addConstraint'> => ({
  kind: 'addConstraint',
  table,
  constraint,
})

/** A constraint of the table to be dropped. */
export const dropConstraint = (owner: Table, constraint: Constraint): OperationOf<'dropConstraint'> => ({
  kind: 'dropConstraint',
  table: owner.name,
  constraint: callConstraint(owner, constraint),
  ifExists: false,
})

/** An index of the table to be dropped. */
export const dropIndex = (table: ObjectName, { name }: Index): OperationOf<'dropIndex'> => ({
  kind: 'dropIndex',
  index: objectName(name ?? '', table.schema),
  table,
  ifExists: false,
})

/** The constraints that a new column brings with it: those that only it is in, and that can be written on it. */
const ownConstraints = ({ pair, constraints, added }: TableDifference, place: Placement) => {
  const own = new Map<string, Constraint[]>()
  const newKeys = constraints.added.flatMap((each) =>
    each.kind === 'unique' || each.kind === 'primaryKey' ? [each.columns.join()] : [],
  )
  for (const constraint of constraints.added) {
    const column = added.find((each) => isOnlyOn(each.column.name, constraint, pair.after))?.column.name
    if (column === undefined) continue
    if (constraint.kind === 'foreignKey' && !canBeOnColumn(constraint, pair.after, newKeys)) continue
    if (constraint.kind === 'foreignKey' && place.isLate(constraint)) continue
    own.set(column, [...(own.get(column) ?? []), constraint])
  }
  return own
}

/** Not the key, which no column can bring to a table that is there. */
const isOnlyOn = (column: string, constraint: Constraint, { name, columns }: Table): boolean => {
  if (constraint.kind === 'primaryKey') return false
  const names = columns.map((each) => each.name)
  const used =
    constraint.kind === 'check' ? columnsNamedIn(constraint.expression.sql, names, name.name) : constraint.columns
  return used.length > 0 && used.every((each) => each === column)
}

/** Not where the key that it refers to comes only after the column. */
const canBeOnColumn = ({ references }: ForeignKey, { name }: Table, newKeys: readonly string[]): boolean => {
  const [target, ...more] = references.columns
  if (target === undefined || more.length > 0 || target.includes('.')) return false
  return !(sameName(references.table, name) && newKeys.includes(target))
}

const addColumn = (
  { column, fill, type }: NewColumn,
  difference: TableDifference,
  place: Placement,
): TableOperation => {
  const { pair } = difference
  const own = ownConstraints(difference, place).get(column.name) ?? []
  // The column written on its own is not null only where it says so: a key is no part of it.
  const written = pair.to(column)
  return {
    kind: 'addColumn',
    table: pair.after.name,
    column: { ...written, type: type ?? written.type, autoIncrement: false },
    constraints: own.map(pair.to),
    ifNotExists: false,
    before: null,
    after: null,
    fill,
  }
}

const constraintOperations = (difference: TableDifference, place: Placement) => {
  const { pair, constraints } = difference
  const table = pair.after.name
  const own = new Set([...ownConstraints(difference, place).values()].flat())
  const names = new Set(constraints.added.map(({ name }) => name).filter((name) => name !== null))
  const isFirst = ({ kind }: Constraint) => kind === 'check' || kind === 'foreignKey'
  const drop = (constraint: Constraint) => dropConstraint(pair.written.before, pair.from(constraint))
  const add = (constraint: Constraint) => addConstraint(table, pair.to(constraint))
  const dropped = constraints.dropped.filter((each) => !(each.kind === 'foreignKey' && place.isEarly(each)))
  const added = constraints.added.filter(
    (each) => !own.has(each) && !(each.kind === 'foreignKey' && place.isLate(each)),
  )
  const uniques = dropped.filter(({ kind }) => kind === 'unique')
  const goesFirst = (each: Constraint) =>
    (each.name !== null && names.has(each.name)) ||
    isOverComputed(each.kind === 'unique' ? each.columns : [], difference)
  const isKey = ({ kind }: Constraint) => kind === 'primaryKey'
  return {
    // The database may write them in other words once a column has another name.
    first: dropped.filter(isFirst).map((each) => ({ ...dropConstraint(place.table, place.original(each)), table })),
    droppedFirst: uniques.filter(goesFirst).map(drop),
    key: [...dropped.filter(isKey).map(drop), ...added.filter(isKey).map(add)],
    uniques: added.filter(({ kind }) => kind === 'unique').map(add),
    checks: added.filter(({ kind }) => kind === 'check').map(add),
    dropped: uniques.filter((each) => !goesFirst(each)).map(drop),
    foreignKeys: added.filter(({ kind }) => kind === 'foreignKey').map(add),
  }
}

const indexOperations = (difference: TableDifference, { isGone }: Placement) => {
  const { pair, indexes } = difference
  const table = pair.after.name
  const names = new Set(indexes.added.map(({ name }) => name))
  const dropped = indexes.dropped.filter((index) => !isGone(index))
  const goesFirst = ({ name, columns }: Index) =>
    names.has(name) ||
    isOverComputed(
      columns.flatMap(({ on }) => (typeof on === 'string' ? [on] : [])),
      difference,
    )
  return {
    droppedFirst: dropped.filter(goesFirst).map((index) => dropIndex(table, index)),
    added: indexes.added.map(
      (index): TableOperation => ({
        kind: 'createIndex',
        table,
        index: { ...pair.to(index), source: null },
        ifNotExists: false,
      }),
    ),
    dropped: dropped.filter((index) => !goesFirst(index)).map((index) => dropIndex(table, index)),
  }
}

/** Whether one of the columns is computed from now on: what it is computed as need not be unique. */
const isOverComputed = (columns: readonly string[], { altered }: TableDifference): boolean =>
  altered.some(
    ({ column, changes, behindKey }) =>
      (changes.generated ?? behindKey.generated) != null && columns.includes(column.name),
  )
