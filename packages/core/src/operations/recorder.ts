import type { Compilable, Kysely } from 'kysely'
import { buildTable } from '../schema/define-table.js'
import { objectName } from '../schema/names.js'
import { applyNaming, type NamingConvention } from '../schema/naming.js'
import { plainExpression } from '../schema/sql.js'
import type { Expression } from '../schema/types.js'
import { invalidScript } from './errors.js'
import { buildBulkInsert } from './insert-rows.js'
import type { Op, StatementInput } from './op.js'
import type { Operation } from './operation.js'
import { ignoreRejection, recordBatch, tableRecorder } from './table-recorder.js'

export interface RecordingContext {
  readonly dialect: string
  readonly naming: NamingConvention
  /** Turns a Kysely query into finished text. */
  // biome-ignore lint/suspicious/noExplicitAny: as in StatementInput
  readonly compile: (query: (db: Kysely<any>) => Compilable) => Promise<Expression>
}

/** One direction of a script, as data. Throws `INVALID_SCRIPT` when the function is async; what it throws passes through. */
export const recordOperations = async (
  script: (op: Op) => void,
  context: RecordingContext,
): Promise<readonly Operation[]> => {
  const recorded: (Operation | Promise<Operation>)[] = []
  let open = true
  const op = recorder(context, (operation) => {
    if (!open) {
      ignoreRejection(operation)
      throw invalidScript(
        'an operation was recorded after the script had returned',
        'Record operations in the function itself, not in a callback that runs later.',
      )
    }
    recorded.push(operation)
  })
  try {
    const returned: unknown = script(op)
    if (returned !== undefined) {
      ignoreRejection(returned)
      throw invalidScript(
        'upgrade and downgrade record operations and return nothing',
        'They are no async functions and no generators. Work on rows belongs into op.run(description, async (db) => …).',
      )
    }
    open = false
  } catch (error) {
    open = false
    await Promise.allSettled(recorded)
    throw error
  }
  return Promise.all(recorded)
}

const recorder = (context: RecordingContext, record: (operation: Operation | Promise<Operation>) => void): Op => {
  const on = (table: string, schema?: string) => tableRecorder(objectName(table, schema), context.naming, record)
  return {
    // A getter, so that who records can tell whether the script asked.
    get dialect() {
      return context.dialect
    },

    createTable(name, columns, extras, { schema, ifNotExists = false, ...options } = {}) {
      const table = buildTable(objectName(name, schema), columns, extras as never, options)
      record({ kind: 'createTable', table: applyNaming(table, context.naming), ifNotExists })
    },
    dropTable(name, { schema, ifExists = false, cascade = false } = {}) {
      record({ kind: 'dropTable', table: objectName(name, schema), ifExists, cascade })
    },
    renameTable(name, to, { schema } = {}) {
      record({ kind: 'renameTable', table: objectName(name, schema), to })
    },

    addColumn: (table, name, column, { schema, ...options } = {}) => on(table, schema).addColumn(name, column, options),
    dropColumn: (table, name, { schema, ...options } = {}) => on(table, schema).dropColumn(name, options),
    renameColumn: (table, name, to, { schema } = {}) => on(table, schema).renameColumn(name, to),
    alterColumn: (table, column, { schema, ...changes }) => on(table, schema).alterColumn(column, changes),

    createForeignKey: (name, table, columns, refTable, refColumns, { schema, ...options } = {}) =>
      on(table, schema).createForeignKey(name, columns, refTable, refColumns, options),
    createUniqueConstraint: (name, table, columns, { schema } = {}) =>
      on(table, schema).createUniqueConstraint(name, columns),
    createCheckConstraint: (name, table, condition, { schema } = {}) =>
      on(table, schema).createCheckConstraint(name, condition),
    createPrimaryKey: (name, table, columns, { schema } = {}) => on(table, schema).createPrimaryKey(name, columns),
    dropConstraint: (constraint, table, { schema, ...options } = {}) =>
      on(table, schema).dropConstraint(constraint, options),

    createIndex: (name, table, columns, { schema, ...options } = {}) =>
      on(table, schema).createIndex(name, columns, options),
    dropIndex(name, { schema, table, ifExists = false } = {}) {
      if (table !== undefined) return on(table, schema).dropIndex(name, { ifExists })
      record({ kind: 'dropIndex', index: objectName(name, schema), table: null, ifExists })
    },

    batchAlterTable(table, change, { schema, ...options } = {}) {
      record(recordBatch(objectName(table, schema), change, options, context.naming))
    },

    createView(name, query, { schema } = {}) {
      const definition = plainExpression(query, `createView('${name}')`)
      record({ kind: 'createView', view: { name: objectName(name, schema), definition, source: null } })
    },
    dropView(name, { schema, ifExists = false } = {}) {
      record({ kind: 'dropView', view: objectName(name, schema), ifExists })
    },
    createTrigger(name, table, statement, { schema } = {}) {
      const definition =
        typeof statement === 'string' ? { sql: statement } : plainExpression(statement, `createTrigger('${name}')`)
      record({
        kind: 'createTrigger',
        trigger: { name: objectName(name, schema), table: objectName(table, schema), definition, source: null },
      })
    },
    dropTrigger(name, { schema, ifExists = false } = {}) {
      record({ kind: 'dropTrigger', trigger: objectName(name, schema), ifExists })
    },

    bulkInsert(table, rows, { schema } = {}) {
      record(buildBulkInsert(objectName(table, schema), rows))
    },
    execute(statement, { reverse } = {}) {
      const text = textOf(statement, context)
      const back = reverse === undefined ? null : textOf(reverse, context)
      if (text instanceof Promise || back instanceof Promise) {
        const both = Promise.all([text, back])
        both.catch(() => {})
        record(both.then(([statement, reverse]) => ({ kind: 'execute', statement, reverse })))
      } else record({ kind: 'execute', statement: text, reverse: back })
    },
    run(description, run, { reverse, offline } = {}) {
      record({ kind: 'run', description, run, reverse: reverse ?? null, offline: offline ?? null })
    },
  }
}

const textOf = (statement: StatementInput, { compile }: RecordingContext): Expression | Promise<Expression> => {
  if (typeof statement === 'function') return compile(statement)
  return typeof statement === 'string' ? { sql: statement } : statement
}
