import { isBusy } from './errors.js'

export interface PollOptions {
  /** Milliseconds until the last attempt; 0 makes one attempt. */
  readonly timeout: number
  /** Whether it still makes sense to try again. */
  readonly goOn?: () => boolean
  /** Called after each attempt once the wait has become noticeable. */
  readonly onWait?: (() => void) | undefined
  /** How long was waited before, in milliseconds. */
  readonly waitedBefore?: number
}

/** When a wait is worth a word to the user, in milliseconds. */
export const noticeable = 1000

/**
 * Tries again while somebody else's lock is in the way, from a timer, so that the event loop goes on. SQLite's own
 * waiting would stop the whole process. Throws what the last attempt threw.
 */
export const poll = async <T>(
  attempt: () => T,
  { timeout, goOn, onWait, waitedBefore = 0 }: PollOptions,
): Promise<T> => {
  const started = performance.now()
  for (let pause = 5; ; pause = Math.min(pause * 1.5, 50)) {
    try {
      return attempt()
    } catch (error) {
      const waited = performance.now() - started
      if (!isBusy(error) || waited >= timeout || goOn?.() === false) throw error
      if (waited + waitedBefore >= noticeable) onWait?.()
      // Waiters that woke up together would keep colliding without the jitter.
      await sleep(Math.min(pause * (0.5 + Math.random()), timeout - waited))
    }
  }
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
