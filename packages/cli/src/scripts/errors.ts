import { MigrateError } from '@ads/migrate-core'

/** What a revision script does wrong, with the file and, where it is known, the place. */
export const invalidScript = (place: string, what: string, hint?: string): MigrateError =>
  new MigrateError('INVALID_SCRIPT', `${place}: ${what}`, { hint })
