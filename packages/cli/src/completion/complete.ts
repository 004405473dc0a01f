import type { Options } from 'yargs'

/** What a word may be completed to, and what that is. */
export interface Candidate {
  readonly word: string
  readonly text: string
}

/** A command as far as completion knows it. */
export interface KnownCommand {
  readonly names: readonly [string, ...string[]]
  readonly usage: string
  readonly describe: string
  readonly options: KnownOptions
}

/** Options by name, as the table of commands writes them. */
export type KnownOptions = ReadonlyMap<string, Options>

/** What the words so far say that the completion has to look up. */
export interface Wanted {
  /** What may stand there by itself. */
  readonly candidates: readonly Candidate[]
  /** Whether a revision may stand there too. */
  readonly revision: boolean
  /** The config, and the environment of it, that the words name. */
  readonly config: string | undefined
  readonly env: string | undefined
}

/** What may stand in the place of the last word, after `migrate` and the others. */
export const whatMayStand = (
  words: readonly string[],
  commands: readonly KnownCommand[],
  global: KnownOptions,
): Wanted => {
  const before = words.slice(0, -1)
  const last = words.at(-1) ?? ''
  const place = before.findIndex((word, i) => !word.startsWith('-') && !takesValue(before[i - 1], global))
  const command = commands.find(({ names }) => names.includes(before[place] ?? ''))
  const options = new Map([...global, ...(command?.options ?? [])])
  const [config, env] = ['config', 'env'].map((name) => valueGiven(before, name, options))
  const found = (candidates: readonly Candidate[], revision = false): Wanted => ({
    candidates: candidates.filter(({ word }) => word.startsWith(last)),
    revision,
    config,
    env,
  })
  const option = nameOf(before.at(-1), options)
  if (option !== null && takesValue(before.at(-1), options)) return found([], takeRevisions.includes(option))
  if (last.startsWith('-'))
    return found([...options].map(([name, { describe }]) => ({ word: `--${name}`, text: describe ?? '' })))
  if (place < 0) return found(commands.map(({ names: [word], describe: text }) => ({ word, text })))
  return found([], command !== undefined && takesRevision(command))
}

/** Options whose value is a revision. */
const takeRevisions: readonly string[] = ['head', 'depends-on', 'onto', 'rev-range']

const takesRevision = ({ usage }: KnownCommand): boolean => /[<[]revisions?\b/.test(usage)

const nameOf = (word: string | undefined, options: KnownOptions): string | null => {
  const name = /^--?(.+)$/.exec(word ?? '')?.[1]
  if (name === undefined) return null
  return [...options].find(([known, { alias }]) => [known, alias].flat().includes(name))?.[0] ?? null
}

const takesValue = (word: string | undefined, options: KnownOptions): boolean => {
  const name = nameOf(word, options)
  return name !== null && options.get(name)!.type === 'string'
}

const valueGiven = (words: readonly string[], option: string, options: KnownOptions): string | undefined => {
  const place = words.findLastIndex((word) => nameOf(word, options) === option)
  const joined = words.findLast((word) => word.startsWith(`--${option}=`))
  return place < 0 ? joined?.slice(option.length + 3) : words[place + 1]
}
