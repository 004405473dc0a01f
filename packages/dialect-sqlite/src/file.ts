import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Access, messageOf } from '@ads/migrate-core'
import { databaseUnusable } from './errors.js'

/** What stands at the path; null where nothing does. Throws `DATABASE_UNUSABLE`. */
export const statFile = (path: string): Stats | null => {
  try {
    return statSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw databaseUnusable(
      `${path} cannot be looked at: ${messageOf(error)}`,
      'Check the address and the rights.',
      error,
    )
  }
}

/** Makes the folder of a file that is to be made. Throws `DATABASE_UNUSABLE`. */
export const makeFolder = (path: string): void => {
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch (error) {
    throw databaseUnusable(
      `the folder of ${path} cannot be made: ${messageOf(error)}`,
      'Check the address and the rights.',
      error,
    )
  }
}

/** Throws `DATABASE_UNUSABLE` for what cannot be a database, or not be used as asked, before SQLite touches it. */
export const checkFile = (path: string, file: Stats, access: Access): void => {
  if (file.isDirectory()) throw databaseUnusable(`${path} is a folder`, 'Give the address of a file in it.')
  if (!file.isFile()) throw databaseUnusable(`${path} is not a regular file`, 'Give the address of a database file.')
  if (!mayAccess(path, constants.R_OK) || hasNone(file, 0o444)) {
    throw databaseUnusable(`${path} may not be read by this user`, 'Change its rights (chmod), or the user.')
  }
  if (access !== 'read' && !isWritable(path)) {
    throw databaseUnusable(`${path} is write-protected`, 'Change its rights (chmod u+w), or the user.')
  }
  if (access !== 'read' && !mayAccess(dirname(realpathSync(path)), constants.W_OK)) {
    throw databaseUnusable(
      `the folder of ${path} may not be written by this user`,
      'SQLite keeps its journal there: change the rights (chmod u+w), or the user.',
    )
  }
  // With a journal beside it, the start of the file may be what a crash left half written.
  if (file.size > 0 && !hasHeader(path) && !isThere(`${realpathSync(path)}-journal`)) {
    throw databaseUnusable(`${path} is not an SQLite database`, 'Check the address; nothing was changed.')
  }
}

/** The superuser may write to everything, but a file that nobody may write is meant to stay as it is. */
export const isWritable = (path: string): boolean => mayAccess(path, constants.W_OK) && !hasNone(statSync(path), 0o222)

const hasNone = ({ mode }: Stats, bits: number): boolean => process.platform !== 'win32' && (mode & bits) === 0

const mayAccess = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}

/** Whether there is a file. */
export const isThere = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? null) !== null

const hasHeader = (path: string): boolean => readHeader(path).toString('latin1', 0, 16) === 'SQLite format 3\0'

/** The two bytes tell which version of the format reads and writes the file: 2 is WAL. https://www.sqlite.org/fileformat2.html */
export const isWal = (path: string): boolean => {
  const header = readHeader(path)
  return header[18] === 2 || header[19] === 2
}

const readHeader = (path: string): Buffer => {
  const header = Buffer.alloc(20)
  const file = keepOpen(path)
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    if (process.platform === 'win32') closeSync(file)
  }
  return header
}

/**
 * Where locks belong to the process, closing a file lets go of all that the process holds on it, those of an SQLite
 * connection among them: another process would get in beside it. So what was opened stays open, once for each file, as
 * long as there is a file. https://www.sqlite.org/howtocorrupt.html
 */
const keepOpen = (path: string): number => {
  if (process.platform === 'win32') return openSync(path, 'r')
  closeRemoved()
  const { dev, ino } = statSync(path, { bigint: true })
  const key = `${dev} ${ino}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const file = openSync(path, 'r')
  kept.set(key, file)
  return file
}

/** Closes the files that were looked into and have been removed since, so that their room on the disk is free. */
export const closeRemoved = (): void => {
  for (const [key, file] of kept) {
    if (fstatSync(file).nlink > 0) continue
    closeSync(file)
    kept.delete(key)
  }
}

const kept = new Map<string, number>()

/** Throws `DATABASE_UNUSABLE` where a database in WAL mode cannot be read, for want of the right to write beside it. */
export const requireWritableFolder = (path: string, real: string): void => {
  if (isWritable(real) && mayAccess(dirname(real), constants.W_OK)) return
  throw databaseUnusable(
    `${path} is in WAL mode, which SQLite reads only where it may write to the file and its folder`,
    'Give this user the right to write, or take the database out of WAL mode (PRAGMA journal_mode = DELETE).',
  )
}
