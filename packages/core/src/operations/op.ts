import type { Compilable, Kysely } from 'kysely'
import type { AnyColumn } from '../schema/columns.js'
import type { ColumnNames, Columns } from '../schema/define-table.js'
import type { TableExtra } from '../schema/table-extras.js'
import type { Expression, TableOptions } from '../schema/types.js'
import type {
  AlterColumnInput,
  Batch,
  BatchInput,
  ConstraintInput,
  CreateForeignKeyInput,
  CreateIndexInput,
  IndexColumnsInput,
  NewColumnInput,
} from './batch.js'
import type { DataStep } from './operation.js'

/** Which schema the object is in; the connection's default one where left out. */
export interface InSchema {
  readonly schema?: string
}

interface IfExists {
  readonly ifExists?: boolean
}

interface Cascade {
  /** Takes along what depends on it: indexes, constraints, foreign keys to it. Without, those stand in the way. */
  readonly cascade?: boolean
}

/** SQL text taken literally, a piece of {@link sql}, or one query of a Kysely. */
// biome-ignore lint/suspicious/noExplicitAny: a revision is written against the tables of its own time
export type StatementInput = string | Expression | ((db: Kysely<any>) => Compilable)

/** A row to insert: a value for each column it has something in. Whole numbers beyond 2^53 are written as a bigint. */
export type RowInput = Readonly<Record<string, string | number | bigint | boolean | null | Uint8Array>>

/**
 * What a revision script writes its changes with. Every call is recorded as an operation; nothing runs until the script
 * has returned.
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
  /** Drops a table with its indexes and triggers. */
  dropTable(name: string, options?: InSchema & IfExists & Cascade): void
  renameTable(name: string, to: string, options?: InSchema): void

  /** Adds a column; `fill` is what existing rows get where that is not the default. */
  addColumn(table: string, name: string, column: AnyColumn, options?: InSchema & NewColumnInput): void
  dropColumn(table: string, name: string, options?: InSchema & IfExists & Cascade): void
  renameColumn(table: string, name: string, to: string, options?: InSchema): void
  /** Changes what is named about a column, and nothing else; null removes it. */
  alterColumn(table: string, column: string, changes: InSchema & AlterColumnInput): void

  /** `name: null` makes a constraint without a name, here and below. */
  createForeignKey(
    name: string | null,
    table: string,
    columns: readonly string[],
    /** `'table'`, or `'schema.table'`. */
    refTable: string,
    refColumns: readonly string[],
    options?: InSchema & CreateForeignKeyInput,
  ): void
  createUniqueConstraint(name: string | null, table: string, columns: readonly string[], options?: InSchema): void
  createCheckConstraint(name: string | null, table: string, condition: Expression, options?: InSchema): void
  createPrimaryKey(name: string | null, table: string, columns: readonly string[], options?: InSchema): void
  /** Drops a constraint, called by its name or by what it says: `{ foreignKey: ['account_id'] }`. */
  dropConstraint(constraint: ConstraintInput, table: string, options?: InSchema & IfExists): void

  createIndex(name: string, table: string, columns: IndexColumnsInput, options?: InSchema & CreateIndexInput): void
  dropIndex(name: string, options?: InSchema & IfExists & { readonly table?: string }): void

  /** Several changes of one table as one step, so that it is copied once at most. */
  batchAlterTable(table: string, change: (batch: Batch) => void, options?: InSchema & BatchInput): void

  /** Creates a view: `query` is what it shows. */
  createView(name: string, query: Expression, options?: InSchema): void
  dropView(name: string, options?: InSchema & IfExists): void
  /** Creates a trigger on a table or view: `statement` is the whole CREATE TRIGGER. */
  createTrigger(name: string, table: string, statement: string | Expression, options?: InSchema): void
  dropTrigger(name: string, options?: InSchema & IfExists): void

  /** Inserts rows, which all have the same columns. */
  bulkInsert(table: string, rows: readonly RowInput[], options?: InSchema): void
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
