import type { Dialect } from '../dialect/dialect.js'
import type { Operation, OperationOf } from '../operations/operation.js'
import { handle, type OperationHandlers } from '../operations/operation.js'
import { nameKey, type ObjectName, objectName } from '../schema/names.js'
import { isInParts, partsOf } from './parts.js'
import type { PreparedStep } from './prepared-step.js'

/** Operations that can be planned from one look at the schema; what raw SQL or code does to it is only seen afterwards. */
export type Segment =
  | { readonly kind: 'planned'; readonly operations: readonly Operation[] }
  | { readonly kind: 'run'; readonly operation: OperationOf<'run'> }
  /** A statement that runs outside of any transaction. */
  | { readonly kind: 'alone'; readonly operation: Operation; readonly sql: string }

/** What can be done inside a transaction. */
export type InsideSegment = Exclude<Segment, { readonly kind: 'alone' }>

/** The segments of a step: where it is done in parts, each part is one. */
export const segmentsOf = (dialect: Dialect, prepared: PreparedStep): readonly Segment[] =>
  isInParts(prepared)
    ? partsOf(dialect, prepared.operations).flatMap(({ operation, alone }): readonly Segment[] =>
        alone === null ? cutSegments([operation]) : [{ kind: 'alone', operation, sql: alone.sql }],
      )
    : cutSegments(prepared.operations)

/** Cuts a revision's operations where the schema has to be looked at again. */
export const cutSegments = (operations: readonly Operation[]): readonly InsideSegment[] => {
  const segments: InsideSegment[] = []
  let planned: Operation[] = []
  const close = () => {
    if (planned.length > 0) segments.push({ kind: 'planned', operations: planned })
    planned = []
  }
  for (const operation of operations) {
    if (operation.kind === 'run') {
      close()
      segments.push({ kind: 'run', operation })
      continue
    }
    planned.push(operation)
    if (operation.kind === 'execute') close()
  }
  close()
  return segments
}

/** The objects that planning these operations has to know. */
export const touchedNames = (operations: readonly Operation[]): readonly ObjectName[] => {
  const names = operations.flatMap((operation) => handle(touched, operation))
  return [...new Map(names.map((name) => [nameKey(name), name])).values()]
}

const touched: OperationHandlers<[], readonly ObjectName[]> = {
  createTable: ({ table }) => [
    table.name,
    ...table.indexes.map(({ name }) => objectName(name ?? '', table.name.schema)),
  ],
  dropTable: ({ table }) => [table],
  renameTable: ({ table, to }) => [table, objectName(to, table.schema)],
  addColumn: ({ table, constraints }) => [
    table,
    ...constraints.flatMap((each) => (each.kind === 'foreignKey' ? [each.references.table] : [])),
  ],
  dropColumn: ({ table }) => [table],
  renameColumn: ({ table }) => [table],
  alterColumn: ({ table }) => [table],
  // A new foreign key is checked against the key that it refers to.
  addConstraint: ({ table, constraint }) =>
    constraint.kind === 'foreignKey' ? [table, constraint.references.table] : [table],
  dropConstraint: ({ table }) => [table],
  createIndex: ({ table, index }) => [table, objectName(index.name ?? '', table.schema)],
  dropIndex: ({ index, table }) => (table === null ? [index] : [index, table]),
  batchAlterTable: ({ table, operations }) => [table, ...touchedNames(operations)],
  createView: ({ view }) => [view.name],
  dropView: ({ view }) => [view],
  createTrigger: ({ trigger }) => [trigger.name, trigger.table],
  dropTrigger: ({ trigger }) => [trigger],
  bulkInsert: ({ table }) => [table],
  execute: () => [],
  run: () => [],
}
