import type { CompareDefault, CompareType } from '../autogenerate/compare-columns.js'
import type { ObjectFilter } from '../autogenerate/filter.js'
import type { RenderItem } from '../autogenerate/render-item.js'
import type { Dialect } from '../dialect/dialect.js'
import type { SchemaDefinition } from '../schema/define-schema.js'
import type { History } from './history.js'
import type { ProcessRevision } from './process-revision.js'
import type { StepResult } from './take-steps.js'

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
  /** Whether they look at what the database, or the history, has under a name; the models are not asked. */
  readonly includeName?: ObjectFilter
  /** `exact`: types differ when they are spelled otherwise, not only when the database treats them otherwise. */
  readonly compareType?: 'exact' | CompareType
  /** Whether the default of a column changed. */
  readonly compareDefault?: CompareDefault
  /** Whether the order of columns counts too. */
  readonly compareColumnOrder?: boolean
  /** Writes an operation, or the type of a column, in other words into new scripts. */
  readonly renderItem?: RenderItem
  /** Changes what autogenerate is about to write, splits it into several revisions, or leaves it out. */
  readonly processRevision?: ProcessRevision
  /**
   * File name of a new script, with `{revision}`, `{slug}`, `{year}`, `{month}`, `{day}`, `{hour}`, `{minute}`, `{second}`;
   * `{slug:60}` has up to 60 letters. Where the scripts end in `/**` it may name folders.
   */
  readonly fileTemplate?: string
  /** IANA time zone of a new script's create date; UTC where left out. */
  readonly timezone?: string
  readonly hooks?: Hooks
  /** Before a table or column is dropped, or version rows are purged, the database's name has to be typed, or `--yes NAME`. */
  readonly protected?: boolean
  /** What another environment has instead, chosen with `-e NAME`. */
  readonly environments?: Readonly<Record<string, EnvironmentConfig>>
}

/** What the command line does beside its own work. Where a hook fails, what was done before it stays done. */
export interface Hooks {
  /** Commands to run, one after another, once a script is written: `{file}` is its path, which else comes last. */
  readonly scriptWritten?: string | readonly string[]
  /** Called after each step of upgrade, downgrade and stamp that the database has taken, in their order. */
  readonly stepApplied?: (step: AppliedStep) => unknown
}

/** A step that the database has taken. `from` and `to` are all version rows before and after it. */
export interface AppliedStep extends StepResult {
  readonly message: string
  /** What `--tag` was given. */
  readonly tag: string | null
}

/** What one environment has instead of the config's own. */
export type EnvironmentConfig = Partial<Omit<Config, 'environments'>>

/** What a config that is a function is given. */
export interface ConfigContext {
  /** The environment asked for with `-e`. */
  readonly env: string | null
  /** The values given with `-x KEY=VALUE`; `''` for `-x KEY`. */
  readonly x: Readonly<Record<string, string>>
  /** What `--tag` was given. */
  readonly tag: string | null
}

export type ConfigInput = Config | ((context: ConfigContext) => Config | Promise<Config>)

/** Types a config; gives it back as it is. Not generic, so that an unknown key does not compile. */
export const defineConfig = (config: ConfigInput): ConfigInput => config
