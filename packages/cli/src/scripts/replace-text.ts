import { randomBytes } from 'node:crypto'
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { MigrateError, messageOf } from '@ads/migrate-core'

/**
 * Replaces the text of a script that is there: readers see the old one or the whole new one, and its rights stay. Throws
 * `SCRIPT_NOT_WRITTEN`; it is as it was then.
 */
export const replaceText = async (path: string, text: string): Promise<void> => {
  const file = await realpath(path)
  const { mode } = await stat(file)
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await writeFile(temporary, text, { flag: 'wx', mode })
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw new MigrateError('SCRIPT_NOT_WRITTEN', `the script cannot be written: ${messageOf(error)}`, { cause: error })
  }
}
