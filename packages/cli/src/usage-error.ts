import { MigrateError } from '@ads/migrate-core'

/** What is wrong with a command line, in one line. */
export const usageError = (message: string): MigrateError =>
  new MigrateError('USAGE', message.trim().split('\n').filter(Boolean).join(' '), { hint: 'See migrate --help.' })
