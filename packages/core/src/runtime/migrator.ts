import type { CompareDefault, CompareType } from '../autogenerate/compare-columns.js'
import { excludeNames, type ObjectFilter } from '../autogenerate/filter.js'
import type { RenderItem } from '../autogenerate/render-item.js'
import type { Address, Dialect } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { SchemaDefinition } from '../schema/define-schema.js'
import { builtScripts, isBuiltScripts } from '../scripts/built-scripts.js'
import type { ScriptHeader, ScriptSource } from '../scripts/script-source.js'
import type { AcceptOptions, AcceptResult } from './accept.js'
import type { WhenAhead } from './ahead.js'
import type { AmendOptions, AmendResult } from './amend.js'
import type { BaselineOptions, BaselineResult } from './baseline.js'
import type { CheckResult } from './check.js'
import { type Context, checkContract, loadGraph, type MigrationEvent } from './context.js'
import { type History, isFolders } from './history.js'
import type { LogEntry } from './log-entry.js'
import type { MergeOptions } from './merge.js'
import type { NewRevisionOptions, NewRevisionResult } from './new-revision.js'
import type { UpgradePlan } from './plan-upgrade.js'
import type { PrintedScript } from './print-script.js'
import type { ProcessRevision } from './process-revision.js'
import type { PullOptions, PullResult } from './pull.js'
import type { RebaseResult } from './rebase.js'
import type { Rehearsal } from './rehearse-on-copy.js'
import type { RunOptions } from './run-steps.js'
import type { SettleOptions } from './settle-part.js'
import type { StampOptions } from './stamp.js'
import { branches, current, type HistoryOptions, heads, listHistory, type RevisionInfo, show } from './status.js'
import type { RunResult } from './take-steps.js'
import type { HistoryTest } from './test-history.js'
import type { TextCache } from './text-cache.js'

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
  /** Whether `check` and autogenerate look at an object of that name which the database has. */
  readonly includeName?: ObjectFilter | undefined
  /** `exact`: types differ when they are spelled otherwise, not only when the database treats them otherwise. */
  readonly compareType?: 'exact' | CompareType | undefined
  readonly compareDefault?: CompareDefault | undefined
  /** Whether the order of columns counts too; it does not where left out. */
  readonly compareColumnOrder?: boolean | undefined
  /** Where `check` remembers from one run to the next what it found equal. */
  readonly cache?: TextCache | undefined
  /** Writes an operation or a type of a column in other words. */
  readonly renderItem?: RenderItem | undefined
  /** Changes what autogenerate is about to write, splits it, or leaves it out. */
  readonly processRevision?: ProcessRevision | undefined
  /** The engine version that printed scripts are written for; the oldest that the dialect supports where left out. */
  readonly engine?: string | undefined
}

