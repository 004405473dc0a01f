import type { Connection, Lock, LockOptions } from '@ads/migrate-core'
import type { Database } from 'better-sqlite3'
import { explain, SqliteConnection } from './connection.js'
import { databaseUnusable, LockTimeout } from './errors.js'
import { noticeable, poll } from './poll.js'

/**
 * Takes the write lock of the database by `BEGIN IMMEDIATE`: the transaction it opens is the lock, so it dies with its
 * owner. Throws `LockTimeout`, and `DATABASE_UNUSABLE` for a connection that only reads.
 */
export const lock = async (connection: Connection, options: LockOptions): Promise<Lock> => {
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
  try {
    // What the queue took is not waited for twice, and a noticeable wait is told when both together are.
    const left = Math.max(timeout - waited(), 0)
    const timer = setTimeout(told, Math.max(noticeable - waited(), 0))
    try {
      await poll(() => connection.tryBegin(), { timeout: left })
    } finally {
      clearTimeout(timer)
    }
  } catch (error) {
    leave()
    throw explain(error, connection.display, timeout === 0 ? 0 : waited())
  }
  connection.waitFor(timeout)
  return {
    async release() {
      if (connection.handle.transactionOf === connection) await connection.rollback()
      leave()
    },
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
  if (timeout === 0) throw new LockTimeout(connection.display, 0)
  const notice = setTimeout(onWait, noticeable)
  await new Promise<void>((resolve, reject) => {
    const expiry = setTimeout(() => {
      queue.splice(queue.indexOf(turn), 1)
      reject(new LockTimeout(connection.display, timeout))
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
