import {
  type Engine,
  type Group,
  handle,
  type Operation,
  type OperationHandlers,
  type OperationKind,
  type SchemaReader,
  schemaReader,
} from '@ads/migrate-core'
import { sameIdentifier } from './ddl/identifiers.js'
import { operationRefused } from './errors.js'
import { afterOperation } from './plan/after.js'
import { bulkInsert } from './plan/bulk-insert.js'
import { refuseSchema } from './plan/lookup.js'
import { type OnTable, ownerOf, type Planned, planTable } from './plan/plan-table.js'
import { createTable, dropTable, renameTable } from './plan/tables.js'
import { createTrigger, dropTrigger } from './plan/triggers.js'
import { requireStrict } from './plan/versions.js'
import { createView, dropView } from './plan/views.js'
import { type Native, nativeGroup } from './plan/way.js'
import { refuseStatement, splitStatements } from './statements.js'

/**
 * How the operations are done in SQLite: by the statements that it has for them, by an edit of its schema, or by making
 * a table anew. Throws `OPERATION_REFUSED` naming what stands in the way.
 */
export const plan = (operations: readonly Operation[], before: SchemaReader, engine: Engine): Group[] => {
  const groups: Group[] = []
  let planned: Planned = { groups, schema: before.schema, exact: true }
  for (const run of cutRuns(operations, before)) {
    planned =
      run.kind === 'table' ? planTable(run.operations, planned, engine) : planOther(run.operation, planned, engine)
    groups.push(...planned.groups)
  }
  return groups
}

type Other = Exclude<Operation, OnTable>
type Run =
  | { readonly kind: 'table'; readonly operations: readonly OnTable[] }
  | { readonly kind: 'other'; readonly operation: Other }

/** Neighbouring operations on one table belong together; a batch is one already. */
const cutRuns = (operations: readonly Operation[], before: SchemaReader): readonly Run[] => {
  const runs: Run[] = []
  for (const operation of operations) {
    const last = runs.at(-1)
    if (!isOnTable(operation)) runs.push({ kind: 'other', operation })
    else if (last?.kind === 'table' && isSameTable(last.operations.at(-1)!, operation, before))
      runs[runs.length - 1] = { kind: 'table', operations: [...last.operations, operation] }
    else runs.push({ kind: 'table', operations: [operation] })
  }
  return runs
}

const isSameTable = (a: OnTable, b: OnTable, before: SchemaReader): boolean => {
  if (a.kind === 'batchAlterTable' || b.kind === 'batchAlterTable') return false
  const [one, other] = [a, b].map((each) => each.table?.name ?? ownerOf(each, before)?.name.name ?? null)
  return one != null && other != null && sameIdentifier(one, other)
}

const isOnTable = (operation: Operation): operation is OnTable => tableKinds.includes(operation.kind)

const tableKinds: readonly OperationKind[] = [
  'addColumn',
  'dropColumn',
  'renameColumn',
  'alterColumn',
  'addConstraint',
  'dropConstraint',
  'createIndex',
  'dropIndex',
  'batchAlterTable',
]

const planOther = (operation: Other, { schema, exact }: Planned, engine: Engine): Planned => ({
  groups: [
    nativeGroup(
      operation,
      handle(natives as OperationHandlers<[SchemaReader, Engine], Native>, operation, schemaReader(schema), engine),
    ),
  ],
  schema: afterOperation(operation, schema),
  exact: exact && operation.kind !== 'renameTable',
})

type Natives = {
  readonly [K in Other['kind']]: (
    operation: Extract<Other, { kind: K }>,
    before: SchemaReader,
    engine: Engine,
  ) => Native
}

const natives: Natives = {
  createTable: (operation, before, engine) => {
    refuseSchema(operation.table.name)
    requireStrict(operation.table.options.sqlite?.strict === true, operation.table.name.name, engine)
    return createTable(operation, before)
  },
  dropTable: (operation, before) => {
    refuseSchema(operation.table)
    return dropTable(operation, before)
  },
  renameTable: (operation, before) => {
    refuseSchema(operation.table)
    return renameTable(operation, before)
  },
  createView: (operation, before) => {
    refuseSchema(operation.view.name)
    return createView(operation, before)
  },
  dropView: (operation, before) => {
    refuseSchema(operation.view)
    return dropView(operation, before)
  },
  createTrigger: (operation, before) => {
    refuseSchema(operation.trigger.name)
    refuseSchema(operation.trigger.table)
    return createTrigger(operation, before)
  },
  dropTrigger: (operation, before) => {
    refuseSchema(operation.trigger)
    return dropTrigger(operation, before)
  },
  bulkInsert: (operation, before) => {
    refuseSchema(operation.table)
    return bulkInsert(operation, before)
  },
  execute: ({ statement }) => {
    const statements = splitStatements(statement.sql)
    for (const sql of statements) {
      const reason = refuseStatement(sql)
      if (reason !== null) throw operationRefused(reason, 'The statements of a revision run in one transaction.')
    }
    return { reason: 'SQL as it is written', statements }
  },
  run: () => ({ reason: 'code, which runs in its place', statements: [] }),
}
