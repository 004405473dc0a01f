import type { Compilable, Kysely } from 'kysely'
import { MigrateError } from '../errors.js'
import type { AnyColumn } from '../schema/columns.js'
import { buildColumn, buildTable, type ColumnNames, type Columns } from '../schema/define-table.js'
import { objectName } from '../schema/names.js'
import { applyNaming, type NamingConvention } from '../schema/naming.js'
import { isExpression } from '../schema/sql.js'
import { buildIndex, type IndexInput, type TableExtra } from '../schema/table-extras.js'
import type { Default, Expression, Literal, Table, TableOptions } from '../schema/types.js'
import type { DataStep, Operation } from './operation.js'

/** Which schema the object is in; the connection's default one where left out. */
export interface InSchema {
  readonly schema?: string
}

/** SQL text taken literally, a piece of {@link sql}, or one query of a Kysely. */
// biome-ignore lint/suspicious/noExplicitAny: a revision is written against the tables of its own time
export type StatementInput = string | Expression | ((db: Kysely<any>) => Compilable)

/**
 * What a revision script writes its changes with. Every call is recorded as an {@link Operation}; nothing runs until
 * the script has returned.
 */
export interface Op {
  /** The dialect's name, for a history that serves two engines. */
  readonly dialect: string

  /** Creates a table with its columns, its table-level constraints and its indexes. */
  createTable<const C extends Columns>(
    name: string,
    columns: C,
    extras?: ((t: ColumnNames<C>) => readonly TableExtra<keyof C & string>[]) | undefined,
    options?: TableOptions & InSchema & { readonly ifNotExists?: boolean; readonly comment?: string },
  ): void
  dropTable(name: string, options?: InSchema & { readonly ifExists?: boolean; readonly cascade?: boolean }): void
  renameTable(name: string, to: string, options?: InSchema): void

  /** Adds a column; `fill` is what existing rows get where that is not the default. */
  addColumn(
    table: string,
    name: string,
    column: AnyColumn,
    options?: InSchema & {
      readonly ifNotExists?: boolean
      readonly before?: string
      readonly after?: string
      readonly fill?: Literal | Expression
    },
  ): void
  dropColumn(
    table: string,
    name: string,
    options?: InSchema & { readonly ifExists?: boolean; readonly cascade?: boolean },
  ): void
  renameColumn(table: string, name: string, to: string, options?: InSchema): void

  createIndex(
    name: string,
    table: string,
    columns: readonly IndexInput[],
    options?: InSchema & { readonly unique?: boolean; readonly where?: Expression; readonly ifNotExists?: boolean },
  ): void
  dropIndex(name: string, options?: InSchema & { readonly table?: string; readonly ifExists?: boolean }): void

  /** Runs SQL as it stands, values and all. `reverse` is what undoes it. */
  execute(statement: StatementInput, options?: { readonly reverse?: StatementInput }): void
  /**
   * Changes rows with code, never the schema, when the revision is applied. A printed script cannot hold code:
   * `offline` says what stands there instead.
   */
  run(
    description: string,
    run: DataStep,
    options?: { readonly reverse?: DataStep; readonly offline?: Expression | 'skip' },
  ): void
}

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
      operation instanceof Promise && operation.catch(() => {})
      throw new MigrateError('INVALID_SCRIPT', 'an operation was recorded after the script had returned', {
        hint: 'Record operations in the function itself, not in a callback that runs later.',
      })
    }
    recorded.push(operation)
  })
  try {
    const returned: unknown = script(op)
    if (returned !== undefined) {
      if (isThenable(returned)) returned.then(undefined, () => {})
      throw new MigrateError('INVALID_SCRIPT', 'upgrade and downgrade record operations and return nothing', {
        hint: 'They are no async functions and no generators. Work on rows belongs into op.run(description, async (db) => …).',
      })
    }
    open = false
  } catch (error) {
    open = false
    await Promise.allSettled(recorded)
    throw error
  }
  return Promise.all(recorded)
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

const recorder = (context: RecordingContext, record: (operation: Operation | Promise<Operation>) => void): Op => ({
  dialect: context.dialect,

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

  addColumn(tableName, name, builder, { schema, ifNotExists = false, before, after, fill } = {}) {
    const table = objectName(tableName, schema)
    const { column, constraints } = buildColumn(name, builder, table)
    record({
      kind: 'addColumn',
      table,
      column,
      constraints: nameAlone({ name: table, column, constraints }, context.naming).constraints,
      ifNotExists,
      before: before ?? null,
      after: after ?? null,
      fill: fill === undefined ? null : defaultOf(fill),
    })
  },
  dropColumn(table, column, { schema, ifExists = false, cascade = false } = {}) {
    record({ kind: 'dropColumn', table: objectName(table, schema), column, ifExists, cascade })
  },
  renameColumn(table, column, to, { schema } = {}) {
    record({ kind: 'renameColumn', table: objectName(table, schema), column, to })
  },

  createIndex(name, table, columns, { schema, ifNotExists = false, ...options } = {}) {
    const index = buildIndex(columns, { name, ...options })
    record({ kind: 'createIndex', table: objectName(table, schema), index, ifNotExists })
  },
  dropIndex(name, { schema, table, ifExists = false } = {}) {
    record({
      kind: 'dropIndex',
      index: objectName(name, schema),
      table: table === undefined ? null : objectName(table, schema),
      ifExists,
    })
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
})

const defaultOf = (value: Literal | Expression): Default => (isExpression(value) ? value : { value })

const textOf = (statement: StatementInput, { compile }: RecordingContext): Expression | Promise<Expression> => {
  if (typeof statement === 'function') return compile(statement)
  return typeof statement === 'string' ? { sql: statement } : statement
}

/** Names for the constraints that come with one column, as they would be named in its table. */
const nameAlone = (
  { name, column, constraints }: Pick<Table, 'name' | 'constraints'> & { readonly column: Table['columns'][number] },
  naming: NamingConvention,
): Table =>
  applyNaming({ name, columns: [column], constraints, indexes: [], options: {}, comment: null, source: null }, naming)
