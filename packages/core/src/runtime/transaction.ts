import type { Connection } from '../dialect/dialect.js'
import { displayName } from '../schema/names.js'
import type { Context } from './context.js'
import { unlessInterrupted } from './interrupt.js'

/**
 * Runs `work` in a transaction, under the lock; it is told when the transaction began. On an error everything in it is
 * undone, and the error passes through; one of the commit goes through `commitFailed`.
 */
export const inTransaction = async <T>(
  { dialect, history, lockTimeout, onEvent, signal }: Context,
  connection: Connection,
  work: (began: number) => Promise<T>,
  commitFailed: (error: unknown) => unknown = (error) => error,
): Promise<T> => {
  const locking = dialect.lock(connection, {
    timeout: lockTimeout,
    name: displayName(history.versionTable.table),
    onWait: () => onEvent({ kind: 'waiting', database: connection.display }),
  })
  const lock = await unlessInterrupted(signal, locking)
  try {
    const began = performance.now()
    await connection.begin()
    const result = await work(began)
    await connection.commit().catch((error) => {
      throw commitFailed(error)
    })
    return result
  } catch (error) {
    // The first error is the one to tell; what is left of the transaction dies with its connection.
    await connection.rollback().catch(() => {})
    throw error
  } finally {
    await lock.release().catch(() => {})
  }
}
