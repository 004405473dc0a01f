/** The exit codes of commands that a signal ended. */
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

export interface Interruption {
  /** For a command that can be stopped: aborted by the first signal. */
  readonly take: () => AbortSignal
  /** The exit code of the signal that came, or null. */
  readonly exitCode: () => number | null
}

/**
 * Listens for the signals that end a process. A command that took the interruption rolls back and ends by itself; any
 * other, and any second signal, ends the process at once, which is as safe: what is not committed is undone.
 */
export const listenForSignals = (): Interruption => {
  const controller = new AbortController()
  let taken = false
  let exitCode: number | null = null
  for (const [name, code] of Object.entries(codes)) {
    process.on(name, () => {
      const isFirst = exitCode === null
      exitCode = code
      if (!taken || !isFirst) process.exit(code)
      controller.abort()
    })
  }
  return {
    take() {
      taken = true
      return controller.signal
    },
    exitCode: () => exitCode,
  }
}
