import type { Kysely } from 'kysely'
import { MigrateError } from '../errors.js'
import type { ObjectName } from '../schema/names.js'
import type {
  Column,
  ColumnChanges,
  Constraint,
  ConstraintDescription,
  Default,
  Expression,
  Index,
  Literal,
  Table,
  TableOptionChanges,
  Trigger,
  View,
} from '../schema/types.js'

/**
 * The vocabulary: everything a revision can do, as data. One line here is a new operation; the compiler then names the
 * places that have to learn it.
 */
export interface Operations {
  createTable: { readonly table: Table; readonly ifNotExists: boolean }
  dropTable: { readonly table: ObjectName; readonly ifExists: boolean; readonly cascade: boolean }
  renameTable: { readonly table: ObjectName; readonly to: string }
  addColumn: {
    readonly table: ObjectName
    readonly column: Column
    /** The unique, check and foreign key that were written on the column. */
    readonly constraints: readonly Constraint[]
    readonly ifNotExists: boolean
    readonly before: string | null
    readonly after: string | null
    /** What existing rows get, where it is not the column's default. */
    readonly fill: Default | null
  }
  dropColumn: {
    readonly table: ObjectName
    readonly column: string
    readonly ifExists: boolean
    readonly cascade: boolean
  }
  renameColumn: { readonly table: ObjectName; readonly column: string; readonly to: string }
  /** Changes what `changes` names about a column, and nothing else. */
  alterColumn: { readonly table: ObjectName; readonly column: string; readonly changes: ColumnChanges }

  addConstraint: { readonly table: ObjectName; readonly constraint: Constraint }
  dropConstraint: {
    readonly table: ObjectName
    readonly constraint: ConstraintDescription
    readonly ifExists: boolean
  }
  createIndex: { readonly table: ObjectName; readonly index: Index; readonly ifNotExists: boolean }
  dropIndex: { readonly index: ObjectName; readonly table: ObjectName | null; readonly ifExists: boolean }
  /**
   * Several changes of one table as one step: the operations in turn, then the order of the columns, then the options. What
   * a type is called where that depends on the options, it is called as in the table that the batch leaves.
   */
  batchAlterTable: {
    readonly table: ObjectName
    readonly operations: readonly TableOperation[]
    /** Whether the table may be, has to be, or must not be made anew, where a dialect has the choice. */
    readonly recreate: 'auto' | 'always' | 'never'
    /** Every column, as they are to stand; null: as they do. */
    readonly order: readonly string[] | null
    readonly options: TableOptionChanges | null
  }

  createView: { readonly view: View }
  dropView: { readonly view: ObjectName; readonly ifExists: boolean }
  createTrigger: { readonly trigger: Trigger }
  dropTrigger: { readonly trigger: ObjectName; readonly ifExists: boolean }

  /** New rows, each with one value for every one of `columns`. */
  bulkInsert: {
    readonly table: ObjectName
    readonly columns: readonly string[]
    readonly rows: readonly (readonly Literal[])[]
  }
  /** SQL as it stands. `reverse: null`: there is no way back. */
  execute: { readonly statement: Expression; readonly reverse: Expression | null }
  /** Code that changes rows. `offline`: what stands for it in a printed script; null: such a script is refused. */
  run: {
    readonly description: string
    readonly run: DataStep
    readonly reverse: DataStep | null
    readonly offline: Expression | 'skip' | null
  }
}

/** A function that changes rows through a Kysely bound to the revision's own connection and transaction. */
// biome-ignore lint/suspicious/noExplicitAny: a revision is written against the tables of its own time, which no type describes later
export type DataStep = (db: Kysely<any>) => Promise<void>

export type OperationKind = keyof Operations
export type OperationOf<K extends OperationKind> = K extends OperationKind
  ? { readonly kind: K } & Operations[K]
  : never
export type Operation = OperationOf<OperationKind>

/** The operations on the inside of one table, which a batch can hold. */
export type TableOperationKind =
  | 'addColumn'
  | 'dropColumn'
  | 'renameColumn'
  | 'alterColumn'
  | 'addConstraint'
  | 'dropConstraint'
  | 'createIndex'
  | 'dropIndex'
export type TableOperation = OperationOf<TableOperationKind>

/** One function for each kind of operation: leave one out and it does not compile. */
export type OperationHandlers<Args extends readonly unknown[], Result> = {
  readonly [K in OperationKind]: (operation: OperationOf<K>, ...args: Args) => Result
}

/** Calls the handler of the operation's kind. Throws `OPERATION_NOT_SUPPORTED` where older handlers do not have it. */
export const handle = <Args extends readonly unknown[], Result>(
  handlers: OperationHandlers<Args, Result>,
  operation: Operation,
  ...args: Args
): Result => {
  const handler = handlers[operation.kind] as ((operation: Operation, ...args: Args) => Result) | undefined
  if (handler !== undefined) return handler(operation, ...args)
  throw new MigrateError('OPERATION_NOT_SUPPORTED', `the operation ${operation.kind} is not known here`, {
    hint: 'Another version of @ads/migrate-core recorded it: bring core and the dialect to versions that know it.',
  })
}
