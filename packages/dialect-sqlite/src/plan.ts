import {
  applyOperation,
  describeOperation,
  type Engine,
  type Group,
  handle,
  type Operation,
  type OperationHandlers,
  type SchemaReader,
  schemaReader,
} from '@ads/migrate-core'
import { operationNotSupported, operationRefused } from './errors.js'
import { addColumn, renameColumn } from './plan/columns.js'
import { dropColumn } from './plan/drop-column.js'
import { createIndex, dropIndex } from './plan/indexes.js'
import { refuseSchema } from './plan/lookup.js'
import { createTable, dropTable, renameTable } from './plan/tables.js'
import { type Native, nativeGroup } from './plan/way.js'
import { refuseStatement, splitStatements } from './statements.js'

/**
 * How the operations are done in SQLite: one group each, by the statements that SQLite has for it. Throws
 * `OPERATION_REFUSED` naming what stands in the way, `OPERATION_NOT_SUPPORTED` for what SQLite has no statement for.
 */
export const plan = (operations: readonly Operation[], before: SchemaReader, engine: Engine): Group[] => {
  let reader = before
  return operations.map((operation, position) => {
    const group = nativeGroup(operation, handle(natives, operation, reader, engine))
    // What comes next is planned for what this leaves.
    if (position < operations.length - 1) reader = schemaReader(applyOperation(operation, reader.schema))
    return group
  })
}

const natives: OperationHandlers<[before: SchemaReader, engine: Engine], Native> = {
  createTable: (operation, before, engine) => {
    refuseSchema(operation.table.name)
    refuseStrict(operation.table.options.sqlite?.strict === true, operation.table.name.name, engine)
    return createTable(operation, before)
  },
  dropTable: inDefaultSchema(dropTable),
  renameTable: inDefaultSchema(renameTable),
  addColumn: inDefaultSchema(addColumn),
  dropColumn: inDefaultSchema(dropColumn),
  renameColumn: inDefaultSchema(renameColumn),
  alterColumn: unsupported,
  addConstraint: unsupported,
  dropConstraint: unsupported,
  createIndex: inDefaultSchema(createIndex),
  dropIndex: (operation, before) => {
    refuseSchema(operation.index)
    if (operation.table !== null) refuseSchema(operation.table)
    return dropIndex(operation, before)
  },
  batchAlterTable: unsupported,
  createView: unsupported,
  dropView: unsupported,
  createTrigger: unsupported,
  dropTrigger: unsupported,
  bulkInsert: unsupported,
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

function unsupported(operation: Operation): never {
  throw operationNotSupported(
    `this version cannot do this in SQLite yet: ${describeOperation(operation)}`,
    'Write the change by hand, with op.execute().',
  )
}

function inDefaultSchema<
  O extends Extract<Operation, { readonly table: { readonly schema: string | null; readonly name: string } }>,
>(work: (operation: O, before: SchemaReader) => Native): (operation: O, before: SchemaReader) => Native {
  return (operation, before) => {
    refuseSchema(operation.table)
    return work(operation, before)
  }
}

/** https://www.sqlite.org/stricttables.html */
const refuseStrict = (strict: boolean, table: string, { version }: Engine): void => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (!strict || major > 3 || (major === 3 && minor >= 37)) return
  throw operationNotSupported(
    `"${table}" is a STRICT table, which SQLite ${version} does not have`,
    'Name a newer engine in the config, 3.37 at least.',
  )
}
