import { isMigrateError, MigrateError } from '../errors.js'
import type { ScriptHeader } from './script-source.js'

/** The revision, with its file where it has one. */
export const describeRevision = ({ revision, path }: ScriptHeader): string =>
  path === null ? revision : `${revision} (${path})`

/** Whatever goes wrong in a script is told with its name. */
export const inScript = async <T>(header: ScriptHeader, work: () => T | Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    const [code, message] = isMigrateError(error)
      ? [error.code, error.message]
      : ['SCRIPT_THREW', error instanceof Error ? `${error.name}: ${error.message}` : String(error)]
    throw new MigrateError(code, `revision ${describeRevision(header)}: ${message}`, {
      hint: (isMigrateError(error) ? error.hint : null) ?? 'Nothing was changed.',
      cause: error,
    })
  }
}
