import { excludeNames, type ObjectFilter } from '../autogenerate/filter.js'
import type { Address, Dialect } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { SchemaDefinition } from '../schema/define-schema.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { type CheckResult, check } from './check.js'
import { type Context, checkContract, loadGraph, type MigrationEvent } from './context.js'
import type { History } from './history.js'
import { type NewRevisionOptions, type NewRevisionResult, newRevision } from './new-revision.js'
import { printScript } from './print-script.js'
import { type RunResult, runSteps } from './run-steps.js'
import { stamp } from './stamp.js'
import { current, type HistoryOptions, heads, listHistory, type RevisionInfo, show } from './status.js'

export interface MigratorOptions {
  readonly dialect: Dialect
  readonly history: History
  /** The database's address. What needs no database can be done without one. */
  readonly url?: string | undefined
  /** What a relative URL is relative to; the current directory where left out. */
  readonly folder?: string | undefined
  /** An open handle of the dialect's driver instead of a URL. It is never closed, and its settings are as before afterwards. */
  readonly connection?: unknown
  /** How long to wait for other migrators of the database, in milliseconds; 60,000 where left out, 0 does not wait. */
  readonly lockTimeout?: number | undefined
  readonly onEvent?: ((event: MigrationEvent) => void) | undefined
  /** Stops what is under way: the open transaction is rolled back, and the call throws `INTERRUPTED`. */
  readonly signal?: AbortSignal | undefined
  /** What the database should look like, for `check` and autogenerate. */
  readonly schema?: SchemaDefinition<unknown> | undefined
  /** Tables that `check` and autogenerate leave alone: names, with `*` for any text. */
  readonly exclude?: readonly string[] | undefined
  readonly includeObject?: ObjectFilter | undefined
  /** The engine version that printed scripts are written for; the oldest that the dialect supports where left out. */
  readonly engine?: string | undefined
}

/**
 * Moves one database along one history. Safe to start in any number of processes at once: each revision is applied by
 * one of them, whole or not at all.
 */
export class Migrator {
  readonly #context: Context

  /** Throws `CONFIG_INVALID` for options that do not go together, `DIALECT_CONTRACT` for a dialect of another contract. */
  constructor(options: MigratorOptions) {
    this.#context = contextOf(options)
  }

  /** Applies what leads to `target`. Throws `DATABASE_UNSTAMPED`, `LOCK_TIMEOUT`, `STEP_FAILED` and what is wrong with the history. */
  upgrade(target = 'head'): Promise<RunResult> {
    return runSteps(this.#context, 'upgrade', target)
  }

  /** Takes back what was applied after `target`. Throws as {@link upgrade} does, and `IRREVERSIBLE`. */
  downgrade(target: string): Promise<RunResult> {
    return runSteps(this.#context, 'downgrade', target)
  }

  /** The script that does what upgrade or downgrade would, without a database. `target` may be `start:end`. Throws `NOT_OFFLINE`. */
  script(direction: 'upgrade' | 'downgrade', target: string): Promise<string> {
    return printScript(this.#context, direction, target)
  }

  /** Where the database is, changing nothing. */
  current(): Promise<readonly RevisionInfo[]> {
    return current(this.#context)
  }

  /** The revisions, newest first. */
  history(options: HistoryOptions = {}): Promise<readonly RevisionInfo[]> {
    return listHistory(this.#context, options)
  }

  /** The revisions that nothing follows. */
  heads(options: { readonly resolveDependencies?: boolean } = {}): Promise<readonly RevisionInfo[]> {
    return heads(this.#context, options)
  }

  /** The revisions that an identifier means. */
  show(identifier: string): Promise<readonly RevisionInfo[]> {
    return show(this.#context, identifier)
  }

  /** The history as a graph, to ask it more. */
  graph(): Promise<RevisionGraph<ScriptHeader>> {
    return loadGraph(this.#context)
  }

  /** Says that the database is at these revisions, running nothing. */
  stamp(targets: string | readonly string[], options: { readonly purge?: boolean } = {}): Promise<RunResult> {
    return stamp(this.#context, typeof targets === 'string' ? [targets] : targets, options)
  }

  /** Writes a new revision script. */
  revision(options: NewRevisionOptions): Promise<NewRevisionResult> {
    return newRevision(this.#context, options)
  }

  /** Compares models, history and database, changing nothing. */
  check(options: { readonly offline?: boolean } = {}): Promise<CheckResult> {
    return check(this.#context, options)
  }
}

const contextOf = (options: MigratorOptions): Context => {
  const { dialect, history, lockTimeout = 60_000, onEvent = () => {}, schema, exclude = [], includeObject } = options
  checkContract(dialect)
  if (typeof history.scripts === 'string') {
    throw new MigrateError('CONFIG_INVALID', `the history's scripts are a folder, ${history.scripts}`, {
      hint: 'The command line reads folders. A service gives the scripts themselves: moduleScripts([…]).',
    })
  }
  const excluded = excludeNames(exclude)
  return {
    dialect,
    history,
    scripts: history.scripts,
    address: addressOf(options),
    lockTimeout,
    onEvent: guarded(onEvent),
    signal: options.signal ?? null,
    models: schema?.schema ?? null,
    include: (object) => excluded(object) && (includeObject?.(object) ?? true),
    scriptEngine:
      options.engine === undefined ? dialect.defaultEngine : { ...dialect.defaultEngine, version: options.engine },
  }
}

/** A listener that fails must not leave a history half applied. */
const guarded =
  (onEvent: (event: MigrationEvent) => unknown) =>
  (event: MigrationEvent): void => {
    try {
      Promise.resolve(onEvent(event)).catch(() => {})
    } catch {}
  }

const addressOf = ({ dialect, url, connection, folder }: MigratorOptions): Address | null => {
  if (url !== undefined && connection !== undefined) {
    throw new MigrateError('CONFIG_INVALID', 'both a url and a connection are given', { hint: 'Give one of them.' })
  }
  if (connection !== undefined) return { connection }
  if (url === undefined) return null
  const problem = dialect.checkUrl(url)
  if (problem !== null) throw new MigrateError('CONFIG_INVALID', problem)
  return { url, folder: folder ?? '.' }
}
