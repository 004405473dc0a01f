import { MigrateError, nearestName } from '@ads/migrate-core'
import yargs, { type Argv } from 'yargs'
import { commands, lastOf, value, values } from './commands.js'
import type { Io } from './io.js'
import { openSession } from './open-session.js'
import type { GlobalOptions } from './session.js'
import { version } from './version.js'

/**
 * Parses a command line and runs its command; gives the exit code. Throws `USAGE` for what is not a command line, and
 * what the command throws.
 */
export const parseCommandLine = async (given: readonly string[], io: Io): Promise<number> => {
  const argv = given.flatMap(apart)
  let exitCode = 0
  let output = ''
  const parser = globalOptions(yargs([...argv]), argv)
  for (const { name, usage, aliases = [], describe, options, load } of commands) {
    parser.command({
      command: usage === '' ? name : `${name} ${usage}`,
      aliases,
      describe,
      builder: (command) => options(command as Argv),
      handler: async (parsed) => {
        refuseValuedFlags(argv, parser)
        const body = await load()
        exitCode = await body(parsed as never, openSession(parsed as unknown as GlobalOptions, io))
      },
    })
  }
  await parser.parseAsync([...argv], {}, (_error, _parsed, text) => {
    output = text
  })
  if (output !== '') io.out(`${output}\n`)
  return exitCode
}

const globalOptions = (parser: Argv, argv: readonly string[]): Argv =>
  parser
    .scriptName('migrate')
    .usage('$0 [global options] <command>')
    .locale('en')
    .parserConfiguration({
      // A revision such as 12e4 or 0001 is an id, never a number.
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'boolean-negation': true,
    })
    .option('config', { alias: 'c', ...value('The config file') })
    .option('env', {
      alias: ['e', 'n', 'name'],
      ...value('The environment of the config'),
    })
    .option('url', value('The database, instead of the configured one'))
    .option('x', {
      ...values('KEY=VALUE for the config function; may be repeated'),
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'No progress and no notices' })
    .option('verbose', { alias: 'v', type: 'boolean', default: false, describe: 'Say more; causes of errors' })
    .option('color', { type: 'boolean', default: true, describe: 'Colours on a terminal' })
    .option('lock-timeout', {
      ...value('Seconds to wait for other migrators; 0 does not wait'),
      coerce: (given: string | readonly string[] | undefined) => seconds(lastOf(given)),
      defaultDescription: '60',
    })
    .version(version)
    .alias('version', 'V')
    .help()
    .alias('help', 'h')
    .wrap(80)
    .exitProcess(false)
    .strict()
    .demandCommand(1, 'a command is missing')
    .fail((message, error) => {
      if (error !== undefined && error.name !== 'YError') throw error
      throw usageError(explained(message ?? error.message, argv, optionNames(parser)))
    })
    .epilogue('Run migrate <command> --help for the options of a command.')

const seconds = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw usageError(`--lock-timeout takes seconds, not "${text}"`)
}

/** `-xKEY=VALUE` as `-x KEY=VALUE`, which is how it is read everywhere else. */
const apart = (word: string): readonly string[] => (/^-x[^=]/.test(word) ? ['-x', word.slice(2)] : [word])

/** A flag with a value is read as no flag, which may be the opposite of what was meant. Throws `USAGE`. */
const refuseValuedFlags = (argv: readonly string[], parser: Argv): void => {
  const { boolean } = (parser as unknown as { getOptions(): { boolean: readonly string[] } }).getOptions()
  for (const word of argv) {
    const flag = /^--?(?:no-)?([^=]+)=/.exec(word)?.[1]
    if (flag !== undefined && boolean.includes(flag)) throw usageError(`option ${word.split('=')[0]} takes no value`)
  }
}

/** yargs' words for an argument that there is not, with the nearest one that there is. */
const explained = (message: string, argv: readonly string[], optionNames: readonly string[]): string => {
  const valueless = /^Not enough arguments following: (.*)$/.exec(message)?.[1]
  if (valueless !== undefined) return `option ${valueless.length === 1 ? '-' : '--'}${valueless} needs a value`
  if (message.startsWith('Not enough non-option arguments')) return 'an argument of the command is missing'
  const unknown = /^Unknown (?:argument|command)s?: ([^,]*)/.exec(message)?.[1]
  if (unknown === undefined) return message
  const option = argv.map((word) => word.split('=')[0]!).find((word) => /^--?/.test(word) && bare(word) === unknown)
  const known = option === undefined ? commands.map(({ name }) => name) : optionNames
  const nearest = nearestName(unknown, known)
  const kind = option === undefined ? 'command or argument' : 'option'
  const meant = nearest === null ? '' : `; did you mean ${option === undefined ? nearest : `--${nearest}`}?`
  return `unknown ${kind} ${option ?? unknown}${meant}`
}

/** The long names of the options of the command that is being parsed. */
const optionNames = (parser: Argv): string[] =>
  Object.keys((parser as unknown as { getOptions(): { key: object } }).getOptions().key).filter((key) => key.length > 1)

const bare = (word: string): string => word.replace(/^--?/, '')

const usageError = (message: string): MigrateError =>
  new MigrateError('USAGE', oneLine(message), { hint: 'See migrate --help.' })

const oneLine = (message: string): string => message.trim().split('\n').filter(Boolean).join(' ')
