import { realpathSync } from 'node:fs'
import type { Access, Address } from '@ads/migrate-core'
import type { Database, Options } from 'better-sqlite3'
import { locate } from './address.js'
import { explain, SqliteConnection } from './connection.js'
import { type Driver, explainDriver, loadDriver } from './driver.js'
import { databaseNotFound, databaseUnusable, isBusy } from './errors.js'
import { checkFile, isThere, isWal, isWritable, makeFolder, requireWritableFolder, statFile } from './file.js'
import { borrowedHandle, isOurTransaction, ownHandle } from './handle.js'
import { poll } from './poll.js'
import { queryValue } from './run-statement.js'

/**
 * Opens the database, or takes over the caller's handle. Throws `INVALID_URL`, `DATABASE_NOT_FOUND`,
 * `DATABASE_UNUSABLE`, `DRIVER_MISSING` or `DRIVER_UNSUPPORTED`; nothing was changed then.
 */
export const connect = async (address: Address, access: Access): Promise<SqliteConnection> => {
  if ('connection' in address) return takeOver(address.connection, access)
  const location = locate(address.url, address.folder)
  return location.kind === 'memory' ? openMemory() : openFile(location.path, access)
}

/** An empty database in memory, which nobody else sees. */
export const openMemory = async (): Promise<SqliteConnection> => {
  const driver = await loadDriver()
  return new SqliteConnection(ownHandle(construct(driver, ':memory:', { timeout: 0 }), ':memory:'), true)
}

const openFile = async (path: string, access: Access): Promise<SqliteConnection> => {
  const file = statFile(path)
  if (file !== null) checkFile(path, file, access)
  else if (access !== 'create') throw databaseNotFound(path)
  const driver = await loadDriver()
  if (file === null) makeFolder(path)
  const database =
    access === 'read' ? await openToRead(driver, path) : open(driver, path, { fileMustExist: file !== null })
  try {
    await prove(database, path, access)
    const openAgain = () => open(driver, path, { fileMustExist: true })
    return new SqliteConnection(
      access === 'read' ? ownHandle(database, path) : ownHandle(database, path, openAgain),
      access !== 'read',
    )
  } catch (error) {
    database.close()
    throw explain(error, path, readPatience)
  }
}

/** How long a reader waits for a commit that is being written, in milliseconds. */
const readPatience = 5000

/** SQLite opens whatever it is given, and looks at it at the first question. */
const prove = async (database: Database, path: string, access: Access): Promise<void> => {
  const ask = () => queryValue(database, 'SELECT count(*) FROM sqlite_schema')
  try {
    await poll(ask, { timeout: access === 'read' ? readPatience : 0 })
  } catch (error) {
    // A writer waits for its lock later, for as long as it was told to.
    if (access === 'read' || !isBusy(error)) throw explain(error, path, readPatience)
  }
}

/**
 * Opens for reading so that no byte changes and no file is left behind. A read-only opening cannot undo what a crash
 * left in a journal, and leaves `-wal` and `-shm` files beside a database in WAL mode that had none.
 */
export const openToRead = async (driver: Driver, path: string): Promise<Database> => {
  const real = realpathSync(path)
  if (isWal(real) && !isThere(`${real}-wal`)) {
    requireWritableFolder(path, real)
    const database = open(driver, path, { fileMustExist: true })
    database.exec('PRAGMA query_only = ON')
    return database
  }
  if (isThere(`${real}-journal`)) await undoInterrupted(driver, path, real)
  return open(driver, path, { fileMustExist: true, readonly: true })
}

/** One short opening, in which SQLite rolls back what a crashed writer left; nothing where the writer is alive. */
const undoInterrupted = async (driver: Driver, path: string, real: string): Promise<void> => {
  if (!isWritable(real)) return
  const database = open(driver, path, { fileMustExist: true })
  try {
    await prove(database, path, 'read')
  } finally {
    database.close()
  }
}

/** Without a timeout of the driver: its waiting would stop the event loop. */
const open = (driver: Driver, path: string, options: Options): Database =>
  construct(driver, path, { ...options, timeout: 0 })

const construct = (driver: Driver, path: string, options: Options): Database => {
  try {
    return new driver(path, options)
  } catch (error) {
    throw explainDriver(error) ?? explain(error, path, 0)
  }
}

const takeOver = (candidate: unknown, access: Access): SqliteConnection => {
  if (!isDatabase(candidate)) {
    throw databaseUnusable('the connection is not an open Database of better-sqlite3', 'Pass `new Database(file)`.')
  }
  if (!candidate.open) throw databaseUnusable('the connection was closed', 'Pass it before it is closed.')
  if (candidate.inTransaction && !isOurTransaction(candidate)) {
    throw databaseUnusable('the connection has an open transaction', 'Commit it or roll it back first.')
  }
  if (access !== 'read' && (candidate.readonly || queryValue<number>(candidate, 'PRAGMA query_only') === 1)) {
    throw databaseUnusable('the connection is read-only', 'Pass one that may write.')
  }
  return new SqliteConnection(borrowedHandle(candidate), !candidate.readonly)
}

/** By its shape: the caller's copy of better-sqlite3 may be another one than ours. */
const isDatabase = (candidate: unknown): candidate is Database =>
  typeof candidate === 'object' &&
  candidate !== null &&
  ['prepare', 'exec', 'pragma', 'close'].every(
    (name) => typeof (candidate as Record<string, unknown>)[name] === 'function',
  ) &&
  typeof (candidate as Database).open === 'boolean' &&
  typeof (candidate as Database).inTransaction === 'boolean'
