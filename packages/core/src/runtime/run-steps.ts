import type { Connection } from '../dialect/dialect.js'
import { isMigrateError, MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { Step } from '../revisions/revision.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { rowsWhenAhead, type WhenAhead } from './ahead.js'
import { type BackupOptions, backUpBefore } from './back-up.js'
import { type Context, loadGraph, unlessMissing, withConnection } from './context.js'
import { checkIntegrity, refuseFaults } from './integrity.js'
import { dropsOf } from './may-lose.js'
import { refuseParts, refusePartWays } from './part-ways.js'
import { isInParts } from './parts.js'
import { patiently } from './patiently.js'
import { performStep, stepFailed } from './perform.js'
import { expectPlan, expectStatements, type UpgradePlan } from './plan-upgrade.js'
import { prepareSteps } from './prepare.js'
import type { PreparedStep } from './prepared-step.js'
import { type Place, readPlace } from './read-log.js'
import { refuseRowsTogether } from './rows-together.js'
import { joinSettings, noSettings, type Settings, SettingsNeeded } from './settings.js'
import { hashesById, loadingOnce } from './step-hashes.js'
import { openStepLog, type StepLog } from './step-log.js'
import { takeParts } from './take-parts.js'
import { inTransaction } from './transaction.js'
import { refuseUnstamped } from './unstamped.js'
import { makeVersionTable, readVersionRows } from './version-table.js'

/** A step that was taken. `from` and `to` are all version rows before and after it. */
export interface StepResult {
  readonly direction: Step['direction']
  readonly revision: string
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** Milliseconds from the beginning of its transaction to the end of its commit. */
  readonly durationMs: number
}

export interface RunResult {
  readonly steps: readonly StepResult[]
  /** The version rows afterwards. */
  readonly heads: readonly string[]
  /** Where the backup is, where one was made. */
  readonly backup?: string
}

export interface RunOptions {
  /** What an upgrade does where a newer release has migrated the database already; `refuse` where left out. */
  readonly whenAhead?: WhenAhead | undefined
  /** The fingerprint of the plan that an upgrade is held to: anything else is refused with `PLAN_CHANGED`. */
  readonly expect?: string | undefined
  /** Has the database copied before the first step that may destroy something. */
  readonly backup?: BackupOptions | undefined
  /** Told before anything is changed which tables and columns would be dropped, if any. What it throws stops the run. */
  readonly beforeDrops?: ((drops: readonly string[]) => void | Promise<void>) | undefined
}

/**
 * Moves the database along the graph. Everything that can be wrong without looking at rows is found before a database
 * is made or locked; each step then reads the version rows again under the lock, so any number of migrators may start
 * at once.
 */
export const runSteps = async (
  context: Context,
  direction: 'upgrade' | 'downgrade',
  target: string,
  options: RunOptions = {},
): Promise<RunResult> => {
  if (target.includes(':')) {
    throw new MigrateError('USAGE', 'Range revision not allowed', { hint: 'START:END is for printed scripts: --sql.' })
  }
  const run = { ...context, scripts: loadingOnce(context.scripts) }
  const graph = await loadGraph(run)
  try {
    return await moveAlong(run, graph, { direction, target, options })
  } catch (met) {
    if (!isMigrateError(met) || met.code !== 'UNKNOWN_DATABASE_REVISION') throw met
    const { rows, log } = await readPlace(run)
    const whenAhead = direction === 'upgrade' ? (options.whenAhead ?? 'refuse') : 'refuse'
    return { steps: [], heads: rowsWhenAhead(run, graph, { rows: rows ?? [], log }, { target, whenAhead, met }) }
  }
}

interface Move {
  readonly direction: 'upgrade' | 'downgrade'
  readonly target: string
  readonly options: RunOptions
}

const moveAlong = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  { direction, target, options }: Move,
): Promise<RunResult> => {
  const { expect, backup, beforeDrops } = options
  const plan = expect === undefined ? null : await expectPlan(context, target, expect)
  const place = await unlessMissing(
    patiently(context, () => readPlace(context)),
    null,
  )
  const rows = place?.rows ?? []
  const log: Place['log'] = place?.log ?? new Map()
  const steps = graph[direction](target, rows)
  if (direction === 'upgrade') refuseFaults(await checkIntegrity(context, graph, { rows, log }))
  const prepared = await prepareSteps(context, graph, steps)
  refusePartWays(context, place?.partWays ?? [], prepared)
  if (steps.length === 0) return { steps: [], heads: rows }
  refuseParts(context, prepared)
  if (direction === 'upgrade' && rows.length === 0) await refuseUnstamped(context, prepared)
  const drops = prepared.flatMap(({ operations }) => dropsOf(operations))
  if (drops.length > 0) await beforeDrops?.(drops)
  const ids = steps.map(({ revision }) => revision.revision)
  // What is taken back is what was applied, whatever its script says now.
  const hashes = direction === 'upgrade' ? await hashesById(context, ids) : null
  const stepLog = openStepLog(context, graph, (id) => (hashes === null ? log.get(id)?.applied : hashes.get(id)) ?? null)
  return withConnection(context, direction === 'upgrade' ? 'create' : 'write', (connection) =>
    takeSteps({ context, connection, graph, stepLog, plan, backup: backup ?? null, backedUp: null }, prepared),
  )
}

