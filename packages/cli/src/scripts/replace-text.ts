import { randomBytes } from 'node:crypto'
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises'

/** Replaces the text of a file that is there: readers see the old one or the whole new one, and its rights stay. */
export const replaceText = async (path: string, text: string): Promise<void> => {
  const file = await realpath(path)
  const { mode } = await stat(file)
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await writeFile(temporary, text, { flag: 'wx', mode })
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
