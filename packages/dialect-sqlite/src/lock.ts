import type { Connection, Lock, LockOptions } from '@ads/migrate-core'
import type { Database } from 'better-sqlite3'
import { explain, SqliteConnection } from './connection.js'
import { databaseUnusable, isBusy, LockTimeout } from './errors.js'
import { noticeable, type PollOptions, poll } from './poll.js'
import { queryValue } from './run-statement.js'

/**
 * Takes the write lock of the database by `BEGIN IMMEDIATE`: the transaction it opens is the lock, so it dies with its
 * owner. Throws `LockTimeout`, and `DATABASE_UNUSABLE` for a connection that only reads.
 */
export const lock = (connection: Connection, options: LockOptions): Promise<Lock> =>
  take(connection, options, async (own, patience) => {
    await poll(() => lettingGo(own, () => own.tryBegin()), patience)
    return async () => {
      if (own.handle.transactionOf === own) await own.rollback()
    }
  })

/**
 * Takes the same lock and keeps it over many transactions, by an exclusive locking mode: nobody else reads or writes
 * meanwhile. It ends with its owner too. Throws as `lock` does.
 */
export const hold = (connection: Connection, options: LockOptions): Promise<Lock> => take(connection, options, keep)

/** Waits for this process's turn, then for the other processes; `get` gives what lets go of it. */
const take = async (
  connection: Connection,
  options: LockOptions,
  get: (connection: SqliteConnection, patience: PollOptions) => Promise<() => Promise<void>>,
): Promise<Lock> => {
  const { onWait } = options
  // A timer set for longer than this would end at once.
  const timeout = Math.min(options.timeout, 2 ** 31 - 1)
  if (!(connection instanceof SqliteConnection)) throw new TypeError('the connection is not one of this dialect')
  if (!connection.mayWrite) {
    throw databaseUnusable(`${connection.display} is open for reading only`, 'Open it for writing to migrate it.')
  }
  const started = performance.now()
  const told = once(onWait)
  const leave = await enter(connection, timeout, told)
  const waited = () => performance.now() - started
  let letGo: () => Promise<void>
  try {
    // What the queue took is not waited for twice, and a noticeable wait is told when both together are.
    const waitedBefore = waited()
    letGo = await get(connection, { timeout: Math.max(timeout - waitedBefore, 0), onWait: told, waitedBefore })
  } catch (error) {
    leave()
    throw explain(error, connection.display, timeout === 0 ? 0 : waited())
  }
  connection.waitFor(timeout)
  return {
    async release() {
      await letGo().finally(leave)
    },
  }
}

/** https://www.sqlite.org/pragma.html#pragma_locking_mode */
const keep = async (own: SqliteConnection, patience: PollOptions): Promise<() => Promise<void>> => {
  const { handle } = own
  const mode = () => queryValue<string>(handle.database, 'PRAGMA journal_mode')
  let before = ''
  const letGo = async () => {
    const { database } = handle
    if (!database.open) return
    // The lock itself goes with the next access.
    const release = () => database.exec('PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_schema')
    release()
    if (before === 'wal' || mode() !== 'wal') return
    // A file that came to WAL under the lock stays locked until it has left WAL once.
    database.exec('PRAGMA journal_mode = DELETE')
    release()
    await poll(() => database.exec('PRAGMA journal_mode = WAL'), { timeout: 5000 })
  }
  const attempt = () => {
    try {
      // Where WAL is first met in an exclusive mode, it cannot be left again.
      before = mode()
      handle.database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT')
    } catch (error) {
      handle.database.exec('PRAGMA locking_mode = NORMAL')
      throw error
    }
  }
  await poll(() => lettingGo(own, attempt), patience)
  return letGo
}

/**
 * In WAL mode a connection that has once looked into the file keeps others from holding it: those who wait would wait
 * for each other. https://www.sqlite.org/wal.html
 */
const lettingGo = ({ handle }: SqliteConnection, attempt: () => void): void => {
  try {
    attempt()
  } catch (error) {
    if (isBusy(error)) handle.reopen?.()
    throw error
  }
}

/** Those who wait for a database in this process, in the order they came. */
const queues = new Map<string | Database, (() => void)[]>()

/**
 * Waits for this process's turn: two migrators may share one handle, on which a second `BEGIN` is no wait but an error.
 * Gives the function that lets the next one in.
 */
const enter = async (connection: SqliteConnection, timeout: number, onWait: () => void): Promise<() => void> => {
  const key = connection.handle.lockKey
  const queue = queues.get(key)
  const leave = once(() => {
    const next = queues.get(key)?.shift()
    if (next === undefined) queues.delete(key)
    else next()
  })
  if (queue === undefined) {
    queues.set(key, [])
    return leave
  }
  if (timeout === 0) throw new LockTimeout(connection.display, 0, undefined, true)
  connection.handle.reopen?.()
  const notice = setTimeout(onWait, noticeable)
  await new Promise<void>((resolve, reject) => {
    const expiry = setTimeout(() => {
      queue.splice(queue.indexOf(turn), 1)
      reject(new LockTimeout(connection.display, timeout, undefined, true))
    }, timeout)
    const turn = () => {
      clearTimeout(expiry)
      resolve()
    }
    queue.push(turn)
  }).finally(() => clearTimeout(notice))
  return leave
}

const once = (work: (() => void) | undefined): (() => void) => {
  let done = false
  return () => {
    if (done) return
    done = true
    work?.()
  }
}
