import type { Connection } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { Step } from '../revisions/revision.js'
import { displayName } from '../schema/names.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { type Context, loadGraph, readRows, unlessMissing, withConnection } from './context.js'
import { unlessInterrupted } from './interrupt.js'
import { performStep, stepFailed } from './perform.js'
import { prepareSteps } from './prepare.js'
import type { PreparedStep } from './prepared-step.js'
import { joinSettings, noSettings, type Settings, SettingsNeeded } from './settings.js'
import { refuseUnstamped } from './unstamped.js'
import { createVersionTable, readVersionRows } from './version-table.js'

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
): Promise<RunResult> => {
  if (target.includes(':')) {
    throw new MigrateError('USAGE', 'Range revision not allowed', { hint: 'START:END is for printed scripts: --sql.' })
  }
  const graph = await loadGraph(context)
  const rows = (await unlessMissing(readRows(context), null)) ?? []
  const steps = graph[direction](target, rows)
  if (steps.length === 0) return { steps: [], heads: rows }
  const prepared = await prepareSteps(context, graph, steps)
  if (direction === 'upgrade' && rows.length === 0) await refuseUnstamped(context, prepared)
  return withConnection(context, direction === 'upgrade' ? 'create' : 'write', (connection) =>
    takeSteps(context, connection, graph, prepared),
  )
}

const takeSteps = async (
  context: Context,
  connection: Connection,
  graph: RevisionGraph<ScriptHeader>,
  prepared: readonly PreparedStep[],
): Promise<RunResult> => {
  const results: StepResult[] = []
  const batches = context.history.transaction === 'all' ? [prepared] : prepared.map((step) => [step])
  let heads: readonly string[] = []
  for (const batch of batches) {
    const { rows, taken } = await takeBatch(context, connection, graph, batch, (step) => {
      const index = prepared.findIndex((each) => each.step.revision === step.revision)
      context.onEvent({ kind: 'stepStarted', step, index, total: prepared.length })
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
  return { steps: results, heads }
}

interface Batch {
  readonly rows: readonly string[]
  readonly taken: readonly { readonly step: Step<ScriptHeader>; readonly started: number }[]
}

/** The steps of one transaction. Where one of them turns out to need settings around it, it begins again with these. */
const takeBatch = async (
  context: Context,
  connection: Connection,
  graph: RevisionGraph<ScriptHeader>,
  batch: readonly PreparedStep[],
  onStart: (step: Step<ScriptHeader>) => void,
): Promise<Batch> => {
  let settings = noSettings
  const told = new Set<string>()
  for (;;) {
    try {
      for (const sql of settings.before) await connection.execute(sql)
      return await takeTogether(context, connection, graph, batch, settings, (step) => {
        if (!told.has(step.revision.revision)) onStart(step)
        told.add(step.revision.revision)
      })
    } catch (error) {
      if (!(error instanceof SettingsNeeded)) throw error
      settings = joinSettings(settings, error.settings)
    } finally {
      // What was done is done; the settings end with the connection at the latest.
      for (const sql of settings.after) await connection.execute(sql).catch(() => {})
    }
  }
}

const takeTogether = async (
  context: Context,
  connection: Connection,
  graph: RevisionGraph<ScriptHeader>,
  batch: readonly PreparedStep[],
  settings: Settings,
  onStart: (step: Step<ScriptHeader>) => void,
): Promise<Batch> => {
  const taken: { readonly step: Step<ScriptHeader>; readonly started: number }[] = []
  const rows = await inTransaction(
    context,
    connection,
    async (began) => {
      let rows = await currentRows(context, connection)
      for (const planned of batch) {
        const step = takenUp(graph, planned.step, rows, connection)
        if (step === null) continue
        onStart(step)
        taken.push({ step, started: taken.length === 0 ? began : performance.now() })
        await performStep(context, connection, { ...planned, step }, settings)
        rows = step.to
      }
      return rows
    },
    (error) => stepFailed(context, taken.at(-1)?.step ?? batch[0]!.step, 'COMMIT', error),
  )
  return { rows, taken }
}

/**
 * Runs `work` in a transaction, under the lock; it is told when the transaction began. On an error everything in it is
 * undone, and the error passes through; one of the commit goes through `commitFailed`.
 */
export const inTransaction = async <T>(
  { dialect, history, lockTimeout, onEvent, signal }: Context,
  connection: Connection,
  work: (began: number) => Promise<T>,
  commitFailed: (error: unknown) => unknown = (error) => error,
): Promise<T> => {
  const locking = dialect.lock(connection, {
    timeout: lockTimeout,
    name: displayName(history.versionTable.table),
    onWait: () => onEvent({ kind: 'waiting', database: connection.display }),
  })
  const lock = await unlessInterrupted(signal, locking)
  try {
    const began = performance.now()
    await connection.begin()
    const result = await work(began)
    await connection.commit().catch((error) => {
      throw commitFailed(error)
    })
    return result
  } catch (error) {
    // The first error is the one to tell; what is left of the transaction dies with its connection.
    await connection.rollback().catch(() => {})
    throw error
  } finally {
    await lock.release().catch(() => {})
  }
}

/** The version rows as they are under the lock; the version table is made where it is not there. */
const currentRows = async (context: Context, connection: Connection): Promise<readonly string[]> => {
  const { dialect, history } = context
  const rows = await readVersionRows(connection, dialect, history.versionTable)
  if (rows !== null) return rows
  for (const { sql } of createVersionTable(dialect, history.versionTable, connection.engine)) {
    await connection.execute(sql)
  }
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
