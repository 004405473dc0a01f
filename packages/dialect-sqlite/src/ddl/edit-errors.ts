import { MigrateError } from '@ads/migrate-core'

/** `OPERATION_REFUSED`: a text of this object that cannot be changed as asked. `what` says what stands in the way. */
export const editRefused = (object: string, what: string, hint: string): MigrateError =>
  new MigrateError('OPERATION_REFUSED', `The definition of ${object} cannot be changed: ${what}`, { hint })
