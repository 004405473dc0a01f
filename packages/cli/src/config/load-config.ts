import { dirname, resolve } from 'node:path'
import type { Config, ConfigContext, History } from '@ads/migrate-core'
import { isFolders, messageOf, nearestName } from '@ads/migrate-core'
import { loadWithImports } from '../load/load-modules.js'
import { checkConfig } from './config-keys.js'
import { invalidConfig } from './errors.js'
import { findConfig } from './find-config.js'

export interface ConfigOptions {
  /** `--config`; looked for where left out. */
  readonly config?: string | undefined
  readonly cwd: string
  /** `-e`. */
  readonly env?: string | undefined
  /** `-x`. */
  readonly x?: Readonly<Record<string, string>> | undefined
  /** `--tag`. */
  readonly tag?: string | undefined
  /** `--url`. */
  readonly url?: string | undefined
  /** Where MIGRATE_URL is looked up. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined
}

/** A config with one environment's values, checked and with all paths absolute. */
export interface LoadedConfig extends Omit<Config, 'url' | 'environments'> {
  readonly path: string
  readonly folder: string
  /** The addresses of the installed modules that it imports. */
  readonly installed: readonly string[]
  readonly env: string | null
  /** The database, and the folder that its URL is relative to; null where none is named. */
  readonly address: { readonly url: string; readonly folder: string } | null
}

/**
 * Finds and runs the config. `--url` wins over the environment's url, that over MIGRATE_URL, that over the config's.
 * Throws `CONFIG_NOT_FOUND`, and `CONFIG_INVALID` for one that cannot be run, or has a key or value that there is not.
 */
export const loadConfig = async (options: ConfigOptions): Promise<LoadedConfig> => {
  const { env = null, x = {}, tag = null } = options
  const path = findConfig(options)
  const folder = dirname(path)
  const { modules, imports } = await loadWithImports([path], { projectFolder: folder, errorCode: 'CONFIG_INVALID' })
  const exported = await exportOf(modules[0], { env, x, tag }, path)
  checkConfig(exported, path)
  const { environments = {}, ...base } = exported as unknown as Config
  const own = withoutUndefined(env === null ? {} : environmentOf(environments, env, path))
  const { url, history, ...values } = { ...withoutUndefined(base), ...own } as Config
  return {
    ...values,
    path,
    folder,
    installed: imports,
    env,
    history: withFolder(history, folder),
    address: addressOf(options, { environmentUrl: own.url, configUrl: url, folder }),
  }
}

const exportOf = async (module: unknown, context: ConfigContext, path: string): Promise<unknown> => {
  const { default: exported } = Object(module)
  if (typeof exported !== 'function') return exported
  try {
    return await exported(context)
  } catch (cause) {
    const text = messageOf(cause)
    throw invalidConfig(path, `the config function failed: ${text}`, undefined, cause)
  }
}

const environmentOf = (environments: NonNullable<Config['environments']>, env: string, path: string) => {
  const found = Object.hasOwn(environments, env) ? environments[env] : undefined
  if (found) return found
  const known = Object.keys(environments)
  const nearest = nearestName(env, known)
  throw invalidConfig(
    path,
    `there is no environment \`${env}\`${nearest ? `; did you mean \`${nearest}\`?` : ''}`,
    known.length > 0 ? `The environments are ${known.join(', ')}.` : 'The config names no environments.',
  )
}

/** A key that is there without a value must not hide one that has a value. */
const withoutUndefined = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T

const withFolder = (history: History, folder: string): History =>
  isFolders(history.scripts) ? { ...history, scripts: absolute(history.scripts, folder) } : history

const absolute = (scripts: string | readonly string[], folder: string): string | readonly string[] =>
  typeof scripts === 'string' ? resolve(folder, scripts) : scripts.map((name) => resolve(folder, name))

const addressOf = (
  { url, cwd, variables = process.env }: ConfigOptions,
  {
    environmentUrl,
    configUrl,
    folder,
  }: { environmentUrl?: string | undefined; configUrl?: string | undefined; folder: string },
): LoadedConfig['address'] => {
  if (url !== undefined) return { url, folder: cwd }
  if (environmentUrl !== undefined) return { url: environmentUrl, folder }
  if (variables.MIGRATE_URL) return { url: variables.MIGRATE_URL, folder: cwd }
  return configUrl === undefined ? null : { url: configUrl, folder }
}
