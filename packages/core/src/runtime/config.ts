import type { ObjectFilter } from '../autogenerate/filter.js'
import type { Dialect } from '../dialect/dialect.js'
import type { SchemaDefinition } from '../schema/define-schema.js'
import type { History } from './history.js'

/** What differs by place. The command line reads it from `migrate.config.ts`. */
export interface Config {
  readonly dialect: Dialect
  /** The database's address. */
  readonly url?: string
  readonly history: History
  /** What the database should look like, for autogenerate and check. */
  readonly schema?: SchemaDefinition
  /** The engine version that printed scripts are written for; the oldest that the dialect supports where left out. */
  readonly engine?: string
  /** Names, with `*` for any text, of tables that autogenerate and check leave alone. */
  readonly exclude?: readonly string[]
  /** Whether autogenerate and check look at an object. */
  readonly includeObject?: ObjectFilter
  /** File name of a new script, with `{revision}`, `{slug}`, `{year}`, `{month}`, `{day}`, `{hour}`, `{minute}`, `{second}`. */
  readonly fileTemplate?: string
  /** IANA time zone of a new script's create date; UTC where left out. */
  readonly timezone?: string
  /** What another environment has instead, chosen with `-e NAME`. */
  readonly environments?: Readonly<Record<string, EnvironmentConfig>>
}

/** What one environment has instead of the config's own. */
export type EnvironmentConfig = Partial<Omit<Config, 'environments'>>

/** What a config that is a function is given. */
export interface ConfigContext {
  /** The environment asked for with `-e`. */
  readonly env: string | null
  /** The values given with `-x KEY=VALUE`; `''` for `-x KEY`. */
  readonly x: Readonly<Record<string, string>>
}

export type ConfigInput = Config | ((context: ConfigContext) => Config | Promise<Config>)

/** Types a config; gives it back as it is. Not generic, so that an unknown key does not compile. */
export const defineConfig = (config: ConfigInput): ConfigInput => config
