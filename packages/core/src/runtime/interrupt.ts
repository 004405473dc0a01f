import { MigrateError } from '../errors.js'

/** Throws `INTERRUPTED` once the signal was given. */
export const throwIfInterrupted = (signal: AbortSignal | null): void => {
  if (signal?.aborted === true) throw interrupted()
}

/** The promise, unless the signal comes first: then throws `INTERRUPTED`, and what becomes of the promise is let go. */
export const unlessInterrupted = async <T>(signal: AbortSignal | null, promise: Promise<T>): Promise<T> => {
  if (signal === null) return promise
  throwIfInterrupted(signal)
  let stop = () => {}
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(interrupted())
    signal.addEventListener('abort', stop, { once: true })
  })
  promise.catch(() => {})
  try {
    return await Promise.race([promise, stopped])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const interrupted = (): MigrateError => new MigrateError('INTERRUPTED', 'interrupted')
