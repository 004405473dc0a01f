import { isatty } from 'node:tty'
import { type Ask, askAtTerminal } from './questions/terminal.js'

/** What a run of the command line reads from and writes to. */
export interface Io {
  /** Results. */
  readonly out: (text: string) => void
  /** Progress, notices and errors. */
  readonly err: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Whether people read the standard error as it is written. */
  readonly isTerminal: boolean
  /** Whether colours are shown there. */
  readonly colours: boolean
  /** Asks who started the command; left out where nobody is there. */
  readonly ask?: Ask | undefined
  /** The signal that stops a command which can be stopped: one that asks for it takes it on itself to end. */
  readonly interruption: () => AbortSignal
}

/** The process's own. */
export const processIo = (interruption: Io['interruption']): Io => ({
  interruption,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  // Where commands run by themselves there may be a terminal, but nobody who types.
  ask: isatty(0) && isatty(2) && !process.env.CI ? askAtTerminal : undefined,
  env: process.env,
  cwd: process.cwd(),
  isTerminal: process.stderr.isTTY === true,
  colours: process.stderr.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
})
