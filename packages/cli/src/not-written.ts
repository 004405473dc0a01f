import { MigrateError, messageOf } from '@ads/migrate-core'

/** FILE_NOT_WRITTEN: the file, and what the system says stands in its way. */
export const notWritten = (name: string, cause: unknown): MigrateError =>
  new MigrateError('FILE_NOT_WRITTEN', `${name} cannot be written: ${messageOf(cause)}`, {
    hint: 'Look whether a file stands where a folder is needed, who may write there, and how much room is left.',
    cause,
  })
