import { processIo } from './io.js'
import { run } from './run.js'

/** Runs the command line of this process; its exit code is set, and pending output is written out. */
export const main = async (): Promise<void> => {
  // A reader that has seen enough, as `head` has, is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit(0)
    })
  }
  process.exitCode = await run(process.argv.slice(2), processIo())
}
