import { type Config, MigrateError, type MigrationEvent, Migrator } from '@ads/migrate-core'
import { lookForConfig } from './config/find-config.js'
import { type LoadedConfig, loadConfig } from './config/load-config.js'
import type { Io } from './io.js'
import { textCache } from './load/text-cache.js'
import { toJson } from './print/json.js'
import { scriptDirectory } from './scripts/directory.js'
import { foldersOf } from './scripts/location.js'
import type { GlobalOptions, Session } from './session.js'

/** A session on this command line's config, which is read once, when it is first needed. */
export const openSession = (options: GlobalOptions, io: Io): Session => {
  let config: Promise<LoadedConfig> | null = null
  const load = () => {
    config ??= loadConfig({
      config: options.config,
      env: options.env,
      url: options.url,
      tag: options.tag,
      x: keysAndValues(options.x),
      cwd: io.cwd,
      variables: io.env,
    })
    return config
  }
  return {
    options,
    io: { ...io, colours: io.colours && !options.noColor },
    config: load,
    configPath: () => lookForConfig({ config: options.config, cwd: io.cwd }),
    reopen: (others) => openSession({ ...options, ...others }, io),
    async openMigrator(onEvent) {
      const config = await load()
      return migratorOf(config, options, onEvent, onEvent && io.interruption())
    },
    async database() {
      const { address, dialect } = await load()
      return address === null ? 'no database' : dialect.displayUrl(address.url, address.folder)
    },
    result(text, document) {
      if (options.json) io.out(`${toJson(document)}\n`)
      else if (text !== '') io.out(`${text}\n`)
    },
    notice(text) {
      if (!options.quiet && !options.json) io.err(`${text}\n`)
    },
  }
}

const migratorOf = (
  config: LoadedConfig,
  { lockTimeout }: GlobalOptions,
  onEvent: ((event: MigrationEvent) => void) | undefined,
  signal: AbortSignal | undefined,
): Migrator =>
  new Migrator({
    dialect: config.dialect,
    history: { ...config.history, scripts: scriptsOf(config) },
    url: config.address?.url,
    folder: config.address?.folder,
    lockTimeout: lockTimeout === undefined ? undefined : lockTimeout * 1000,
    onEvent,
    signal,
    schema: config.schema,
    exclude: config.exclude,
    includeObject: config.includeObject,
    includeName: config.includeName,
    renderItem: config.renderItem,
    processRevision: config.processRevision,
    cache: textCache(config.folder, config.installed),
    compareType: config.compareType,
    compareDefault: config.compareDefault,
    compareColumnOrder: config.compareColumnOrder,
    engine: config.engine,
  })

const scriptsOf = ({ history, folder, fileTemplate, timezone }: LoadedConfig): Config['history']['scripts'] => {
  const folders = foldersOf(history)
  return folders === null
    ? history.scripts
    : scriptDirectory({ folders, projectFolder: folder, fileTemplate, timezone })
}

const keysAndValues = (words: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf('=')
      const [key, value] = equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)]
      if (key === '') throw new MigrateError('USAGE', `-x takes KEY=VALUE, not "${word}"`)
      return [key, value]
    }),
  )
