import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Connection, Engine, Result } from '@ads/migrate-core'
import { MigrateError, messageOf } from '@ads/migrate-core'
import type { Database } from 'better-sqlite3'
import type { Driver } from './driver.js'
import { databaseUnusable, handleTaken, isBusy, LockTimeout, sqliteCode } from './errors.js'
import type { Handle } from './handle.js'
import { poll } from './poll.js'
import { askAgain, queryValue, runStatement } from './run-statement.js'
import { lasting, schemaEdits, settingsBack } from './schema-edits.js'
import { SchemaMemory } from './schema-memory.js'
import type { SchemaRows } from './schema-row.js'

/** How long a reader waits for a commit that is being written, in milliseconds. */
const patience = 5000

/** One connection over a handle of better-sqlite3. Every error of the engine is told with its own words, and is the cause. */
export class SqliteConnection implements Connection {
  readonly engine: Engine
  readonly handle: Handle
  readonly #mayWrite: boolean
  readonly #memory: SchemaMemory
  /** Whether the handle came with its safety off; it goes back as it came. */
  readonly #unsafe: boolean
  #timeout = patience
  #closed = false
  /** What the file said of the commits of others, and to which handle: each counts by itself. */
  #seen: { readonly database: Database; readonly version: unknown } | null = null
  /** What gives the connection the settings back that the transaction has changed, and its end does not take back. */
  #settingsBack: (() => void) | null = null

  constructor(handle: Handle, mayWrite: boolean) {
    this.handle = handle
    this.#mayWrite = mayWrite
    this.#memory = new SchemaMemory(handle, (error) => explain(error, handle.display, 0))
    const edits = mayWrite ? schemaEdits(handle.database) : { unsafe: false, options: {} }
    this.#unsafe = edits.unsafe
    this.engine = { version: engineVersion(handle.database), options: edits.options }
  }

  get display(): string {
    return this.handle.display
  }

  get inTransaction(): boolean {
    return this.handle.database.inTransaction
  }

  /**
   * Runs one statement. Integers beyond 2^53 come as bigint, so that none is rounded. Throws `STATEMENT_FAILED`,
   * `CONSTRAINT_FAILED`, `LOCK_TIMEOUT` or `DATABASE_UNUSABLE`.
   */
  execute(sql: string, parameters: readonly unknown[] = []): Promise<Result> {
    // Inside a transaction the same statement would meet the same lock again; outside, nothing has happened yet.
    return this.#retry(
      () => this.#execute(sql, parameters),
      patience,
      () => !this.inTransaction,
    )
  }

  #execute(sql: string, parameters: readonly unknown[]): Result {
    const { database } = this.handle
    const [, setting, value] = lasting.exec(sql)?.map((word) => word?.toLowerCase()) ?? []
    if (setting !== undefined) {
      this.#settingsBack ??= settingsBack(database, this.#unsafe)
      this.#memory.forget()
    }
    // better-sqlite3 lets nobody write to the schema until it is told so.
    if (setting === 'writable_schema') database.unsafeMode(this.#unsafe || value === 'on')
    const result = runStatement(database, sql, parameters)
    this.#memory.follow(sql)
    return result
  }

  /**
   * The rows of the schema, of which only those are read that have come since; null where they are to be asked for: on a
   * connection that only reads, with virtual tables, and while the schema is edited. Throws as `execute`.
   */
  async rememberedSchema(): Promise<SchemaRows | null> {
    if (!this.#mayWrite || this.#settingsBack !== null) return null
    return this.#retry(
      () => this.#memory.read(),
      patience,
      () => !this.inTransaction,
    )
  }

  /** https://www.sqlite.org/pragma.html#pragma_data_version */
  async isUntouched(): Promise<boolean> {
    const { database, isOwn } = this.handle
    // It counts no commits of the same handle, whoever made them.
    if (!isOwn) return false
    const version = await this.#ask('PRAGMA data_version')
    const before = this.#seen
    this.#seen = { database, version }
    return before !== null && before.database === database && before.version === version
  }

  /** Whether anything was ever made here that lives only in the connection. Throws as `execute`. */
  async hasTemporary(): Promise<boolean> {
    return (await this.#ask('PRAGMA temp.schema_version')) !== 0
  }

  #ask(sql: string): Promise<unknown> {
    return this.#retry(
      () => askAgain(this.handle.database, sql),
      patience,
      () => !this.inTransaction,
    )
  }

  /** Begins a transaction, waiting for its turn; nothing where the lock has begun one. Throws `LOCK_TIMEOUT`. */
  async begin(): Promise<void> {
    if (!this.inTransaction || this.#isTaken) await this.#retry(() => this.tryBegin(), this.#timeout)
  }

  /** Whether the transaction that is open on the handle is of another connection, which shares it. */
  get #isTaken(): boolean {
    const { transactionOf } = this.handle
    return transactionOf !== null && transactionOf !== this
  }

  /** One attempt to begin; throws SQLite's own error. */
  tryBegin(): void {
    if (this.#isTaken) throw handleTaken()
    this.handle.database.exec(this.#mayWrite ? 'BEGIN IMMEDIATE' : 'BEGIN')
    this.handle.transactionOf = this
  }

  /** Whether `lock` makes sense: `BEGIN IMMEDIATE` succeeds on a handle that cannot write. */
  get mayWrite(): boolean {
    return this.#mayWrite
  }

  /** How long begin and commit wait, in milliseconds: as long as the lock that was asked for. */
  waitFor(timeout: number): void {
    this.#timeout = Math.max(timeout, patience)
  }

  /** Commits. Throws `TRANSACTION_ENDED` when the engine rolled back before, `LOCK_TIMEOUT` when readers never let go. */
  async commit(): Promise<void> {
    const { database } = this.handle
    if (!database.inTransaction) {
      throw new MigrateError('TRANSACTION_ENDED', `the transaction on ${this.display} was ended before its commit`, {
        hint: 'SQLite rolls back by itself when the disk is full, and on ON CONFLICT ROLLBACK or RAISE(ROLLBACK).',
      })
    }
    await this.#retry(
      () => {
        this.#memory.settle()
        database.exec('COMMIT')
      },
      this.#timeout,
      () => database.inTransaction,
    )
    this.#settle()
    this.handle.transactionOf = null
  }

  /** Rolls back what is open; nothing where SQLite already did, and nothing of a connection that shares the handle. */
  async rollback(): Promise<void> {
    if (this.#isTaken) return
    const { database } = this.handle
    this.#memory.forget()
    try {
      if (database.open && database.inTransaction) database.exec('ROLLBACK')
      if (database.open) this.#settle()
    } catch (error) {
      if (database.inTransaction) throw explain(error, this.display, 0)
    }
    this.handle.transactionOf = null
  }

  /** What the file system says of the folder of the database; nothing of one in memory. */
  async freeSpace(): Promise<number | null> {
    const { lockKey } = this.handle
    if (typeof lockKey !== 'string') return null
    const { bavail, bsize } = await statfs(dirname(lockKey))
    return bavail * bsize
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.handle.transactionOf === this) await this.rollback()
    this.handle.release()
  }

  #settle(): void {
    this.#settingsBack?.()
    this.#settingsBack = null
  }

  async #retry<T>(attempt: () => T, timeout: number, goOn: () => boolean = () => true): Promise<T> {
    const started = performance.now()
    try {
      // Nearly always it is nobody else's turn, and there is nothing to wait for.
      return attempt()
    } catch (error) {
      this.#memory.forget()
      if (!isBusy(error) || !goOn()) throw explain(error, this.display, performance.now() - started)
    }
    try {
      return await poll(attempt, { timeout, goOn })
    } catch (error) {
      throw explain(error, this.display, performance.now() - started)
    }
  }
}

