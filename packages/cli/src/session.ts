import type { MigrationEvent, Migrator } from '@ads/migrate-core'
import type { LoadedConfig } from './config/load-config.js'
import type { Io } from './io.js'

/** The options that every command takes. */
export interface GlobalOptions {
  readonly config?: string | undefined
  readonly env?: string | undefined
  readonly url?: string | undefined
  /** Of the commands that have it. */
  readonly tag?: string | undefined
  readonly x: readonly string[]
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly noColor: boolean
  /** Seconds. */
  readonly lockTimeout?: number | undefined
}

/** What a command works with. */
export interface Session {
  readonly options: GlobalOptions
  readonly io: Io
  /** The config, read when this is called, and once. */
  config(): Promise<LoadedConfig>
  /** The migrator of the config; the config is read when this is called. With a listener it can be interrupted. */
  openMigrator(onEvent?: (event: MigrationEvent) => void): Promise<Migrator>
  /** The path of the config that is read here; null where there is none. */
  configPath(): string | null
  /** The same with other options. */
  reopen(options: Partial<GlobalOptions>): Session
  /** The database's address as people may see it. */
  database(): Promise<string>
  /** Writes a result: lines of text, or the document under `--json`. */
  result(text: string, document: Readonly<Record<string, unknown>>): void
  /** Writes a notice beside the results; nothing under `-q` and `--json`. */
  notice(text: string): void
}

/** A command's own options, as the command line gives them, and what it works with. Gives the exit code. */
export type CommandBody<Options> = (options: Options, session: Session) => Promise<number>
