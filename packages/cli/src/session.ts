import type { MigrationEvent, Migrator } from '@ads/migrate-core'
import type { Io } from './io.js'

/** The options that every command takes. */
export interface GlobalOptions {
  readonly config?: string | undefined
  readonly env?: string | undefined
  readonly url?: string | undefined
  readonly x: readonly string[]
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color: boolean
  /** Seconds. */
  readonly lockTimeout?: number | undefined
}

/** What a command works with. */
export interface Session {
  readonly options: GlobalOptions
  readonly io: Io
  /** The migrator of the config; the config is read when this is called. With a listener it can be interrupted. */
  openMigrator(onEvent?: (event: MigrationEvent) => void): Promise<Migrator>
  /** The database's address as people may see it. */
  database(): Promise<string>
  /** Writes a result: lines of text, or the document under `--json`. */
  result(text: string, document: Readonly<Record<string, unknown>>): void
  /** Writes a notice beside the results; nothing under `-q` and `--json`. */
  notice(text: string): void
}

/** A command's own options, as the command line gives them, and what it works with. Gives the exit code. */
export type CommandBody<Options> = (options: Options, session: Session) => Promise<number>
