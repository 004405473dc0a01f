import type { Io } from '../../src/io.js'
import { run } from '../../src/run.js'

/** The commands of the command line, each with its options, as its own help lists them. */
export const readCommands = async (): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const names = [...(await helpOf([])).matchAll(/^ {2}migrate ([\w-]+)/gm)].map(([, name = '']) => name)
  const commands = new Map<string, ReadonlySet<string>>()
  for (const name of names) commands.set(name, optionsIn(await helpOf([name])))
  return commands
}

const helpOf = async (command: readonly string[]): Promise<string> => {
  let text = ''
  const io: Io = {
    out: (part) => {
      text += part
    },
    err: () => {},
    env: {},
    cwd: import.meta.dirname,
    isTerminal: false,
    colours: false,
    interruption: () => new AbortController().signal,
  }
  await run([...command, '--help'], io)
  return text
}

const optionsIn = (help: string): ReadonlySet<string> =>
  new Set([...help.matchAll(/(?<![\w-])--?[a-z][\w-]*/gi)].flatMap(([option]) => [option, `--no-${option.slice(2)}`]))

/** What is wrong with a command line of `migrate`, by its help; null where nothing is. */
export const faultOf = (
  words: readonly string[],
  commands: ReadonlyMap<string, ReadonlySet<string>>,
): string | null => {
  const name = words.find((word) => !word.startsWith('-'))
  const options = name === undefined ? optionsOfAll(commands) : commands.get(name)
  if (options === undefined) return `there is no command "${name}"`
  const unknown = words.find((word) => /^--?[a-z]/i.test(word) && !options.has(word.split('=')[0]!))
  return unknown === undefined ? null : `${name ?? 'migrate'} has no option "${unknown}"`
}

/** Every option of any command. */
export const optionsOfAll = (commands: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> =>
  new Set([...commands.values()].flatMap((options) => [...options]))
