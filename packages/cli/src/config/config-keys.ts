import { isBuiltScripts, nearestName } from '@ads/migrate-core'
import { invalidConfig } from './errors.js'

/** What is wrong with a key's value, or null. */
type Check = (value: unknown) => string | null

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text: Check = (value) => (typeof value === 'string' && value !== '' ? null : 'must be a text')
const callable: Check = (value) => (typeof value === 'function' ? null : 'must be a function')

const checks: Readonly<Record<string, Check>> = {
  dialect: (value) => {
    if (typeof value === 'function') return 'is a function: call it, for example dialect: sqlite()'
    return isObject(value) && typeof value.name === 'string' && typeof value.contract === 'number'
      ? null
      : 'must be a dialect, for example dialect: sqlite() of @ads/migrate-dialect-sqlite'
  },
  url: text,
  history: (value) => {
    if (!isObject(value) || !isObject(value.versionTable)) return 'must be what defineHistory({ … }) gives'
    const { scripts } = value
    const known = isObject(scripts) && typeof scripts.headers === 'function' && typeof scripts.load === 'function'
    const folders = Array.isArray(scripts) ? scripts : [scripts]
    const areFolders = folders.length > 0 && folders.every((folder) => text(folder) === null)
    return known || isBuiltScripts(scripts) || areFolders
      ? null
      : 'has `scripts` that are neither a folder nor a script source'
  },
  schema: (value) => (isObject(value) && value.kind === 'schema' ? null : 'must be what defineSchema(…) gives'),
  environments: (value) =>
    isObject(value) && Object.values(value).every(isObject) ? null : 'must name an object for each environment',
  engine: (value) => (text(value) === null ? null : "must be an engine version, for example '3.35.0'"),
  exclude: (value) =>
    Array.isArray(value) && value.every((name) => text(name) === null) ? null : 'must be an array of names',
  includeObject: callable,
  includeName: callable,
  renderItem: callable,
  processRevision: callable,
  compareType: (value) => (value === 'exact' || typeof value === 'function' ? null : "must be 'exact' or a function"),
  compareDefault: callable,
  compareColumnOrder: (value) => (typeof value === 'boolean' ? null : 'must be true or false'),
  protected: (value) => (typeof value === 'boolean' ? null : 'must be true or false'),
  fileTemplate: text,
  timezone: (value) =>
    typeof value === 'string' && isTimeZone(value) ? null : "must be a time zone, for example 'Europe/Paris'",
  hooks: (value) => checkHooks(value),
}

const checkHooks: Check = (value) => {
  if (!isObject(value)) return 'must be an object of hooks'
  const { scriptWritten = [], stepApplied = () => {}, ...others } = value
  const [other] = Object.keys(others)
  if (other !== undefined) return `has no hook \`${other}\`: there are scriptWritten and stepApplied`
  if (![scriptWritten].flat().every((line) => text(line) === null))
    return 'has a `scriptWritten` that is no command line'
  return callable(stepApplied) === null ? null : 'has a `stepApplied` that is no function'
}

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Every key that a config may have. */
export const configKeys: readonly string[] = Object.keys(checks)
const environmentKeys = configKeys.filter((key) => key !== 'environments')

/**
 * Throws `CONFIG_INVALID` for the first key that there is not, or that has a value it cannot have. A key whose value is
 * undefined counts as left out.
 */
export const checkConfig: (config: unknown, path: string) => asserts config is Readonly<Record<string, unknown>> = (
  config,
  path,
) => {
  if (!isObject(config)) {
    throw invalidConfig(path, 'its default export must be a config', 'Write export default defineConfig({ … }).')
  }
  checkKeys(config, configKeys, '', path)
  for (const [name, values] of Object.entries((config.environments ?? {}) as Readonly<Record<string, object>>)) {
    checkKeys(values, environmentKeys, `environments.${name}.`, path)
  }
  for (const key of ['dialect', 'history']) {
    if (config[key] === undefined) throw invalidConfig(path, `config key \`${key}\` is missing`)
  }
}

const checkKeys = (values: object, known: readonly string[], prefix: string, path: string): void => {
  for (const [key, value] of Object.entries(values)) {
    if (!known.includes(key)) {
      const nearest = nearestName(key, known)
      const meant = nearest ? `; did you mean \`${nearest}\`?` : ''
      throw invalidConfig(
        path,
        `config key \`${prefix}${key}\` does not exist${meant}`,
        `The keys are ${known.join(', ')}.`,
      )
    }
    const wrong = value === undefined ? null : checks[key]!(value)
    if (wrong) throw invalidConfig(path, `config key \`${prefix}${key}\` ${wrong}`)
  }
}