/** Any query looks at the file first, and waits if somebody has locked it; a database in memory answers at once. */
const engineVersion = (database: Database): string => {
  const query = 'SELECT sqlite_version()'
  try {
    return queryValue(database, query)
  } catch (error) {
    if (!isBusy(error)) throw error
    const memory = new (database.constructor as Driver)(':memory:')
    try {
      return queryValue(memory, query)
    } finally {
      memory.close()
    }
  }
}

/** The error of the engine as one of ours. */
export const explain = (error: unknown, display: string, waited: number): MigrateError => {
  if (error instanceof MigrateError) return error
  if (isBusy(error)) return new LockTimeout(display, waited, error)
  const code = sqliteCode(error)
  const hint = Object.entries(hints).find(([prefix]) => code.startsWith(prefix))?.[1]
  const message = messageOf(error)
  return hint === undefined
    ? new MigrateError(code.startsWith('SQLITE_CONSTRAINT') ? 'CONSTRAINT_FAILED' : 'STATEMENT_FAILED', message, {
        cause: error,
        ...(message.includes(quotesMessage) && { hint: quotesHint }),
      })
    : databaseUnusable(`${display}: ${message}`, hint, error)
}

const quotesMessage = 'should this be a string literal in single-quotes?'
const quotesHint =
  'A text stands there in double quotes, which this SQLite takes for a column: write it in single quotes.'

const hints = {
  SQLITE_NOTADB: 'The file is not an SQLite database, or it is encrypted. Check the address.',
  SQLITE_CORRUPT: 'The file is damaged. Restore a backup, or try `.recover` in the sqlite3 shell on a copy.',
  SQLITE_CANTOPEN: 'Check that the file and its folder can be read and written by this user.',
  SQLITE_READONLY: 'The database was opened for reading, or this user may not write to the file and its folder.',
  SQLITE_FULL: 'Make room on the disk. SQLite has rolled the transaction back.',
  SQLITE_IOERR: 'The disk failed while it was read or written.',
}
