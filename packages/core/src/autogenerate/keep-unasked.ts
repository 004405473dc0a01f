import { constraintNames, indexNames } from '../schema/edit-columns.js'
import type { Column, Table } from '../schema/types.js'

/**
 * The table as it is to be when none of its columns is dropped: those that went stand behind the others, with the
 * constraints and indexes that name them.
 */
export const keepColumns = (before: Table, after: Table): Table => {
  const gone = goneColumns(before, after)
  if (gone.length === 0) return after
  const taken = new Set([...after.constraints, ...after.indexes].map(({ name }) => name))
  const isKept = (name: string | null) => name === null || !taken.has(name)
  return {
    ...after,
    columns: [...after.columns, ...gone],
    constraints: [
      ...after.constraints,
      ...before.constraints.filter(
        (each) =>
          each.kind !== 'primaryKey' &&
          isKept(each.name) &&
          gone.some((column) => constraintNames(before, each, column.name)),
      ),
    ],
    indexes: [
      ...after.indexes,
      ...before.indexes.filter(
        (each) => isKept(each.name) && gone.some((column) => indexNames(before, each, column.name)),
      ),
    ],
  }
}

/** The columns that only the first table has. */
export const goneColumns = (before: Table, after: Table): readonly Column[] =>
  before.columns.filter(({ name }) => !after.columns.some((each) => each.name === name))
