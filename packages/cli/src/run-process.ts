import { MigrateError, messageOf } from '@ads/migrate-core'
import { listenForSignals } from './interruption.js'
import { processIo } from './io.js'
import { run, tell } from './run.js'

/**
 * Runs the command line of this process and ends it with the command's exit code. Whatever happens to the process, it
 * ends with one line that says so, and never with success before the command is through.
 */
export const runProcess = (argv: readonly string[]): void => {
  const interruption = listenForSignals()
  const io = processIo(interruption.take)
  let ended = false
  const end = (code: number) => {
    ended = true
    // A timer that a config has left running does not keep the command from ending.
    process.stdout.write('', () => process.exit(code))
  }
  const fail = (message: string) => {
    if (!ended) end(tell(argv, io, strayed(message)))
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A reader that has seen enough, as `head` has, is no error, and no reason to leave work half done.
      if (error.code === 'EPIPE') return
      ended = true
      process.exit(1)
    })
  }
  process.on('uncaughtException', (error) => fail(`something failed outside of any step: ${error.message}`))
  process.on('unhandledRejection', (reason) => fail(`a promise that nobody awaited failed: ${messageOf(reason)}`))
  process.on('beforeExit', () => fail('the command waits for something that can never come: a promise of a script'))
  process.on('exit', () => {
    if (ended || interruption.exitCode() !== null) return
    ended = true
    process.exitCode = tell(argv, io, strayed('a script ended the process'))
  })
  // A turn later, so that what nobody waited for is heard of.
  run(argv, io).then((code) => setImmediate(() => end(code === 0 ? 0 : (interruption.exitCode() ?? code))))
}

const strayed = (message: string): MigrateError =>
  new MigrateError('SCRIPT_STRAYED', message, { hint: 'Look where the database is with: migrate current' })