/** What the steps of a run have in common. */
interface Run {
  readonly context: Context
  readonly connection: Connection
  readonly graph: RevisionGraph<ScriptHeader>
  readonly stepLog: StepLog
  /** What it is held to. */
  readonly plan: UpgradePlan | null
  readonly backup: BackupOptions | null
  /** Where the backup is, once it is made. */
  backedUp: string | null
}

const takeSteps = async (run: Run, prepared: readonly PreparedStep[]): Promise<RunResult> => {
  const { context, connection, stepLog } = run
  const results: StepResult[] = []
  const batches = context.history.transaction === 'all' ? [prepared] : prepared.map((step) => [step])
  let heads: readonly string[] = []
  for (const [number, batch] of batches.entries()) {
    const isFirst = number === 0
    let last: Batch['taken'][number] | null = null
    const take = batch.some(isInParts) ? takeBatchInParts : takeBatch
    const { rows, taken } = await take(run, { batch, isFirst }, (step) => {
      last = { step, started: performance.now() }
      const index = prepared.findIndex((each) => each.step.revision === step.revision)
      context.onEvent({ kind: 'stepStarted', step, index, total: prepared.length })
    }).catch(async (error) => {
      if (last !== null) {
        const durationMs = performance.now() - last.started
        await stepLog.failed(connection, last.step, { error, durationMs })
      }
      throw error
    })
    const committed = performance.now()
    for (const [i, { step, started }] of taken.entries()) {
      const durationMs = (taken[i + 1]?.started ?? committed) - started
      const { direction, from, to } = step
      results.push({ direction, revision: step.revision.revision, from, to, durationMs })
      context.onEvent({ kind: 'stepFinished', step, durationMs })
    }
    heads = rows
  }
  return { steps: results, heads, ...(run.backedUp === null ? {} : { backup: run.backedUp }) }
}

/** A step that runs outside of a transaction is a batch by itself. */
const takeBatchInParts: typeof takeBatch = async (run, { batch, isFirst }, onStart) => {
  const { context, connection, graph, stepLog, plan } = run
  const prepared = batch[0]!
  if (run.backup !== null) {
    await inTransaction(context, connection, async () => {
      await backUpOnce(run, batch, await currentRows(context, connection, isFirst))
    })
  }
  return takeParts(
    {
      context,
      connection,
      stepLog,
      onStart,
      async begin() {
        const rows = await currentRows(context, connection, isFirst)
        if (isFirst) await stepLog.open(connection)
        return { rows, step: takenUp(graph, prepared.step, rows, connection) }
      },
      expect(revision, statements) {
        if (plan !== null) expectStatements(plan, revision, statements, { isWhole: false })
      },
    },
    prepared,
  )
}

interface BatchWork {
  readonly batch: readonly PreparedStep[]
  /** Whether it is the first of the run, before which there may be no version table. */
  readonly isFirst: boolean
}

interface Batch {
  readonly rows: readonly string[]
  readonly taken: readonly { readonly step: Step<ScriptHeader>; readonly started: number }[]
}

