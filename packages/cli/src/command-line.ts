import type { Io } from './io.js'
import { openSession } from './open-session.js'
import { readArguments } from './read-arguments.js'
import type { GlobalOptions } from './session.js'

/**
 * Runs a command line; gives the exit code. Throws `USAGE` for what is not a command line, and what the command throws.
 */
export const runCommandLine = async (given: readonly string[], io: Io): Promise<number> => {
  const argv = given.flatMap(apart)
  // yargs takes longer to load than most commands to run, so it is only asked where it is not certain what it says.
  const parsed = readArguments(argv) ?? (await (await import('./parse-arguments.js')).parseArguments(argv))
  if ('text' in parsed) {
    io.out(`${parsed.text}\n`)
    return 0
  }
  const body = await parsed.command.load()
  return body(parsed.options as never, openSession(parsed.options as unknown as GlobalOptions, io))
}

/** `-xKEY=VALUE` as `-x KEY=VALUE`, which is how it is read everywhere else. */
const apart = (word: string): readonly string[] => (/^-x[^=]/.test(word) ? ['-x', word.slice(2)] : [word])
