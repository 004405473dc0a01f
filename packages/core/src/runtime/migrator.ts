import type { CompareDefault, CompareType } from '../autogenerate/compare-columns.js'
import { excludeNames, type ObjectFilter } from '../autogenerate/filter.js'
import type { Address, Dialect } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { SchemaDefinition } from '../schema/define-schema.js'
import { builtScripts, isBuiltScripts } from '../scripts/built-scripts.js'
import type { ScriptHeader, ScriptSource } from '../scripts/script-source.js'
import { type AcceptOptions, type AcceptResult, accept } from './accept.js'
import type { WhenAhead } from './ahead.js'
import { type BaselineOptions, type BaselineResult, baseline } from './baseline.js'
import { type CheckResult, check } from './check.js'
import { type Context, checkContract, loadGraph, type MigrationEvent } from './context.js'
import { ensureVersion } from './ensure-version.js'
import { type History, isFolders } from './history.js'
import type { LogEntry } from './log-entry.js'
import { type MergeOptions, mergeRevisions } from './merge.js'
import { type NewRevisionOptions, type NewRevisionResult, newRevision } from './new-revision.js'
import { type PrintedScript, printScript } from './print-script.js'
import { printStamp, printVersionTable } from './print-stamp.js'
import { type PullOptions, type PullResult, pull } from './pull.js'
import { readLog } from './read-log.js'
import { type RebaseResult, rebase } from './rebase.js'
import { type RunResult, runSteps } from './run-steps.js'
import { type StampOptions, stamp } from './stamp.js'
import { branches, current, type HistoryOptions, heads, listHistory, type RevisionInfo, show } from './status.js'

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
  /**
   * What `upgrade` does where a newer release has migrated the database already: it throws `DATABASE_AHEAD`, or leaves
   * the database as it is. `refuse` where left out.
   */
  readonly whenAhead?: WhenAhead | undefined
  /** Stops what is under way: the open transaction is rolled back, and the call throws `INTERRUPTED`. */
  readonly signal?: AbortSignal | undefined
  /** What the database should look like, for `check` and autogenerate. */
  readonly schema?: SchemaDefinition<unknown> | undefined
  /** Tables that `check` and autogenerate leave alone: names, with `*` for any text. */
  readonly exclude?: readonly string[] | undefined
  readonly includeObject?: ObjectFilter | undefined
  /** `exact`: types differ when they are spelled otherwise, not only when the database treats them otherwise. */
  readonly compareType?: 'exact' | CompareType | undefined
  readonly compareDefault?: CompareDefault | undefined
  /** Whether the order of columns counts too; it does not where left out. */
  readonly compareColumnOrder?: boolean | undefined
  /** The engine version that printed scripts are written for; the oldest that the dialect supports where left out. */
  readonly engine?: string | undefined
}

/**
 * Moves one database along one history. Safe to start in any number of processes at once: each revision is applied by
 * one of them, whole or not at all.
 */
export class Migrator {
  readonly #context: Context
  readonly #whenAhead: WhenAhead

  /** Throws `CONFIG_INVALID` for options that do not go together, `DIALECT_CONTRACT` for a dialect of another contract. */
  constructor(options: MigratorOptions) {
    this.#context = contextOf(options)
    this.#whenAhead = options.whenAhead ?? 'refuse'
  }

