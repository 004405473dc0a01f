import type { Operation, OperationOf, TableOperation } from '../operations/operation.js'
import { canonicalJson } from '../schema/canonical-json.js'
import { sameName } from '../schema/names.js'

/**
 * The operations with each new column that becomes the primary key only in a later batch added by that batch, where
 * nothing between speaks of it: a database that numbers its rows can then do so, and a column by itself would be empty.
 */
export const addWhereKeyed = (operations: readonly Operation[]): readonly Operation[] =>
  operations.reduce<readonly Operation[]>(
    (all, added) => (added.kind === 'addColumn' ? movedIn(all, added) : all),
    operations,
  )

const movedIn = (all: readonly Operation[], added: OperationOf<'addColumn'>): readonly Operation[] => {
  const batch = all.find((each) => each.kind === 'batchAlterTable' && makesKey(each, added))
  const [from, to] = [all.indexOf(added), batch === undefined ? -1 : all.indexOf(batch)]
  if (batch?.kind !== 'batchAlterTable' || to < from) return all
  const name = JSON.stringify(added.column.name).slice(1, -1)
  if (all.slice(from + 1, to).some((each) => canonicalJson(each).includes(name))) return all
  const joined: Operation = { ...batch, operations: [added, ...batch.operations] }
  return all.flatMap((each) => (each === added ? [] : [each === batch ? joined : each]))
}

const makesKey = ({ table, operations }: OperationOf<'batchAlterTable'>, added: OperationOf<'addColumn'>): boolean =>
  sameName(table, added.table) &&
  operations.some(
    (each: TableOperation) =>
      each.kind === 'addConstraint' &&
      each.constraint.kind === 'primaryKey' &&
      each.constraint.columns.length === 1 &&
      each.constraint.columns[0] === added.column.name,
  )
