import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MigrateError } from '@ads/migrate-core'

/** Writes all of these files, or none: throws `FILE_EXISTS` where one of them is there already. */
export const writeFiles = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  const there = Object.keys(files).filter((name) => existsSync(join(folder, name)))
  if (there.length > 0) {
    throw new MigrateError('FILE_EXISTS', `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already`, {
      hint: 'Nothing was written. Name another folder: migrate init FOLDER',
    })
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
  }
}
