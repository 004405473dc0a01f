import { isMigrateError, MigrateError } from '@ads/migrate-core'
import { runCommandLine } from './command-line.js'
import { exitCodes } from './exit-codes.js'
import type { Io } from './io.js'
import { printError } from './print/error.js'

/**
 * Runs one command line and gives its exit code. Never throws, never ends the process, and changes nothing when the
 * command line is wrong.
 */
export const run = async (argv: readonly string[], io: Io): Promise<number> => {
  try {
    return await runCommandLine(argv, io)
  } catch (error) {
    return tell(argv, io, error)
  }
}

/** Says what went wrong, as the command line wants to be told, and gives its exit code. */
export const tell = (argv: readonly string[], io: Io, error: unknown): number => {
  // These have to be known also where the rest of the command line is wrong.
  const json = argv.includes('--json')
  const verbose = argv.some((word) => word === '--verbose' || /^-q?v+$/.test(word))
  const colours = io.colours && !argv.includes('--no-color')
  const known = isMigrateError(error) ? error : unexpected(error)
  printError(known, { json, verbose, io: { ...io, colours } })
  return exitCodes[known.code] ?? 1
}

/** A bug, ours or a driver's: said in one line, with the stack under `-v`. */
const unexpected = (error: unknown): MigrateError =>
  new MigrateError('UNEXPECTED', error instanceof Error ? `${error.name}: ${error.message}` : String(error), {
    hint: 'This should not have happened. Run the command again with -v to see where it comes from.',
    cause: error,
  })
