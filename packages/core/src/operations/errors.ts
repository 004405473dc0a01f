import { MigrateError } from '../errors.js'

/** A script says something that is no operation. Code `INVALID_SCRIPT`. */
export const invalidScript = (message: string, hint?: string): MigrateError =>
  new MigrateError('INVALID_SCRIPT', message, { hint })

/** There is no way back from an operation. Code `IRREVERSIBLE`. */
export const irreversible = (message: string, hint?: string): MigrateError =>
  new MigrateError('IRREVERSIBLE', message, { hint })
