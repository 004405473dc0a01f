import { onTestFinished } from 'vitest'

/** Rejections that nobody handles end a process; here they are gathered. */
export const gatherUnhandled = (): unknown[] => {
  const found: unknown[] = []
  const gather = (reason: unknown) => found.push(reason)
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', gather)
  onTestFinished(() => {
    process.removeListener('unhandledRejection', gather)
    for (const other of others) process.on('unhandledRejection', other)
  })
  return found
}
