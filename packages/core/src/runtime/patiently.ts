import { isMigrateError } from '../errors.js'
import type { Context } from './context.js'
import { throwIfInterrupted } from './interrupt.js'

/**
 * Reads again as long as another has the whole database to itself, and as long as the lock would be waited for: a
 * revision outside of a transaction lets nobody read. Throws `LOCK_TIMEOUT`.
 */
export const patiently = async <T>(
  { lockTimeout, signal }: Pick<Context, 'lockTimeout' | 'signal'>,
  read: () => Promise<T>,
): Promise<T> => {
  const started = performance.now()
  for (;;) {
    throwIfInterrupted(signal)
    try {
      return await read()
    } catch (error) {
      const isLocked = isMigrateError(error) && error.code === 'LOCK_TIMEOUT'
      if (!isLocked || performance.now() - started >= lockTimeout) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
