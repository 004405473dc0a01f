import { helpText } from './help-text.js'

/** Runs the command line of this process and ends it with the command's exit code. */
export const main = async (argv: readonly string[] = process.argv.slice(2)): Promise<void> => {
  const text = helpText(argv)
  // A help text needs nothing else, so nothing else is loaded.
  if (text !== null) process.stdout.on('error', () => {}).write(`${text}\n`)
  else (await import('./run-process.js')).runProcess(argv)
}
