import type { QueryCompiler } from 'kysely'
import type { Spelling } from '../ddl/spelling.js'
import type { Operation } from '../operations/operation.js'
import type { ObjectName } from '../schema/names.js'
import type { ColumnType, Schema, Table, Trigger, View } from '../schema/types.js'

/** The number of the contract that this core speaks with dialects. It grows when an old dialect would no longer do. */
export const dialectContract = 1

/**
 * What a database is to core: one object, made by a dialect's own package and checked by the suite in
 * `@ads/migrate-core/testing`.
 */
export interface Dialect {
  readonly name: string
  /** The contract it was written for: {@link dialectContract} of its day. */
  readonly contract: number
  /** Whether a rolled back transaction takes schema changes back. */
  readonly transactionalDdl: boolean
  /** The engine that scripts are written for where the config names none: the oldest that the dialect supports. */
  readonly defaultEngine: Engine
  /** How identifiers, values and types are written. */
  readonly spelling: Spelling

  /** Whether the address is one of this dialect's. Gives what is wrong with it, or null. */
  checkUrl(url: string): string | null
  /** The address as messages may show it: resolved against `folder`, with no secret in it. */
  displayUrl(url: string, folder: string): string
  /**
   * Loads what connecting and planning need, while something else is waited for. Never throws: who needs it will. Left
   * out where nothing is loaded late.
   */
  preload?(): Promise<unknown>
  /** Opens a database, or takes over an open handle, which is never closed and gets its settings back. */
  connect(address: Address, access: Access): Promise<Connection>
  /** An empty database that nobody else sees. Left out where the engine has none. */
  scratch?(): Promise<Connection>

  /** What the database holds. With `only`, those objects and what stands on them, cheaply. */
  introspect(connection: Connection, options?: IntrospectOptions): Promise<Schema>
  /**
   * The schema as this dialect would introspect it: one spelling for everything that means the same. Pure without a
   * connection; with one, the engine may be asked, and nothing is left behind.
   */
  normalize(schema: Schema, connection?: Connection): Promise<Schema>
  /** A text that changes whenever the schema does; cheap. */
  schemaVersion(connection: Connection): Promise<string>
  /**
   * The statements that make what the database holds, without its rows, in an order that works: its own texts, so that a
   * clone is planned for as the database itself. Left out where the engine keeps none; it goes with `scratch`.
   */
  schemaStatements?(connection: Connection): Promise<readonly string[]>
  /**
   * Writes a copy of what is committed, as of one moment, into a new file beside the database or in `folder`, and looks
   * whether it is whole. The connection may hold the lock; it is not used to read. Throws `NO_COPY` where there is no
   * room, or nothing that could be copied; nothing is left behind then. Left out where the engine cannot do it.
   */
  copy?(connection: Connection, options: CopyOptions): Promise<DatabaseCopy>
  /**
   * How the operations are done: pure. Groups neighbours that belong together; every way leads to the same schema. A
   * promise, so that a planner need not be loaded before there is something to plan.
   */
  plan(operations: readonly Operation[], before: SchemaReader, engine: Engine): Promise<readonly Group[]>
  /** One text cut into its statements. */
  splitStatements(sql: string): string[]
  /**
   * Statements after which rows may refer to rows that are not there, as they may in a database that has grown, and those
   * that end it. For scratch databases. Left out where the engine has none.
   */
  readonly uncheckedReferences?: { readonly begin: string; readonly end: string }
  /** The triggers that refuse to change or to delete what is in the table. Left out where the engine has none. */
  appendOnly?(table: ObjectName): readonly Trigger[]
  /** Why a statement written by a user may not stand in a revision, or null. */
  refuseStatement(sql: string): string | null
  /**
   * Of a statement that cannot run inside a transaction, and has done nothing where it fails: what a person looks at to
   * know whether it was done. null for any other. Left out where the engine has none.
   */
  standsAlone?(sql: string): string | null
  /** How models written for this database name its types; left out where nobody has said so. */
  readonly modelTypes?: ModelTypes
  /** What the database's own text of the table says and {@link Table} has no place for, in a few words each. */
  unsaid?(table: Table): readonly string[]
  /** Statements that a printed script begins with, and how it is run. */
  readonly script: ScriptStyle

  /**
   * Takes the lock that keeps other migrators of this database out, polling without blocking the event loop.
   * Throws `LockTimeout`. The lock dies with its owner.
   */
  lock(connection: Connection, options: LockOptions): Promise<Lock>
  /**
   * Takes the same lock without a transaction: it is held over many of them, until it is released. Throws `LockTimeout`.
   * Left out where the engine has no such lock; revisions outside of a transaction are refused then.
   */
  hold?(connection: Connection, options: LockOptions): Promise<Lock>
  /** The Kysely parts that write and read queries for this engine. Loaded when a revision uses them. */
  kysely(): Promise<KyselyParts>
}

/** The types behind `DatabaseOf<typeof schema, …>`. */
export interface ModelTypes {
  /** The module that exports them, and under which name. */
  readonly module: string
  readonly name: string
  /** The TypeScript type of the values of a column type that no portable word says; null where that is not known. */
  valueType?(type: ColumnType): string | null
}

export interface Engine {
  /** As the engine writes its version: `3.53.2`. */
  readonly version: string
  readonly options: Readonly<Record<string, string>>
}

/** Where the database is: a URL (relative to `folder`), or a handle that the caller opened. */
export type Address = { readonly url: string; readonly folder: string } | { readonly connection: unknown }