  /**
   * Applies what leads to `target`. Throws `DATABASE_UNSTAMPED`, `DATABASE_AHEAD`, `INTEGRITY` where applied scripts are
   * not what was applied, `LOCK_TIMEOUT`, `STEP_FAILED` and what is wrong with the history.
   */
  upgrade(
    target = 'head',
    { whenAhead = this.#whenAhead }: { readonly whenAhead?: WhenAhead | undefined } = {},
  ): Promise<RunResult> {
    return runSteps(this.#context, 'upgrade', target, { whenAhead })
  }

  /** Takes back what was applied after `target`. Throws as {@link upgrade} does, and `IRREVERSIBLE`. */
  downgrade(target: string): Promise<RunResult> {
    return runSteps(this.#context, 'downgrade', target)
  }

  /** The script that does what upgrade or downgrade would, without a database, and its plan. `target` may be `start:end`. Throws `NOT_OFFLINE`. */
  script(direction: 'upgrade' | 'downgrade', target: string): Promise<PrintedScript> {
    return printScript(this.#context, direction, target)
  }

  /** The script that does what stamp would, without a database. Targets may be `start:end`, with one start. */
  stampScript(targets: readonly string[]): Promise<string> {
    return printStamp(this.#context, targets)
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

  /** The revisions that are the parent of several, newest first, each with its children. */
  branches(): ReturnType<typeof branches> {
    return branches(this.#context)
  }

  /** The revisions that an identifier means. */
  show(identifier: string): Promise<readonly RevisionInfo[]> {
    return show(this.#context, identifier)
  }

  /** The history as a graph, to ask it more. */
  graph(): Promise<RevisionGraph<ScriptHeader>> {
    return loadGraph(this.#context)
  }

  /**
   * Says that the database is at these revisions, running nothing; with `detect` and no target, at those that its schema
   * equals. Then throws `NO_EQUAL_REVISION` or `SEVERAL_EQUAL_REVISIONS`.
   */
  stamp(targets: string | readonly string[], options: StampOptions = {}): Promise<RunResult> {
    return stamp(this.#context, typeof targets === 'string' ? [targets] : targets, options)
  }

  /** Says that an applied revision is right as it is now, edited or gone, and why. Throws `NOT_APPLIED`, `NO_LOG`. */
  accept(revision: string, options: AcceptOptions): Promise<AcceptResult> {
    return accept(this.#context, revision, options)
  }

  /** What was done to the database, newest first, as far as it is written down; changes nothing. */
  log(): Promise<readonly LogEntry[]> {
    return readLog(this.#context)
  }

  /** Writes a new revision script. Throws `ANSWER_NEEDED` with its questions where autogenerate cannot know what was meant. */
  revision(options: NewRevisionOptions): Promise<NewRevisionResult> {
    return newRevision(this.#context, options)
  }

  /** Writes a revision that joins these. Throws `NOTHING_TO_MERGE`, and `NOT_A_HEAD` unless spliced. */
  merge(revisions: readonly string[], options: MergeOptions = {}): Promise<RevisionInfo> {
    return mergeRevisions(this.#context, revisions, options)
  }

  /** Gives a revision that the database has not applied another parent. Throws `REVISION_APPLIED`. */
  rebase(revision: string, options: { readonly onto?: string | undefined } = {}): Promise<RebaseResult> {
    return rebase(this.#context, revision, options)
  }

  /** Makes the version table where it is not there yet. Gives whether it was made. */
  ensureVersion(): Promise<boolean> {
    return ensureVersion(this.#context)
  }

  /** The statements that make the version table where it is not there yet. */
  versionTableScript(): string {
    return printVersionTable(this.#context)
  }

  /** The database as the text of a file of models, changing nothing. Throws `UNKNOWN_TABLE`. */
  pull(options: PullOptions = {}): Promise<PullResult> {
    return pull(this.#context, options)
  }

  /** Writes the first revision of an empty history: what makes this database. Throws `HISTORY_NOT_EMPTY`, `SEVERAL_VERSION_ROWS`. */
  baseline(options: BaselineOptions = {}): Promise<BaselineResult> {
    return baseline(this.#context, options)
  }

  /** Compares models, history and database, changing nothing. */
  check(options: { readonly offline?: boolean } = {}): Promise<CheckResult> {
    return check(this.#context, options)
  }
}

const contextOf = (options: MigratorOptions): Context => {
  const { dialect, history, lockTimeout = 60_000, onEvent = () => {}, schema, exclude = [], includeObject } = options
  checkContract(dialect)
  const excluded = excludeNames(exclude)
  return {
    dialect,
    history,
    scripts: scriptsOf(history),
    address: addressOf(options),
    lockTimeout,
    onEvent: guarded(onEvent),
    signal: options.signal ?? null,
    models: schema?.schema ?? null,
    include: (object) => excluded(object) && (includeObject?.(object) ?? true),
    comparing: {
      compareType: options.compareType ?? null,
      compareDefault: options.compareDefault ?? null,
      compareOrder: options.compareColumnOrder ?? false,
    },
    scriptEngine:
      options.engine === undefined ? dialect.defaultEngine : { ...dialect.defaultEngine, version: options.engine },
  }
}

const scriptsOf = ({ scripts }: History): ScriptSource => {
  if (isBuiltScripts(scripts)) return builtScripts(scripts)
  if (!isFolders(scripts)) return scripts
  throw new MigrateError('CONFIG_INVALID', `the history's scripts are a folder, ${[scripts].flat().join(', ')}`, {
    hint: 'The command line reads folders. A service imports the history that `migrate build` makes of one, or gives moduleScripts([…]).',
  })
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
