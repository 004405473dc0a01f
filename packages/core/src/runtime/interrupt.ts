import { MigrateError } from '../errors.js'

/** Throws `INTERRUPTED` once the signal was given. */
export const throwIfInterrupted = (signal: AbortSignal | null): void => {
  if (signal?.aborted === true) throw interrupted()
}

/** How long the event loop is kept waiting at most between two statements, in milliseconds. */
const turn = 100

// There is one event loop for all migrators of a process, and so one time of its last turn.
let lastTurn = 0

/**
 * Throws `INTERRUPTED` once the signal was given, also one that came while statements kept the event loop waiting: after
 * long ones it turns before the signal is looked at.
 */
export const hearInterruption = (signal: AbortSignal | null): Promise<void> => {
  if (signal !== null && performance.now() - lastTurn > turn) return hearAfterTurns(signal)
  throwIfInterrupted(signal)
  return nothingToHear
}

const hearAfterTurns = async (signal: AbortSignal): Promise<void> => {
  // The first turn may be over before signals are looked for, the second is not.
  for (let i = 0; i < 2; i++) await turnOfEvents()
  lastTurn = performance.now()
  throwIfInterrupted(signal)
}

/** One for all, since it is asked around each of many small statements. */
const nothingToHear = Promise.resolve()

/** Gives the event loop a turn. Where there is Node, no timer of a millisecond is waited for. */
export const turnOfEvents = (): Promise<void> =>
  new Promise((resolve) => ((globalThis as Surroundings).setImmediate ?? setTimeout)(resolve))

interface Surroundings {
  readonly setImmediate?: (done: () => void) => void
}

/** The promise, unless the signal comes first: then throws `INTERRUPTED`, and what becomes of the promise is let go. */
export const unlessInterrupted = async <T>(signal: AbortSignal | null, promise: Promise<T>): Promise<T> => {
  if (signal === null) return promise
  throwIfInterrupted(signal)
  const stops = stopsOf(signal)
  let stop = () => {}
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(interrupted())
    stops.add(stop)
  })
  promise.catch(() => {})
  try {
    return await Promise.race([promise, stopped])
  } finally {
    stops.delete(stop)
  }
}

/** Who is to be stopped by a signal: it is listened to once, since each of many steps waits for a lock. */
const stopsOf = (signal: AbortSignal): Set<() => void> => {
  const known = waiting.get(signal)
  if (known !== undefined) return known
  const stops = new Set<() => void>()
  waiting.set(signal, stops)
  const stopAll = () => {
    for (const stop of stops) stop()
  }
  signal.addEventListener('abort', stopAll, { once: true })
  return stops
}

const waiting = new WeakMap<AbortSignal, Set<() => void>>()

const interrupted = (): MigrateError => new MigrateError('INTERRUPTED', 'interrupted')
