import { type Io, run } from '../src/index.js'

export interface Printed {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Both, in the order in which they were written. */
  readonly all: string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly isTerminal?: boolean
  readonly ask?: Io['ask']
}

/** Runs a command line in this process, so that a test can afford many. */
export const migrate = async (
  argv: readonly string[],
  { cwd, env = {}, isTerminal = false, ask }: RunOptions,
): Promise<Printed> => {
  const printed = { stdout: '', stderr: '', all: '' }
  const to = (stream: 'stdout' | 'stderr') => (text: string) => {
    printed[stream] += text
    printed.all += text
  }
  const io: Io = {
    out: to('stdout'),
    err: to('stderr'),
    env: { PATH: process.env.PATH, ...env },
    cwd,
    ask,
    isTerminal,
    colours: false,
    interruption: () => new AbortController().signal,
  }
  return { code: await run(argv, io), ...printed }
}