/** The steps of one transaction. Where one of them turns out to need settings around it, it begins again with these. */
const takeBatch = async (run: Run, work: BatchWork, onStart: (step: Step<ScriptHeader>) => void): Promise<Batch> => {
  const { connection } = run
  let settings = noSettings
  let last = work.batch[0]!.step
  const told = new Set<string>()
  for (;;) {
    try {
      for (const sql of settings.before) await connection.execute(sql)
      return await takeTogether(run, work, settings, (step) => {
        last = step
        if (!told.has(step.revision.revision)) onStart(step)
        told.add(step.revision.revision)
      })
    } catch (error) {
      if (!(error instanceof SettingsNeeded)) throw error
      const hint = 'Nothing was changed. Take the two apart: first up to a revision between them.'
      refuseRowsTogether(work.batch, { taking: last.revision, settings: error.settings, hint })
      settings = joinSettings(settings, error.settings)
    } finally {
      // What was done is done; the settings end with the connection at the latest.
      for (const sql of settings.after) await connection.execute(sql).catch(() => {})
    }
  }
}

const takeTogether = async (
  run: Run,
  { batch, isFirst }: BatchWork,
  settings: Settings,
  onStart: (step: Step<ScriptHeader>) => void,
): Promise<Batch> => {
  const { context, connection, graph, stepLog, plan } = run
  const taken: { readonly step: Step<ScriptHeader>; readonly started: number }[] = []
  const rows = await inTransaction(
    context,
    connection,
    async (began) => {
      let rows = await currentRows(context, connection, isFirst)
      await backUpOnce(run, batch, rows)
      if (isFirst) await stepLog.open(connection)
      for (const planned of batch) {
        const step = takenUp(graph, planned.step, rows, connection)
        if (step === null) continue
        onStart(step)
        const started = taken.length === 0 ? began : performance.now()
        taken.push({ step, started })
        const statements = await performStep(context, connection, { ...planned, step }, settings)
        if (plan !== null) expectStatements(plan, step.revision.revision, statements)
        const durationMs = performance.now() - started
        await stepLog.taken(connection, step, { statements, durationMs }).catch((error) => {
          throw stepFailed(context, step, 'the log', error)
        })
        rows = step.to
      }
      return rows
    },
    (error) => stepFailed(context, taken.at(-1)?.step ?? batch[0]!.step, 'COMMIT', error),
  )
  return { rows, taken }
}

/** Under the lock, before anything of the batch is done: what is copied is what the batch begins with. */
const backUpOnce = async (run: Run, steps: readonly PreparedStep[], rows: readonly string[]): Promise<void> => {
  const { context, connection, graph, backup, backedUp } = run
  if (backup === null || backedUp !== null) return
  const isLeft = ({ direction, revision }: Step<ScriptHeader>) =>
    graph.isApplied(revision.revision, rows) === (direction === 'downgrade')
  const left = steps.filter(({ step }) => isLeft(step))
  run.backedUp = await backUpBefore(context, connection, { steps: left, rows, ...backup })
  if (run.backedUp !== null) context.onEvent({ kind: 'backedUp', path: run.backedUp })
}

/** The version rows as they are under the lock; the first batch makes the version table where it is not there. */
const currentRows = async (context: Context, connection: Connection, isFirst: boolean): Promise<readonly string[]> => {
  const { dialect, history } = context
  const rows = await readVersionRows(connection, dialect, history.versionTable, { isThere: !isFirst })
  if (rows !== null) return rows
  await makeVersionTable(connection, dialect, history.versionTable)
  return []
}

/** The planned step from the rows that there are now; null when another migrator has taken it meanwhile. */
const takenUp = (
  graph: RevisionGraph<ScriptHeader>,
  step: Step<ScriptHeader>,
  rows: readonly string[],
  connection: Connection,
): Step<ScriptHeader> | null => {
  if (equalRows(rows, step.from)) return step
  const { revision } = step.revision
  const applied = graph.isApplied(revision, rows)
  if (applied === (step.direction === 'upgrade')) return null
  const again = step.direction === 'upgrade' ? graph.upgrade(revision, rows) : []
  if (again.length === 1) return again[0]!
  throw new MigrateError(
    'CONCURRENT_CHANGE',
    `another migrator has moved ${connection.display} to ${rows.join(', ') || '<base>'} meanwhile`,
    { hint: 'Nothing more was done. Look at `migrate current`, then run the command again.' },
  )
}

const equalRows = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().join('\n') === [...b].sort().join('\n')