/** `read` changes nothing and makes no file; `write` needs the database to be there; `create` makes it. */
export type Access = 'read' | 'write' | 'create'

export type Row = Readonly<Record<string, unknown>>

/** One open connection. Calls are made one after another. */
export interface Connection {
  readonly engine: Engine
  /** What messages call the database, with no secret in it. */
  readonly display: string
  /** Whether a transaction is open, asked from the engine. */
  readonly inTransaction: boolean
  /**
   * Runs one statement; `parameters` bind its placeholders. Gives its rows, empty where it has none, and how many it
   * changed. Throws `STATEMENT_FAILED`, or `CONSTRAINT_FAILED` where rows stand in the way.
   */
  execute(sql: string, parameters?: readonly unknown[]): Promise<Result>
  /**
   * Whether nobody else has changed the database since this was asked before, under the lock both times: then what was
   * known holds still. false where that is not certain; left out where the engine cannot tell. Throws as `execute`.
   */
  isUntouched?(): Promise<boolean>
  begin(): Promise<void>
  /** Commits, waiting out readers that hold the commit back. */
  commit(): Promise<void>
  /** Rolls back whatever is open; nothing where the engine already did. */
  rollback(): Promise<void>
  /** Bytes that are free where the database grows; null where that is not known. */
  freeSpace(): Promise<number | null>
  /** Closes what `connect` opened; gives a handle of the caller's its settings back. */
  close(): Promise<void>
}

export interface Result {
  readonly rows: readonly Row[]
  readonly changes: number
}

export interface LockOptions {
  /** Milliseconds; 0 does not wait. */
  readonly timeout: number
  /** Names the version table: two histories in one database do not lock each other out where the engine can tell them apart. */
  readonly name: string
  /** Called once when the wait has become noticeable. */
  readonly onWait?: () => void
}

export interface Lock {
  release(): Promise<void>
}

export interface CopyOptions {
  /** The folder to write it into; that of the database where null. */
  readonly folder: string | null
  /** A word for its file name that says what it is for. */
  readonly label: string
  /** Whether it goes away with the process at the latest. */
  readonly isTemporary: boolean
}

/** A copy of a database. */
export interface DatabaseCopy {
  readonly address: Address
  /** Where it is, for people. */
  readonly display: string
  readonly bytes: number
  remove(): Promise<void>
}

export interface IntrospectOptions {
  /** The schemas to look into beside the default one. */
  readonly schemas?: readonly string[]
  /** Only these tables, views and triggers, with the indexes, triggers, views and foreign keys that stand on them. */
  readonly only?: readonly ObjectName[]
}

/** A schema asked object by object. */
export interface SchemaReader {
  table(name: ObjectName): Table | null
  view(name: ObjectName): View | null
  trigger(name: ObjectName): Trigger | null
  /** The whole of what was read: what may stand on an object is in it. */
  readonly schema: Schema
}

/** Neighbouring operations that are carried out together, and how: in order of preference. */
export interface Group {
  readonly operations: readonly Operation[]
  readonly ways: readonly Way[]
}

export interface Way {
  /** `native`, `recreate`, …: the dialect's word. */
  readonly name: string
  readonly reason: string
  /** Whether it may stand in a printed script. */
  readonly offline: boolean
  readonly before: readonly Question[]
  /** Statements that fail where the database is another than the one planned for: a printed script cannot ask. */
  readonly assertions: readonly string[]
  readonly statements: readonly Statement[]
  readonly after: readonly Question[]
  /**
   * Queries for the bytes of disk that it takes for a while, in their only column: quick and generous ones first. It is
   * refused where all of them ask for more than is free. None where that is little.
   */
  readonly space: readonly string[]
}

/** Asked of the database. */
export interface Question {
  readonly sql: string
  /** Whether the schema alone answers it, as a stand-in has it, or only rows do. */
  readonly about: 'schema' | 'rows'
  /** `unchanged` and `no new rows` compare what the way leaves with what it found, and stand behind it. */
  readonly expect: 'no rows' | 'no new rows' | 'unchanged'
  /** A refusal may name values of the first row: `{column}`. */
  readonly otherwise: 'next way' | { readonly refuse: string }
}

/** One statement, finished: what is printed is what runs. */
export interface Statement {
  readonly sql: string
  /** `before` the transaction begins; `after` it has ended, whatever came of it. */
  readonly transaction: 'before' | 'inside' | 'after'
  /** How the same is done piece by piece, so that others get a turn; null where it is short. */
  readonly pieces: Pieces | null
}

/** A long statement over the rows of one table, cut along an integer key. */
export interface Pieces {
  /** Gives one row: `low`, the smallest key, and `rows`, how many there are. */
  readonly bounds: string
  /** Gives one row for a key and a number of rows: `key`, the last key of a piece that begins there; null at the end. */
  readonly until: string
  /** The statement for the keys from one to another, both included. */
  readonly sql: string
}

export interface ScriptStyle {
  /** The command that runs a script safely, for the script's first line. */
  readonly command: string
  /** Before the first transaction. */
  readonly preamble: readonly string[]
  readonly begin: string
  readonly commit: string
  /** Statements that fail, with `message` in the engine's error, unless `condition` is true. */
  assert(condition: string, message: string): readonly string[]
}

export interface KyselyParts {
  createQueryCompiler(): QueryCompiler
  /** A compiler that writes values into the text. */
  createLiteralCompiler(): QueryCompiler
  // biome-ignore lint/suspicious/noExplicitAny: Kysely's adapter and introspector are opaque here
  createAdapter(): any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  createIntrospector(db: any): any
}
