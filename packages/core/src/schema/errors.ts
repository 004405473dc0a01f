import { MigrateError } from '../errors.js'

/** The models say something that no database could be. Code `INVALID_SCHEMA`. */
export const invalidSchema = (message: string, hint?: string): MigrateError =>
  new MigrateError('INVALID_SCHEMA', message, { hint })

/** A change names something that is not there, or makes what is there already. Code `SCHEMA_CONFLICT`. */
export const schemaConflict = (message: string, hint?: string): MigrateError =>
  new MigrateError('SCHEMA_CONFLICT', message, { hint })

/** A value has no spelling in SQL text. Code `UNSUPPORTED_VALUE`. */
export const unsupportedValue = (message: string, hint?: string): MigrateError =>
  new MigrateError('UNSUPPORTED_VALUE', message, { hint })
