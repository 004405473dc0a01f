import type { AnyColumn, ForeignKeyInput } from '../schema/column-builder.js'
import type { IndexInput } from '../schema/table-extras.js'
import type { ColumnType, Expression, IndexOptions, Literal, TableOptionChanges } from '../schema/types.js'

/** The changes of one table: the methods of an op, without the table. */
export interface Batch {
  addColumn(name: string, column: AnyColumn, options?: NewColumnInput): void
  dropColumn(name: string, options?: { readonly ifExists?: boolean; readonly cascade?: boolean }): void
  renameColumn(name: string, to: string): void
  alterColumn(column: string, changes: AlterColumnInput): void
  createForeignKey(
    name: string | null,
    columns: readonly string[],
    refTable: string,
    refColumns: readonly string[],
    options?: CreateForeignKeyInput,
  ): void
  createUniqueConstraint(name: string | null, columns: readonly string[]): void
  createCheckConstraint(name: string | null, condition: Expression): void
  createPrimaryKey(name: string | null, columns: readonly string[]): void
  dropConstraint(constraint: ConstraintInput, options?: { readonly ifExists?: boolean }): void
  createIndex(name: string, columns: IndexColumnsInput, options?: CreateIndexInput): void
  dropIndex(name: string, options?: { readonly ifExists?: boolean }): void
}

/** How the table is changed, beside what the batch holds. */
export interface BatchInput {
  /** Whether the table may be, has to be, or must not be made anew, where a dialect has the choice; `auto` where left out. */
  readonly recreate?: 'auto' | 'always' | 'never'
  /** Every column, in the order in which they are to stand. */
  readonly reorder?: readonly string[]
  /** Options to change, under the key of their dialect: null removes one. Types in the batch are spelled as they want. */
  readonly tableOptions?: TableOptionChanges
}

/** Where a new column stands, and what existing rows get in it. */
export interface NewColumnInput {
  readonly ifNotExists?: boolean
  readonly before?: string
  readonly after?: string
  readonly fill?: Literal | Expression
}

/** What is to change about a column. Left out: unchanged; null: removed. */
export interface AlterColumnInput {
  /** The new type: `varchar(20)`, or a type as plain data. */
  readonly type?: AnyColumn | ColumnType
  /** How the values of before become values of the new type. */
  readonly using?: Expression
  readonly nullable?: boolean
  /** What stands where NULL did, with `nullable: false`. */
  readonly fill?: Literal | Expression
  readonly default?: Literal | Expression
  readonly generated?: { readonly as: Expression; readonly stored?: boolean } | null
  /** Whether the database counts the key up by itself. */
  readonly autoIncrement?: boolean
  readonly collate?: string | null
  readonly comment?: string | null
}

export interface CreateForeignKeyInput extends Omit<ForeignKeyInput, 'name'> {}

export interface CreateIndexInput extends IndexOptions {
  readonly unique?: boolean
  readonly where?: Expression
  readonly ifNotExists?: boolean
}

export type IndexColumnsInput = readonly IndexInput[]

/** A constraint by its name, or by what it says. */
export type ConstraintInput =
  | string
  | { readonly primaryKey: true }
  | { readonly unique: readonly string[] }
  | { readonly foreignKey: readonly string[] }
  | { readonly check: Expression }
