import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Dialect, isMigrateError, type MigrateError } from '@ads/migrate-core'
import type { DialectPackage } from './find-dialect.js'

/**
 * What keeps the dialect from opening a database here, with what repairs it: an installer may have left out to build its
 * driver, and that is better known before the first revision is written than after. null where nothing does.
 */
export const dialectProblem = async (
  folder: string,
  { name, factory }: DialectPackage,
): Promise<MigrateError | null> => {
  try {
    const path = createRequire(join(folder, 'migrate.config.ts')).resolve(name)
    const dialect: Dialect = (await import(pathToFileURL(path).href))[factory]()
    await (await dialect.scratch?.())?.close()
    return null
  } catch (error) {
    // What else is wrong will be told by the command that it stops.
    return isMigrateError(error) ? error : null
  }
}
