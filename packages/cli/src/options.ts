import type { Argv, Options } from 'yargs'
import { usageError } from './usage-error.js'

/** The last of an option's values, as everywhere where an option that takes one is given twice. */
const lastOf = (given: string | readonly string[] | undefined): string | undefined =>
  typeof given === 'object' ? given.at(-1) : given

/** An option that is there or not. */
export const flag = (describe: string) => ({ type: 'boolean', default: false, describe }) as const
/** An option that takes a value. */
export const value = (describe: string) => ({ type: 'string', requiresArg: true, coerce: lastOf, describe }) as const
/** An option that takes a value each time it is given. */
export const values = (describe: string) =>
  ({ type: 'string', array: true, nargs: 1, default: [], defaultDescription: 'none', describe }) as const

/** The options that every command takes. */
export const globalOptions = (parser: Argv): Argv =>
  parser
    .option('config', { alias: 'c', ...value('The config file') })
    .option('env', { alias: ['e', 'n', 'name'], ...value('The environment of the config') })
    .option('url', value('The database, instead of the configured one'))
    .option('x', values('KEY=VALUE for the config function; may be repeated'))
    .option('json', flag('Print one JSON document'))
    .option('quiet', { alias: 'q', ...flag('No progress and no notices') })
    .option('verbose', { alias: 'v', ...flag('Say more; causes of errors') })
    .option('no-color', flag('No colours, also on a terminal'))
    .option('lock-timeout', lockTimeout)

const lockTimeout: Options = {
  ...value('Seconds to wait for other migrators; 0 does not wait'),
  coerce: (given: string | readonly string[] | undefined) => seconds(lastOf(given)),
  defaultDescription: '60',
}

const seconds = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw usageError(`--lock-timeout takes seconds, not "${text}"`)
}
