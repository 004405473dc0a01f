import type { Argv, Options } from 'yargs'

/** Options and positional arguments by name, as they were told to yargs. */
export interface RecordedOptions {
  readonly options: ReadonlyMap<string, Options>
  readonly positionals: ReadonlyMap<string, Options>
}

/** What `define` tells a parser, recorded; null where it tells more than what the quick reader understands. */
export const recordOptions = (define: (parser: Argv) => Argv): RecordedOptions | null => {
  const recorded = { option: new Map<string, Options>(), positional: new Map<string, Options>() }
  let isUnderstood = true
  const recorder: object = new Proxy(
    {},
    {
      get: (_, method) => (name: string, option: Options) => {
        if (method === 'option' || method === 'positional') {
          isUnderstood &&= isPlain(option)
          recorded[method].set(name, option)
        } else if (method !== 'example') isUnderstood = false
        return recorder
      },
    },
  )
  define(recorder as Argv)
  return isUnderstood ? { options: recorded.option, positionals: recorded.positional } : null
}

const plainKeys = [
  ...['type', 'alias', 'default', 'describe', 'defaultDescription'],
  ...['requiresArg', 'array', 'nargs', 'coerce', 'demandOption'],
]

const isPlain = (option: Options): boolean =>
  typeof option === 'object' &&
  Object.keys(option).every((key) => plainKeys.includes(key)) &&
  (option.type === 'boolean' || option.type === 'string')
