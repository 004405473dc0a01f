import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Access, Address } from '@ads/migrate-core'
import type { Database, Options } from 'better-sqlite3'
import { locate } from './address.js'
import { explain, queryValue, SqliteConnection } from './connection.js'
import { type Driver, explainDriver, loadDriver } from './driver.js'
import { databaseNotFound, databaseUnusable, isBusy, messageOf } from './errors.js'
import { borrowedHandle, isOurTransaction, ownHandle } from './handle.js'
import { poll } from './poll.js'

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
  if (file === null) {
    if (access !== 'create') throw databaseNotFound(path)
    makeFolder(path)
  } else {
    checkFile(path, file, access)
  }
  const driver = await loadDriver()
  const database =
    access === 'read' ? await openToRead(driver, path) : open(driver, path, { fileMustExist: file !== null })
  try {
    await prove(database, path, access)
    return new SqliteConnection(ownHandle(database, path), access !== 'read')
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
const openToRead = async (driver: Driver, path: string): Promise<Database> => {
  const real = realpathSync(path)
  if (isWal(real) && !isThere(`${real}-wal`)) {
    needsWritableFolder(path, real)
    const database = open(driver, path, { fileMustExist: true })
    database.exec('PRAGMA query_only = ON')
    return database
  }
  if (isThere(`${real}-journal`)) await undoInterrupted(driver, path, real)
  return open(driver, path, { fileMustExist: true, readonly: true })
}

/** One short opening, in which SQLite rolls back what a crashed writer left; nothing where the writer is alive. */
const undoInterrupted = async (driver: Driver, path: string, real: string): Promise<void> => {
  if (!isWritable(real, statSync(real))) return
  const database = open(driver, path, { fileMustExist: true })
  try {
    await prove(database, path, 'read')
  } finally {
    database.close()
  }
}

const needsWritableFolder = (path: string, real: string): void => {
  if (isWritable(real, statSync(real)) && mayAccess(dirname(real), constants.W_OK)) return
  throw databaseUnusable(
    `${path} is in WAL mode, which SQLite reads only where it may write to the file and its folder`,
    'Give this user the right to write, or take the database out of WAL mode (PRAGMA journal_mode = DELETE).',
  )
}

const statFile = (path: string): Stats | null => {
  try {
    return statSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw databaseUnusable(
      `${path} cannot be looked at: ${messageOf(error)}`,
      'Check the address and the rights.',
      error,
    )
  }
}

const makeFolder = (path: string): void => {
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch (error) {
    throw databaseUnusable(
      `the folder of ${path} cannot be made: ${messageOf(error)}`,
      'Check the address and the rights.',
      error,
    )
  }
}

const checkFile = (path: string, file: Stats, access: Access): void => {
  if (file.isDirectory()) throw databaseUnusable(`${path} is a folder`, 'Give the address of a file in it.')
  if (!file.isFile()) throw databaseUnusable(`${path} is not a regular file`, 'Give the address of a database file.')
  if (!mayAccess(path, constants.R_OK) || hasNone(file, 0o444)) {
    throw databaseUnusable(`${path} may not be read by this user`, 'Change its rights (chmod), or the user.')
  }
  if (access !== 'read' && !isWritable(path, file)) {
    throw databaseUnusable(`${path} is write-protected`, 'Change its rights (chmod u+w), or the user.')
  }
  if (access !== 'read' && !mayAccess(dirname(realpathSync(path)), constants.W_OK)) {
    throw databaseUnusable(
      `the folder of ${path} may not be written by this user`,
      'SQLite keeps its journal there: change the rights (chmod u+w), or the user.',
    )
  }
  // With a journal beside it, the start of the file may be what a crash left half written.
  if (file.size > 0 && !hasHeader(path) && !isThere(`${realpathSync(path)}-journal`)) {
    throw databaseUnusable(`${path} is not an SQLite database`, 'Check the address; nothing was changed.')
  }
}

/** The superuser may write to everything, but a file that nobody may write is meant to stay as it is. */
const isWritable = (path: string, file: Stats): boolean => mayAccess(path, constants.W_OK) && !hasNone(file, 0o222)

const hasNone = ({ mode }: Stats, bits: number): boolean => process.platform !== 'win32' && (mode & bits) === 0

const mayAccess = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}

const isThere = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? null) !== null

const hasHeader = (path: string): boolean => readHeader(path).toString('latin1', 0, 16) === 'SQLite format 3\0'

/** The two bytes tell which version of the format reads and writes the file: 2 is WAL. https://www.sqlite.org/fileformat2.html */
const isWal = (path: string): boolean => {
  const header = readHeader(path)
  return header[18] === 2 || header[19] === 2
}

const readHeader = (path: string): Buffer => {
  const header = Buffer.alloc(20)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  return header
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
