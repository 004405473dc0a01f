import { MigrateError } from '@ads/migrate-core'

/** What is wrong with a config file, which is named. */
export const invalidConfig = (path: string, what: string, hint?: string, cause?: unknown): MigrateError =>
  new MigrateError('CONFIG_INVALID', `${path}: ${what}`, { hint, cause })

export const configNotFound = (what: string, hint: string): MigrateError =>
  new MigrateError('CONFIG_NOT_FOUND', what, { hint })
