import { MigrateError } from '@ads/migrate-core'

/** The address is none of an SQLite database. It never contains the address, which may hold a password. */
export const invalidUrl = (message: string): MigrateError => new MigrateError('INVALID_URL', message)

/** A command that only reads or changes a database was pointed at a file that does not exist. */
export const databaseNotFound = (path: string): MigrateError =>
  new MigrateError('DATABASE_NOT_FOUND', `there is no database at ${path}`, {
    hint: 'Check the address, or create the database with `migrate upgrade`.',
  })

/** Something is there, but it cannot be used as a database. */
export const databaseUnusable = (message: string, hint: string, cause?: unknown): MigrateError =>
  new MigrateError('DATABASE_UNUSABLE', message, { hint, cause })

/** The operation is possible, but something in the database stands in the way. */
export const operationRefused = (message: string, hint: string): MigrateError =>
  new MigrateError('OPERATION_REFUSED', message, { hint })

/** The operation needs something that this dialect cannot do. */
export const operationNotSupported = (message: string, hint: string): MigrateError =>
  new MigrateError('OPERATION_NOT_SUPPORTED', message, { hint })

/** The value has no spelling in SQLite's SQL. */
export const unsupportedValue = (message: string): MigrateError => new MigrateError('UNSUPPORTED_VALUE', message)

/** Another connection held the database for longer than we were told to wait. */
export class LockTimeout extends MigrateError {
  readonly database: string
  /** Milliseconds. */
  readonly waited: number

  /** `isOurs`: it is a migrator of this process that holds it. */
  constructor(database: string, waited: number, cause?: unknown, isOurs = false) {
    const holder = isOurs
      ? 'Another migrator of this same process holds it.'
      : 'SQLite does not tell who holds it; `lsof` or the like shows which processes have the file open.'
    const duration = waited < 1000 ? `${Math.round(waited)} ms` : `${Math.round(waited / 100) / 10} s`
    super(
      'LOCK_TIMEOUT',
      waited === 0 ? `${database} is locked by another connection` : `${database} was still locked after ${duration}`,
      { hint: `${holder} Find out who it is, or wait longer with --lock-timeout SECONDS.`, cause },
    )
    this.name = 'LockTimeout'
    this.database = database
    this.waited = waited
  }
}

/** The code that SQLite gave the error, `SQLITE_BUSY` and the like; empty for other errors. */
export const sqliteCode = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : ''
}

/** Whether somebody else's lock made the statement fail, so that trying again may help. */
export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|PROTOCOL)/.test(sqliteCode(error))

/** As SQLite says it of another handle: it would take the transaction of a handle that is shared for our own. */
export const handleTaken = (): Error =>
  Object.assign(new Error('another user of the connection is in a transaction'), { code: 'SQLITE_BUSY' })
