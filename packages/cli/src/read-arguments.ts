import type { Options } from 'yargs'
import { commands } from './commands.js'
import { globalOptions } from './options.js'
import type { ParsedArguments } from './parsed-arguments.js'
import { recordOptions } from './record-options.js'

type NamedOptions = ReadonlyMap<string, Options>
type Values = Readonly<Record<string, unknown>>

/**
 * Reads a plain and right command line without a parser; null for every line that it is not sure of. Whatever it gives,
 * the parser would give too.
 */
export const readArguments = (argv: readonly string[]): ParsedArguments | null => {
  const global = recordOptions(globalOptions)
  const place = global ? placeOfCommand(argv, global.options) : -1
  const command = commands.find(({ name, aliases = [] }) => [name, ...aliases].includes(argv[place] ?? ''))
  const own = command && recordOptions(command.options)
  // Before its command, the parser does not know what an option of the command takes.
  if (!global || !own || !readOptions(argv.slice(0, place), global.options)) return null
  const options = new Map([...global.options, ...own.options])
  const given = readOptions(argv.toSpliced(place, 1), options)
  const positionals = given && readPositionals(command.usage, given.words)
  if (!positionals) return null
  const defaults = defaultsOf([...options, ...own.positionals])
  if ([...options].some(([name, { demandOption }]) => demandOption && !(camelCase(name) in given.values))) return null
  return { command, options: { ...defaults, ...given.values, ...positionals } }
}

/** Where the first word stands that is neither an option nor an option's value; -1 where there is none. */
export const placeOfCommand = (argv: readonly string[], options: NamedOptions): number =>
  argv.findIndex(
    (word, index) => !word.startsWith('-') && findOption(argv[index - 1] ?? '', options)?.[1].type !== 'string',
  )

const readOptions = (argv: readonly string[], options: NamedOptions): { values: Values; words: string[] } | null => {
  const values: Record<string, unknown> = {}
  const words: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!
    if (!word.startsWith('-')) {
      if (!isPlain(word)) return null
      words.push(word)
      continue
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1
    const [name, option] = findOption(equals < 0 ? word : word.slice(0, equals), options) ?? []
    if (name === undefined || option === undefined) return null
    const key = camelCase(name)
    if (key in values && !option.array) return null
    if (option.type === 'boolean') {
      if (equals >= 0) return null
      values[key] = true
      continue
    }
    const text = equals < 0 ? argv[++i] : word.slice(equals + 1)
    if (text === undefined || !isPlain(text)) return null
    const value = coerced(text, option)
    if (value === undefined) return null
    values[key] = option.array ? [...((values[key] as string[] | undefined) ?? []), value] : value
  }
  return { values, words }
}

/** What the option makes of a text; undefined where it refuses it, which the parser then tells. */
const coerced = (text: string, { coerce }: Options): unknown => {
  try {
    return coerce ? coerce(text) : text
  } catch {
    return undefined
  }
}

/** The option that a word names, and its own name: `--name`, `--alias`, or `-a`. */
const findOption = (word: string, options: NamedOptions): [string, Options] | undefined => {
  const name = /^--[a-z][a-z-]*$/.test(word) ? word.slice(2) : /^-[a-z]$/.test(word) ? word.slice(1) : null
  if (name === null) return undefined
  return [...options].find(([known, { alias }]) => [known, alias].flat().includes(name))
}

/** What could be an option, or what the parser would take quotes off, is not. */
const isPlain = (text: string): boolean => /^[^-'"]/.test(text)

const readPositionals = (usage: string, words: readonly string[]): Values | null => {
  const values: Record<string, unknown> = {}
  const left = [...words]
  for (const [, bracket, name, many] of usage.matchAll(/([<[])([\w-]+)(\.\.)?[>\]]/g)) {
    const taken = left.splice(0, many ? left.length : 1)
    if (taken.length === 0 && (many || bracket === '<')) return null
    if (taken.length > 0) values[camelCase(name!)] = many ? taken : taken[0]
  }
  return left.length === 0 ? values : null
}

const defaultsOf = (options: readonly (readonly [string, Options])[]): Values =>
  Object.fromEntries(
    options.flatMap(([name, option]) => (option.default === undefined ? [] : [[camelCase(name), option.default]])),
  )

const camelCase = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
