import type { ObjectName } from './names.js'

/**
 * What a database looks like, as plain readonly data. Nothing in here is optional: the table DSL and a dialect's
 * introspection fill every field, so comparing, printing and undoing need no rule about what is missing.
 */
export interface Schema {
  readonly tables: ReadonlyMap<string, Table>
  readonly views: ReadonlyMap<string, View>
  readonly triggers: ReadonlyMap<string, Trigger>
  readonly types: ReadonlyMap<string, NamedType>
}

export interface Table {
  readonly name: ObjectName
  readonly columns: readonly Column[]
  readonly constraints: readonly Constraint[]
  readonly indexes: readonly Index[]
  readonly options: TableOptions
  readonly comment: string | null
  /** The DDL text that the database holds, for an introspected table. Comparison ignores it. */
  readonly source: string | null
}

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly nullable: boolean
  readonly default: Default | null
  readonly generated: Generated | null
  /** Whether the database counts the key up by itself and never hands a number out twice. */
  readonly autoIncrement: boolean
  readonly collation: string | null
  readonly comment: string | null
  readonly options: ColumnOptions
}

/** A column type in portable words, which each dialect spells and reads back; `raw` is a spelling of one database. */
export type ColumnType =
  | { readonly kind: PlainType }
  | { readonly kind: 'varchar' | 'char'; readonly length: number | null }
  | { readonly kind: 'numeric'; readonly precision: number | null; readonly scale: number | null }
  | { readonly kind: 'enum'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'raw'; readonly sql: string }

/** The column types that take no argument. */
export type PlainType =
  | 'integer'
  | 'bigint'
  | 'smallint'
  | 'text'
  | 'boolean'
  | 'real'
  | 'double'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'json'
  | 'blob'
  | 'uuid'

/** Every portable word for a column type. */
export type TypeWord = ColumnType['kind']

/** A piece of SQL, as text. Never a bare string, so that text and SQL are not confused. */
export interface Expression {
  readonly sql: string
}

/** A value that can stand in SQL text. Numbers are finite. */
export type Literal = string | number | bigint | boolean | null | Uint8Array

export type Default = { readonly value: Literal } | Expression

export interface Generated {
  readonly expression: Expression
  readonly stored: boolean
}

export type Constraint = PrimaryKey | Unique | ForeignKey | Check

export interface PrimaryKey {
  readonly kind: 'primaryKey'
  readonly name: string | null
  readonly columns: readonly string[]
}

export interface Unique {
  readonly kind: 'unique'
  readonly name: string | null
  readonly columns: readonly string[]
}

export interface ForeignKey {
  readonly kind: 'foreignKey'
  readonly name: string | null
  readonly columns: readonly string[]
  /** The referenced table; its primary key where `columns` is empty. */
  readonly references: { readonly table: ObjectName; readonly columns: readonly string[] }
  readonly onDelete: ForeignKeyAction
  readonly onUpdate: ForeignKeyAction
  readonly deferrable: Deferrable
  readonly options: ForeignKeyOptions
}

export interface Check {
  readonly kind: 'check'
  readonly name: string | null
  readonly expression: Expression
}

/** Which constraint of a table is meant: by its name, or by what it says. */
export type ConstraintDescription =
  | { readonly name: string }
  | { readonly primaryKey: true }
  | { readonly unique: readonly string[] }
  /** The columns that refer, not those that are referred to. */
  | { readonly foreignKey: readonly string[] }
  | { readonly check: Expression }

/** What is to change about a column. Left out: unchanged; null: removed. Each new value is complete. */
export interface ColumnChanges {
  readonly type?: ColumnType
  /** The value in the new type, made of the row as it was. Left out: the database's own conversion. */
  readonly using?: Expression
  readonly nullable?: boolean
  /** What stands where NULL did, in a column that is no longer nullable. */
  readonly fill?: Default
  readonly default?: Default | null
  readonly generated?: Generated | null
  readonly autoIncrement?: boolean
  readonly collation?: string | null
  readonly comment?: string | null
}

/** What is to change about a table's options, dialect by dialect. Left out: unchanged; null: removed. */
export type TableOptionChanges = {
  readonly [D in keyof TableOptions]?:
    | {
        readonly [F in keyof NonNullable<TableOptions[D]>]?: NonNullable<TableOptions[D]>[F] | null
      }
    | null
}

export type ForeignKeyAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'
export type Deferrable = 'not deferrable' | 'initially immediate' | 'initially deferred'

export interface Index {
  readonly name: string | null
  readonly columns: readonly IndexColumn[]
  readonly unique: boolean
  readonly where: Expression | null
  readonly options: IndexOptions
  /** The DDL text that the database holds, for an introspected index. Comparison ignores it. */
  readonly source: string | null
}

export interface IndexColumn {
  readonly on: string | Expression
  readonly descending: boolean
  readonly collation: string | null
}

export interface View {
  readonly name: ObjectName
  /** The query behind the view, without `CREATE VIEW … AS`. */
  readonly definition: Expression
  readonly source: string | null
}

export interface Trigger {
  readonly name: ObjectName
  readonly table: ObjectName
  /** The whole CREATE TRIGGER statement. */
  readonly definition: Expression
  readonly source: string | null
}

export interface NamedType {
  readonly kind: 'enum'
  readonly name: ObjectName
  readonly values: readonly string[]
}

/** Facts that only one dialect has stand under its key; its package augments these interfaces. */
// biome-ignore lint/suspicious/noEmptyInterface: dialects augment it
export interface TableOptions {}
// biome-ignore lint/suspicious/noEmptyInterface: dialects augment it
export interface ColumnOptions {}
// biome-ignore lint/suspicious/noEmptyInterface: dialects augment it
export interface ForeignKeyOptions {}
// biome-ignore lint/suspicious/noEmptyInterface: dialects augment it
export interface IndexOptions {}

/** The schema of an empty database. */
export const emptySchema: Schema = { tables: new Map(), views: new Map(), triggers: new Map(), types: new Map() }
