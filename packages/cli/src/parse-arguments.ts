import { nearestName } from '@ads/migrate-core'
import yargs, { type Argv } from 'yargs'
import { commands } from './commands.js'
import { globalOptions } from './options.js'
import type { ParsedArguments } from './parsed-arguments.js'
import { placeOfCommand } from './read-arguments.js'
import { recordOptions } from './record-options.js'
import { usageError } from './usage-error.js'
import { version } from './version.js'

/** Parses any command line. Throws `USAGE` for what is none. */
export const parseArguments = async (given: readonly string[]): Promise<ParsedArguments> => {
  const argv = withoutSeparator(given)
  let parsed: ParsedArguments | null = null
  const parser = parserOf(argv)
  for (const command of commands) {
    const { name, usage, aliases = [], describe, options } = command
    parser.command({
      command: usage === '' ? name : `${name} ${usage}`,
      aliases,
      describe,
      // Named first, so that what a command takes stands before what all commands take.
      builder: (own) => options((own as Argv).group([], 'Positionals:').group([], 'Options:')),
      handler: (given) => {
        refuseValuedFlags(argv, parser)
        parsed = { command, options: given }
      },
    })
  }
  let text = ''
  await parser.parseAsync([...argv], {}, (_error, _parsed, output) => {
    text = output
  })
  return parsed ?? { text }
}

/**
 * `--` says that only arguments follow. The parser would pass over them, and with them over the target of an upgrade, so
 * they are put where it takes arguments. Throws `USAGE` for one that it would take for an option.
 */
const withoutSeparator = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--')
  if (end < 0) return argv
  const [before, after] = [argv.slice(0, end), argv.slice(end + 1)]
  const strange = after.find((word) => /^-(?!\d)/.test(word))
  if (strange !== undefined) throw usageError(`unknown command or argument ${strange}`)
  const place = placeOfCommand(before, globalNames)
  return place < 0 ? [...before, ...after] : before.toSpliced(place + 1, 0, ...after)
}

const globalNames = recordOptions(globalOptions)?.options ?? new Map()

const parserOf = (argv: readonly string[]): Argv => {
  const parser = yargs([...argv])
  return globalOptions(
    parser.scriptName('migrate').usage('$0 [global options] <command>').locale('en').parserConfiguration({
      // A revision such as 12e4 or 0001 is an id, never a number.
      'parse-numbers': false,
      'parse-positional-numbers': false,
      // A flag whose name begins with no- is the flag that it is.
      'boolean-negation': false,
    }) as Argv,
  )
    .version(version)
    .alias('version', 'V')
    .help()
    .alias('help', 'h')
    .group([...globalNames.keys(), 'version', 'help'], 'Global options:')
    .wrap(80)
    .exitProcess(false)
    .strict()
    .demandCommand(1, 'a command is missing')
    .fail((message, error) => {
      if (error !== undefined && error.name !== 'YError') throw error
      throw usageError(explained(message ?? error.message, argv, optionNames(parser)))
    })
    .epilogue('Run migrate <command> --help for the options of a command.')
}

/** A flag with a value is read as no flag, which may be the opposite of what was meant. Throws `USAGE`. */
const refuseValuedFlags = (argv: readonly string[], parser: Argv): void => {
  const { boolean } = (parser as unknown as { getOptions(): { boolean: readonly string[] } }).getOptions()
  for (const word of argv) {
    const flag = /^--?([^=]+)=/.exec(word)?.[1]
    if (flag !== undefined && boolean.includes(flag)) throw usageError(`option ${word.split('=')[0]} takes no value`)
  }
}

/** yargs' words for an argument that there is not, with the nearest one that there is. */
const explained = (message: string, argv: readonly string[], optionNames: readonly string[]): string => {
  const valueless = /^Not enough arguments following: (.*)$/.exec(message)?.[1]
  if (valueless !== undefined) return `option ${valueless.length === 1 ? '-' : '--'}${valueless} needs a value`
  const missing = /^Missing required argument: ([\w-]+)$/.exec(message)?.[1]
  if (missing !== undefined) return `option --${missing} is missing`
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
