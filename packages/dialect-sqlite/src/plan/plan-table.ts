import {
  type Engine,
  type Group,
  type OperationOf,
  type Schema,
  type SchemaReader,
  schemaReader,
  type Table,
  type TableOperation,
} from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { type Draft, startDraft } from './draft.js'
import { fold } from './fold.js'
import { dropIndex } from './indexes.js'
import { findIndex, findTable, refuseSchema, requireTable } from './lookup.js'
import { tableWays } from './table-ways.js'
import { nativeGroup, skip } from './way.js'

/** What is planned so far. */
export interface Planned {
  readonly groups: readonly Group[]
  /** What the database then holds. */
  readonly schema: Schema
  /** Whether the texts of its tables are known to the letter. */
  readonly exact: boolean
}

export type OnTable = TableOperation | OperationOf<'batchAlterTable'>

/**
 * The groups for neighbouring operations on one table: one for each, or one for all where that saves making the table
 * anew more than once. Throws `OPERATION_REFUSED` naming what stands in the way.
 */
export const planTable = (operations: readonly OnTable[], before: Planned, engine: Engine): Planned => {
  let planned: Planned = { ...before, groups: [] }
  for (const operation of operations) {
    const next = planOne(operation, planned, engine)
    planned = { ...next, groups: [...planned.groups, ...next.groups] }
  }
  const costly = planned.groups.filter(({ ways }) => ways.some(({ name }) => name === 'recreate'))
  if (costly.length < (numbersLater(operations) ? 1 : 2)) return planned
  const reader = schemaReader(before.schema)
  const draft = operations.reduce<Draft>(fold, startDraft(ownerOf(operations[0]!, reader)!, reader, engine))
  return finished(draft, operations, tableWays(draft, 'auto', before.exact), before.exact)
}

/** The table that the operation is on; null where there is none of that name. */
export const ownerOf = (operation: OnTable, before: SchemaReader): Table | null => {
  if (operation.table !== null) return findTable(before, operation.table)
  return operation.kind === 'dropIndex' ? (findIndex(before.schema, operation.index.name)?.table ?? null) : null
}

/** Whether a new column without values becomes the key only later: as the rowid, it has a number in every row. */
const numbersLater = (operations: readonly OnTable[]): boolean => {
  const all = operations.flatMap((each) => (each.kind === 'batchAlterTable' ? each.operations : [each]))
  const keys = all.flatMap((each) => {
    const isKey = each.kind === 'addConstraint' && each.constraint.kind === 'primaryKey'
    return isKey && each.constraint.columns.length === 1 ? each.constraint.columns : []
  })
  return all.some(
    (each) =>
      each.kind === 'addColumn' &&
      !each.column.nullable &&
      each.fill === null &&
      keys.some((name) => sameIdentifier(name, each.column.name)),
  )
}

const planOne = (operation: OnTable, { schema, exact }: Planned, engine: Engine): Planned => {
  if (operation.table !== null) refuseSchema(operation.table)
  const reader = schemaReader(schema)
  const table = ownerOf(operation, reader)
  if (table === null) return { groups: [onNothing(operation, reader)], schema, exact }
  const draft = fold(startDraft(table, reader, engine), operation)
  const recreate = operation.kind === 'batchAlterTable' ? operation.recreate : 'auto'
  return finished(draft, [operation], tableWays(draft, recreate, exact), exact)
}

const finished = (draft: Draft, operations: readonly OnTable[], ways: Group['ways'], exact: boolean): Planned => ({
  groups: [{ operations, ways }],
  schema: draft.schema,
  // SQLite's own statements write texts in their own way.
  exact:
    exact &&
    !ways.some(({ name, statements }) => name !== 'recreate' && statements.some(({ sql }) => /^ALTER /.test(sql))),
})

/** Throws unless there is nothing to do where there is no table. An index may be one that we cannot see. */
const onNothing = (operation: OnTable, before: SchemaReader): Group => {
  if (operation.kind === 'dropIndex') return nativeGroup(operation, dropIndex(operation, before))
  if (!('ifExists' in operation && operation.ifExists)) requireTable(before, operation.table)
  return nativeGroup(operation, skip('the table is not there'))
}
