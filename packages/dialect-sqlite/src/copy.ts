import { closeSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { type Connection, type CopyOptions, type DatabaseCopy, MigrateError, messageOf } from '@ads/migrate-core'
import type { Database } from 'better-sqlite3'
import { explain, SqliteConnection } from './connection.js'
import { loadDriver } from './driver.js'
import { closeRemoved, isThere } from './file.js'
import { openToRead } from './open.js'
import { queryValue } from './run-statement.js'

/**
 * Writes a copy by `VACUUM INTO`, on a connection of its own, and checks it whole. It has its last name only then.
 * Throws `NO_COPY`.
 */
export const copy = async (connection: Connection, options: CopyOptions): Promise<DatabaseCopy> => {
  if (!(connection instanceof SqliteConnection)) throw new TypeError('the connection is not one of this dialect')
  const { lockKey: source } = connection.handle
  if (typeof source !== 'string') throw noCopy('a database in memory has no file that could be copied')
  const folder = options.folder === null ? dirname(source) : resolve(options.folder)
  await refuseWithoutSpace(source, folder)
  const path = freeName(folder, source, options.label)
  const partial = options.isTemporary ? path : `${path}.partial`
  const files = () => ['', '-journal', '-wal', '-shm'].flatMap((end) => [`${path}${end}`, `${partial}${end}`])
  const remove = () => {
    for (const file of files()) rmSync(file, { force: true })
    closeRemoved()
  }
  if (options.isTemporary) process.once('exit', remove)
  try {
    await write(source, partial)
    if (partial !== path) renameSync(partial, path)
    const { size } = statSync(path)
    return {
      address: { url: `sqlite:${basename(path)}`, folder },
      display: path,
      bytes: size,
      async remove() {
        remove()
        process.removeListener('exit', remove)
      },
    }
  } catch (error) {
    remove()
    process.removeListener('exit', remove)
    throw error instanceof MigrateError ? error : explain(error, path, 0)
  }
}

/** A reader beside the writer that may hold the lock: it sees what is committed. */
const write = async (source: string, target: string): Promise<void> => {
  const driver = await loadDriver()
  // What is in the database is nobody else's to read. SQLite takes an empty file for none.
  closeSync(openSync(target, 'wx', 0o600))
  const database = await openToRead(driver, source)
  let isWal: boolean
  try {
    isWal = queryValue<string>(database, 'PRAGMA journal_mode') === 'wal'
    database.pragma('query_only = OFF')
    database.prepare('VACUUM INTO ?').run(target)
  } finally {
    database.close()
  }
  const copied = new driver(target, { fileMustExist: true })
  try {
    refuseDamaged(copied, target)
    if (isWal) copied.pragma('journal_mode = WAL')
  } finally {
    copied.close()
  }
}

const refuseDamaged = (database: Database, path: string): void => {
  const found = queryValue<string>(database, 'PRAGMA integrity_check(1)')
  if (found !== 'ok') throw noCopy(`the copy ${path} is damaged: ${found}`)
}

/** As much as the whole file with its log: what it holds can only be less. */
const refuseWithoutSpace = async (source: string, folder: string): Promise<void> => {
  const needed = [source, `${source}-wal`].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  const { bavail, bsize } = await statfs(folder).catch((error: unknown) => {
    throw noCopy(`a copy cannot be written into ${folder}: ${messageOf(error)}`)
  })
  if (!statSync(folder).isDirectory()) throw noCopy(`a copy cannot be written into ${folder}: it is no folder`)
  const free = bavail * bsize
  if (needed > free) throw noCopy(`a copy takes ${megabytes(needed)} in ${folder}, and ${megabytes(free)} are free`)
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`

/** `app.before-0003.20261122T101500Z.db` for `app.db`. */
const freeName = (folder: string, source: string, label: string): string => {
  const extension = extname(source)
  const time = new Date().toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')
  const word = label.replaceAll(/[^\w.-]/g, '_')
  for (let number = 1; ; number++) {
    const name = [basename(source, extension), word, time, ...(number === 1 ? [] : [number])].join('.')
    const path = join(folder, `${name}${extension === '' ? '.db' : extension}`)
    if (!isThere(path) && !isThere(`${path}.partial`)) return path
  }
}

const noCopy = (message: string): MigrateError =>
  new MigrateError('NO_COPY', message, { hint: 'Nothing was changed. Another folder can be given.' })
