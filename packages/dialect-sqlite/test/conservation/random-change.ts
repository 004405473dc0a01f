import type { Batch, Op } from '@ads/migrate-core'
import type { BatchInput, Change } from './change.js'
import { lostColumns, newColumns, renames } from './column-changes.js'
import { constraintChanges } from './constraint-changes.js'
import { facetChanges } from './facet-changes.js'
import type { RandomDatabase } from './random-database.js'
import { indexChanges, tableChanges } from './table-changes.js'

/** All changes that can be tried on the database: those that something may stand in the way of seldom. */
export const changesOf = (random: RandomDatabase): Change[] => {
  const all = [
    ...facetChanges(random),
    ...newColumns(random),
    ...lostColumns(random),
    ...constraintChanges(random),
    ...renames(random),
    ...indexChanges(random),
    ...tableChanges(random),
  ]
  return all.flatMap((change) => {
    // A name with a dot in it is read as a schema and a table.
    if (random.name('parent').includes('.') && /refers|add foreign key/.test(change.kind)) return []
    if (change.mayBeRefused === true) return [change]
    return Array.from({ length: change.kind === 'rename column' ? 4 : 16 }, () => change)
  })
}

/** Which of the changes make up a case, and how they are carried out. */
export interface Choice {
  readonly picks: readonly number[]
  readonly how: 'auto' | 'always' | 'nothing'
}

/** Up to three changes that do not meddle with each other. */
export const chosenChanges = (random: RandomDatabase, { picks, how }: Choice): Change[] => {
  const all = changesOf(random)
  const chosen: Change[] = []
  for (const pick of how === 'nothing' ? [] : picks) {
    const change = all[pick % all.length]!
    if (!chosen.some(({ touches }) => touches.some((each) => change.touches.includes(each)))) chosen.push(change)
  }
  return chosen
}

/** The changes as a revision: one by itself as its own operation, more of them as one batch. */
export const recordChanges = (op: Op, random: RandomDatabase, changes: readonly Change[], { how }: Choice): void => {
  const table = random.name('table')
  const inBatch = changes.filter(({ renamesTable }) => renamesTable === undefined)
  const options: BatchInput = Object.assign({}, ...inBatch.map(({ batch }) => batch ?? {}))
  if (how === 'auto' && inBatch.length === 1 && inBatch[0]!.batch === undefined) {
    inBatch[0]!.record(onTable(op, table))
  } else if (how !== 'auto' || inBatch.length > 0) {
    const record = (batch: Batch): void => {
      for (const change of inBatch) change.record(batch)
    }
    op.batchAlterTable(table, record, { ...options, recreate: how === 'auto' ? 'auto' : 'always' })
  }
  for (const { renamesTable } of changes) if (renamesTable !== undefined) op.renameTable(table, renamesTable)
}

/** The methods of an op with the table filled in. */
const onTable = (op: Op, table: string): Batch => ({
  addColumn: (name, column, options) => op.addColumn(table, name, column, options),
  dropColumn: (name, options) => op.dropColumn(table, name, options),
  renameColumn: (name, to) => op.renameColumn(table, name, to),
  alterColumn: (column, changes) => op.alterColumn(table, column, changes),
  createForeignKey: (name, columns, to, toColumns, options) =>
    op.createForeignKey(name, table, columns, to, toColumns, options),
  createUniqueConstraint: (name, columns) => op.createUniqueConstraint(name, table, columns),
  createCheckConstraint: (name, condition) => op.createCheckConstraint(name, table, condition),
  createPrimaryKey: (name, columns) => op.createPrimaryKey(name, table, columns),
  dropConstraint: (constraint, options) => op.dropConstraint(constraint, table, options),
  createIndex: (name, columns, options) => op.createIndex(name, table, columns, options),
  dropIndex: (name, options) => op.dropIndex(name, { table, ...options }),
})
