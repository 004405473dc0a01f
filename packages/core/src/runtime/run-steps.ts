import { isMigrateError, MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { rowsWhenAhead, type WhenAhead } from './ahead.js'
import type { BackupOptions } from './back-up.js'
import { type Context, loadGraph, unlessMissing, withConnection } from './context.js'
import { checkIntegrity, refuseFaults } from './integrity.js'
import { turnOfEvents } from './interrupt.js'
import { dropsOf } from './may-lose.js'
import { refuseParts, refusePartWays } from './part-ways.js'
import { patiently } from './patiently.js'
import { expectPlan } from './plan-upgrade.js'
import { prepareSteps } from './prepare.js'
import { type Place, readPlace } from './read-log.js'
import { hashesById, loadingOnce } from './step-hashes.js'
import { openStepLog } from './step-log.js'
import { endedAt, type RunResult, takeSteps } from './take-steps.js'
import { refuseUnstamped } from './unstamped.js'

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
    const left = rowsWhenAhead(run, graph, { rows: rows ?? [], log }, { target, whenAhead, met })
    return { steps: [], ...endedAt(graph, left) }
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
  const [prepared] = await Promise.all([
    prepareSteps(context, graph, steps),
    // A compiler may be at work elsewhere.
    steps.length === 0 ? null : context.dialect.preload?.(),
  ])
  // What a script has started and nobody waits for has failed by then, before anything is changed.
  await turnOfEvents()
  refusePartWays(context, place?.partWays ?? [], prepared)
  if (steps.length === 0) return { steps: [], ...endedAt(graph, rows) }
  refuseParts(context, prepared)
  if (direction === 'upgrade' && rows.length === 0) await refuseUnstamped(context, prepared)
  const drops = prepared.flatMap(({ operations }) => dropsOf(operations))
  if (drops.length > 0) await beforeDrops?.(drops)
  // What is taken back is what was applied, whatever its script says now.
  const ids = steps.map(({ revision }) => revision.revision)
  const hashes = direction === 'upgrade' ? await hashesById(context, ids) : null
  const stepLog = openStepLog(context, graph, (id) => (hashes === null ? log.get(id)?.applied : hashes.get(id)) ?? null)
  return withConnection(context, direction === 'upgrade' ? 'create' : 'write', (connection) =>
    takeSteps(
      { context, connection, graph, stepLog, plan, backup: backup ?? null, backedUp: null, known: null },
      prepared,
    ),
  )
}