/**
 * Moves one database along one history. Safe to start in any number of processes at once: each revision is applied by
 * one of them, whole or not at all. What only reads the version table does not load what can change a database.
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
  async upgrade(target = 'head', { whenAhead = this.#whenAhead, ...options }: RunOptions = {}): Promise<RunResult> {
    const { runSteps } = await changing()
    return runSteps(this.#context, 'upgrade', target, { ...options, whenAhead })
  }

  /** What upgrade would do to the database as it is now, changing nothing. Throws what upgrade throws before its first step. */
  async plan(target = 'head'): Promise<UpgradePlan> {
    const { planUpgrade } = await changing()
    return planUpgrade(this.#context, target)
  }

  /** How an upgrade goes on a copy of the database. Throws `NO_COPY`, `DATABASE_NOT_FOUND`. */
  async rehearse(target = 'head', options: { readonly folder?: string | null | undefined } = {}): Promise<Rehearsal> {
    const { rehearse } = await changing()
    return rehearse(this.#context, target, options)
  }

  /** Takes back what was applied after `target`. Throws as {@link upgrade} does, and `IRREVERSIBLE`. */
  async downgrade(target: string, options: Pick<RunOptions, 'backup' | 'beforeDrops'> = {}): Promise<RunResult> {
    const { runSteps } = await changing()
    return runSteps(this.#context, 'downgrade', target, options)
  }

  /** The script that does what upgrade or downgrade would, without a database, and its plan. `target` may be `start:end`. Throws `NOT_OFFLINE`. */
  async script(direction: 'upgrade' | 'downgrade', target: string): Promise<PrintedScript> {
    const { printScript } = await changing()
    return printScript(this.#context, direction, target)
  }

  /** The script that does what stamp would, without a database. Targets may be `start:end`, with one start. */
  async stampScript(targets: readonly string[]): Promise<string> {
    const { printStamp } = await changing()
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
  async stamp(targets: string | readonly string[], options: StampOptions = {}): Promise<RunResult> {
    const { stamp } = await changing()
    return stamp(this.#context, typeof targets === 'string' ? [targets] : targets, options)
  }

  /** Says that an applied revision is right as it is now, edited or gone, and why. Throws `NOT_APPLIED`, `NO_LOG`. */
  async accept(revision: string, options: AcceptOptions): Promise<AcceptResult> {
    const { accept } = await changing()
    return accept(this.#context, revision, options)
  }

  /**
   * Says of a part of a revision outside of a transaction whether it was done, where a run has ended while it ran. Throws
   * `PART_KNOWN`.
   */
  async settlePart(
    revision: string,
    options: SettleOptions,
  ): Promise<{ readonly revision: string; readonly part: number; readonly isDone: boolean }> {
    const { settlePart } = await changing()
    return settlePart(this.#context, revision, options)
  }

  /** What was done to the database, newest first, as far as it is written down; changes nothing. */
  async log(): Promise<readonly LogEntry[]> {
    const { readLog } = await changing()
    return readLog(this.#context)
  }

  /** Writes a new revision script. Throws `ANSWER_NEEDED` with its questions where autogenerate cannot know what was meant. */
  async revision(options: NewRevisionOptions): Promise<NewRevisionResult> {
    const { newRevision } = await developing()
    return newRevision(this.#context, options)
  }

  /** Makes the newest revision anew from the models, and applies it again where it was applied. Throws `EDITED_SCRIPT`, `HOLDS_VALUES`, `AMEND_FAILED`. */
  async amend(options: AmendOptions = {}): Promise<AmendResult> {
    const { amend } = await developing()
    return amend(this.#context, options)
  }

  /** Writes a revision that joins these. Throws `NOTHING_TO_MERGE`, and `NOT_A_HEAD` unless spliced. */
  async merge(revisions: readonly string[], options: MergeOptions = {}): Promise<RevisionInfo> {
    const { mergeRevisions } = await developing()
    return mergeRevisions(this.#context, revisions, options)
  }

  /** Gives a revision that the database has not applied another parent. Throws `REVISION_APPLIED`. */
  async rebase(revision: string, options: { readonly onto?: string | undefined } = {}): Promise<RebaseResult> {
    const { rebase } = await developing()
    return rebase(this.#context, revision, options)
  }

  /** Makes the version table where it is not there yet. Gives whether it was made. */
  async ensureVersion(): Promise<boolean> {
    const { ensureVersion } = await changing()
    return ensureVersion(this.#context)
  }

  /** The statements that make the version table where it is not there yet. */
  async versionTableScript(): Promise<string> {
    const { printVersionTable } = await changing()
    return printVersionTable(this.#context)
  }

  /** The database as the text of a file of models, changing nothing. Throws `UNKNOWN_TABLE`. */
  async pull(options: PullOptions = {}): Promise<PullResult> {
    const { pull } = await developing()
    return pull(this.#context, options)
  }

  /** Writes the first revision of an empty history: what makes this database. Throws `HISTORY_NOT_EMPTY`, `SEVERAL_VERSION_ROWS`. */
  async baseline(options: BaselineOptions = {}): Promise<BaselineResult> {
    const { baseline } = await developing()
    return baseline(this.#context, options)
  }

  /** Takes every revision up, down and up again, on scratch databases with rows in them; the database is not touched. Throws `NO_SCRATCH`. */
  async test(): Promise<HistoryTest> {
    const { testHistory } = await developing()
    return testHistory(this.#context)
  }

  /** Compares models, history and database, changing nothing. */
  async check(options: { readonly offline?: boolean } = {}): Promise<CheckResult> {
    const { check } = await developing()
    return check(this.#context, options)
  }
}

const changing = () => import('./changing.js')

const developing = () => import('./developing.js')

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
    comparingKey: comparingKeyOf(options),
    cache: options.cache ?? null,
    includeName: options.includeName ?? (() => true),
    renderItem: options.renderItem ?? (() => undefined),
    processRevision: options.processRevision ?? (() => undefined),
    scriptEngine:
      options.engine === undefined ? dialect.defaultEngine : { ...dialect.defaultEngine, version: options.engine },
  }
}

/** Functions may decide otherwise the next time. */
const comparingKeyOf = (options: MigratorOptions): string | null => {
  const { exclude = [], includeObject, includeName, compareType = null, compareDefault, compareColumnOrder } = options
  if ([includeObject, includeName, compareType, compareDefault].some((each) => typeof each === 'function')) return null
  return JSON.stringify([exclude, compareType, compareColumnOrder ?? false])
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
      const result = onEvent(event)
      // Most give nothing back, and there are two events for each revision.
      if (result !== undefined) Promise.resolve(result).catch(() => {})
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
