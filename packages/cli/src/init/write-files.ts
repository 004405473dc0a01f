import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MigrateError } from '@ads/migrate-core'
import { notWritten } from '../not-written.js'

/**
 * Writes all of these files, or none where one of them is there already: throws `FILE_EXISTS` then, and
 * `FILE_NOT_WRITTEN` for what cannot be written.
 */
export const writeFiles = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  const there = Object.keys(files).filter((name) => existsSync(join(folder, name)))
  if (there.length > 0) {
    throw new MigrateError('FILE_EXISTS', `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already`, {
      hint: 'Nothing was written. Name another folder: migrate init FOLDER',
    })
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text, { flag: 'wx' })
    } catch (cause) {
      throw notWritten(name, cause)
    }
  }
}
