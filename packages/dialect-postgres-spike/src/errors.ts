import { MigrateError } from '@ads/migrate-core'

/** The operation is possible, but something in the database stands in the way. */
export const operationRefused = (message: string, hint: string): MigrateError =>
  new MigrateError('OPERATION_REFUSED', message, { hint })

/** The operation needs something that this dialect cannot do. */
export const operationNotSupported = (message: string, hint: string): MigrateError =>
  new MigrateError('OPERATION_NOT_SUPPORTED', message, { hint })

/** The value or name has no spelling in PostgreSQL. */
export const unsupportedValue = (message: string): MigrateError => new MigrateError('UNSUPPORTED_VALUE', message)

/** A command that only reads or changes a database was pointed at one that does not exist. */
export const databaseNotFound = (display: string): MigrateError =>
  new MigrateError('DATABASE_NOT_FOUND', `there is no database at ${display}`, {
    hint: 'Check the address, or create the database with `migrate upgrade`.',
  })

/** Another migrator held the database for longer than we were told to wait. */
export const lockTimeout = (display: string, milliseconds: number): MigrateError =>
  new MigrateError('LOCK_TIMEOUT', `${display} was still locked after ${milliseconds} ms`, {
    hint: 'Find out who is migrating the database, or wait longer with --lock-timeout SECONDS.',
  })

/** The server's error as one of ours. https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const explain = (error: unknown): MigrateError => {
  if (error instanceof MigrateError) return error
  const { message, code } = error as { readonly message: string; readonly code?: string }
  // Class 23: integrity constraint violation.
  return new MigrateError(code?.startsWith('23') === true ? 'CONSTRAINT_FAILED' : 'STATEMENT_FAILED', message, {
    cause: error,
  })
}
