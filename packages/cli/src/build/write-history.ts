import { randomBytes } from 'node:crypto'
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, extname, join, sep } from 'node:path'
import { MigrateError } from '@ads/migrate-core'
import { type BuiltHistory, notice } from './build-history.js'

/**
 * Where a built history goes; nothing is touched. Throws `USAGE` for what cannot be its file, and `BUILD_NOT_WRITTEN`
 * for a file that somebody else wrote.
 */
export const checkOut = async (file: string, scriptsFolder: string): Promise<void> => {
  const isFolder = await lstat(file).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isFolder || !['.js', '.mjs'].includes(extname(file))) {
    const what = isFolder ? 'is a folder' : 'is not the name of a JavaScript file'
    throw new MigrateError('USAGE', `--out ${file} ${what}`, { hint: `Name a file, as ${join(file, 'history.js')}.` })
  }
  if (`${dirname(file)}${sep}`.startsWith(scriptsFolder + sep)) {
    throw new MigrateError('USAGE', `--out ${file} is in the folder of the revision scripts`, {
      hint: 'It would be read as one of them. Name a file in another folder.',
    })
  }
  for (const each of [file, declarationsOf(file)]) {
    const text = await readWritten(each)
    if (text === null || text.startsWith(notice)) continue
    throw new MigrateError('BUILD_NOT_WRITTEN', `${each} is no built history, and is left as it is`, {
      hint: 'Name another file with --out.',
    })
  }
}

/** Whether the files are what would be written. */
export const isWritten = async (file: string, { code, declarations }: BuiltHistory): Promise<boolean> =>
  (await readWritten(file)) === code && (await readWritten(declarationsOf(file))) === declarations

/** Writes module and declarations. Readers see the old file, or the whole new one. Throws `BUILD_NOT_WRITTEN`. */
export const writeHistory = async (file: string, { code, declarations }: BuiltHistory): Promise<void> => {
  const ending = `.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  const files = [
    { name: declarationsOf(file), text: declarations },
    { name: file, text: code },
  ]
  try {
    await mkdir(dirname(file), { recursive: true })
    for (const { name, text } of files) await writeFile(name + ending, text, { flag: 'wx' })
    for (const { name } of files) await rename(name + ending, name)
  } catch (error) {
    throw notWritten(file, error)
  } finally {
    for (const { name } of files) await rm(name + ending, { force: true }).catch(() => {})
  }
}

/** `history.js` is declared by `history.d.ts`, `history.mjs` by `history.d.mts`. */
const declarationsOf = (file: string): string => file.replace(/\.(m?)js$/, '.d.$1ts')

const readWritten = async (file: string): Promise<string | null> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw notWritten(file, error)
  }
}

const notWritten = (file: string, cause: unknown): MigrateError =>
  new MigrateError('BUILD_NOT_WRITTEN', `${file} cannot be written: ${(cause as Error).message}`, {
    cause,
    hint: 'What was there is as it was.',
  })
