import type { Connection } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { Step } from '../revisions/revision.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { type BackupOptions, backUpBefore } from './back-up.js'
import type { Context } from './context.js'
import { isInParts } from './parts.js'
import { performStep, stepFailed } from './perform.js'
import { expectStatements, type UpgradePlan } from './plan-upgrade.js'
import type { PreparedStep } from './prepared-step.js'
import { refuseRowsTogether } from './rows-together.js'
import { joinSettings, noSettings, type Settings, SettingsNeeded } from './settings.js'
import type { StepLog } from './step-log.js'
import { takeParts } from './take-parts.js'
import { inTransaction } from './transaction.js'
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
  /** Those of them that nothing follows. */
  readonly atHead: readonly string[]
  /** Where the backup is, where one was made. */
  readonly backup?: string
}

/** Where a run has ended. */
export const endedAt = (
  graph: RevisionGraph<ScriptHeader>,
  heads: readonly string[],
): Pick<RunResult, 'heads' | 'atHead'> => ({ heads, atHead: heads.filter((row) => graph.heads.includes(row)) })

/** What the steps of a run have in common. */
export interface Run {
  readonly context: Context
  readonly connection: Connection
  readonly graph: RevisionGraph<ScriptHeader>
  readonly stepLog: StepLog
  /** What it is held to. */
  readonly plan: UpgradePlan | null
  readonly backup: BackupOptions | null
  /** Where the backup is, once it is made. */
  backedUp: string | null
  /** The version rows as the batch before has left them, for as long as nobody can have changed them since. */
  known: readonly string[] | null
}

/**
 * Takes the steps one after another, each in a transaction of its own or all in one: the version rows are read again under
 * the lock, and what somebody else has taken meanwhile is left out. Throws what refuses or fails a step; its transaction
 * is rolled back then.
 */
export const takeSteps = async (run: Run, prepared: readonly PreparedStep[]): Promise<RunResult> => {
  const { context, connection, stepLog } = run
  const results: StepResult[] = []
  const batches = context.history.transaction === 'all' ? [prepared] : prepared.map((step) => [step])
  const places = new Map(prepared.map(({ step }, i) => [step.revision.revision, i]))
  let heads: readonly string[] = []
  for (const [number, batch] of batches.entries()) {
    const isFirst = number === 0
    let last: Batch['taken'][number] | null = null
    const take = batch.some(isInParts) ? takeBatchInParts : takeBatch
    const { rows, taken } = await take(run, { batch, isFirst }, (step) => {
      last = { step, started: performance.now() }
      const index = places.get(step.revision.revision)!
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
    run.known = batch.some(mayChangeRows) ? null : rows
  }
  return { steps: results, ...endedAt(run.graph, heads), ...(run.backedUp === null ? {} : { backup: run.backedUp }) }
}

/** Whether it may change any row, and the version rows among them: SQL may, whatever its text says it does. */
const mayChangeRows = ({ operations }: PreparedStep): boolean =>
  operations.some(({ kind }) => kind === 'execute' || kind === 'run' || kind === 'bulkInsert')

/** A step that runs outside of a transaction is a batch by itself. */
const takeBatchInParts: typeof takeBatch = async (run, { batch, isFirst }, onStart) => {
  const { context, connection, graph, stepLog, plan } = run
  const prepared = batch[0]!
  if (run.backup !== null) {
    await inTransaction(context, connection, async () => {
      await backUpOnce(run, batch, await currentRows(run, isFirst))
    })
  }
  return takeParts(
    {
      context,
      connection,
      stepLog,
      onStart,
      async begin() {
        const rows = await currentRows(run, isFirst)
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
      let rows = await currentRows(run, isFirst)
      if (run.backup !== null) await backUpOnce(run, batch, rows)
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
const currentRows = async (run: Run, isFirst: boolean): Promise<readonly string[]> => {
  const { connection } = run
  const { dialect, history } = run.context
  // Asked each time, since it tells what has happened since it was asked before.
  if ((await connection.isUntouched?.()) !== true) run.known = null
  if (run.known !== null) return run.known
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
  a.length === b.length && a.every((row) => b.includes(row))
