import type { Connection } from '../dialect/dialect.js'
import { isMigrateError, MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import { canonicalJson } from '../schema/canonical-json.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { sha256 } from '../scripts/sha256.js'
import { rowsWhenAhead } from './ahead.js'
import { type Context, loadGraph, unlessMissing, withConnection } from './context.js'
import { checkIntegrity, refuseFaults } from './integrity.js'
import { openClone } from './live-clone.js'
import { refusePartWays, withoutDone } from './part-ways.js'
import { type PlannedChange, type PlannedRevision, planRevision } from './plan-revision.js'
import { prepareSteps } from './prepare.js'
import { type Place, readPlace } from './read-log.js'
import { hashesOf, loadingOnce } from './step-hashes.js'
import { refuseUnstamped } from './unstamped.js'

/** What upgrade would do to the database, as it is now. */
export interface UpgradePlan {
  /** The version rows that the database has. */
  readonly current: readonly string[]
  /** The revisions that upgrade would apply, in their order. */
  readonly pending: readonly string[]
  /** What each of them would do; up to the first that would be refused whatever the rows are. */
  readonly steps: readonly PlannedRevision[]
  /** Tells this plan from every other: from where, with which statements and which code. `upgrade` can be held to it. */
  readonly fingerprint: string
  readonly notes: readonly string[]
}

/**
 * Plans an upgrade against a clone of the database's schema, and asks the database itself about its rows; changes
 * nothing. Throws what upgrade would throw before its first step.
 */
export const planUpgrade = async (context: Context, target: string): Promise<UpgradePlan> => {
  try {
    return await makePlan(context, target)
  } catch (met) {
    if (!isMigrateError(met) || met.code !== 'UNKNOWN_DATABASE_REVISION') throw met
    const { rows, log } = await readPlace(context)
    rowsWhenAhead(context, await loadGraph(context), { rows: rows ?? [], log }, { target, whenAhead: 'refuse', met })
    throw met
  }
}

const makePlan = async (context: Context, target: string): Promise<UpgradePlan> => {
  if (target.includes(':')) {
    throw new MigrateError('USAGE', 'Range revision not allowed', { hint: 'A plan starts where the database is.' })
  }
  const run = { ...context, scripts: loadingOnce(context.scripts) }
  const graph = await loadGraph(run)
  const place = await unlessMissing(readPlace(run), null)
  const current = place?.rows ?? []
  const steps = graph.upgrade(target, current)
  const log: Place['log'] = place?.log ?? new Map()
  refuseFaults(await checkIntegrity(run, graph, { rows: current, log }))
  const whole = await prepareSteps(run, graph, steps)
  refusePartWays(run, place?.partWays ?? [], whole)
  const prepared = whole.map((step) => withoutDone(run.dialect, step, place?.partWays ?? []))
  if (steps.length > 0 && current.length === 0) await refuseUnstamped(run, prepared)
  const planned = await unlessMissing(
    withConnection(run, 'read', (live) => planSteps(run, prepared, live)),
    null,
  )
  const { revisions, notes } = planned ?? (await planSteps(run, prepared, null))
  return {
    current,
    pending: steps.map(({ revision }) => revision.revision),
    steps: revisions,
    fingerprint: await fingerprintOf(run, graph, { current, revisions }),
    notes,
  }
}

const planSteps = async (
  context: Context,
  prepared: Awaited<ReturnType<typeof prepareSteps>>,
  live: Connection | null,
): Promise<{ readonly revisions: readonly PlannedRevision[]; readonly notes: readonly string[] }> => {
  const clone = await openClone(context, live)
  try {
    const scripts = await context.scripts.load(prepared.map(({ step }) => step.revision.revision))
    const revisions: PlannedRevision[] = []
    for (const [i, step] of prepared.entries()) {
      const planned = await planRevision(context, { clone, live }, step, scripts[i]!)
      revisions.push(planned)
      if (planned.failure !== null) break
    }
    return { revisions, notes: clone.notes }
  } finally {
    await clone.close()
  }
}

/** Of everything that decides what happens: where it starts, which statements run, and the text of code that runs. */
const fingerprintOf = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  { current, revisions }: { readonly current: readonly string[]; readonly revisions: readonly PlannedRevision[] },
): Promise<string> => {
  const withCode = revisions.filter(({ changes }) => changes.some(isCode)).map(({ revision }) => revision)
  const hashes = await hashesOf(context, withCode)
  const steps = revisions.map(({ revision, from, to, changes, failure }) => ({
    revision,
    parents: graph.get(revision)?.downRevision ?? [],
    from,
    to,
    failure: failure?.message ?? null,
    changes: changes.map(({ operations, statements, otherwise }) => ({ operations, statements, otherwise })),
    code: withCode.includes(revision) ? { ...hashes[withCode.indexOf(revision)] } : null,
  }))
  return (await sha256(canonicalJson({ dialect: context.dialect.name, current, steps }))).slice(0, 32)
}

const isCode = ({ way }: PlannedChange): boolean => way === null

/** Throws `PLAN_CHANGED` where the fingerprint is not that of what upgrade would do. */
export const expectPlan = async (context: Context, target: string, expected: string): Promise<UpgradePlan> => {
  const plan = await makePlan(context, target)
  if (plan.fingerprint === expected.trim().toLowerCase()) return plan
  const place = plan.current.join(', ') || '<base>'
  throw new MigrateError(
    'PLAN_CHANGED',
    `the plan is not the expected one: from ${place}, ${plan.pending.length === 0 ? 'nothing is to be done' : `through ${plan.pending.join(', ')}`}, it has the fingerprint ${plan.fingerprint}`,
    {
      hint: 'Nothing was changed. The scripts, the database or the engine are not those that were looked at: look again with `migrate plan`.',
      data: { expected, fingerprint: plan.fingerprint },
    },
  )
}

/**
 * Throws `PLAN_CHANGED` where these are not the statements that were planned for the revision: its rows have sent it
 * another way. Inside its transaction, which is then rolled back. Not `isWhole`: the first of them, up to the end of a
 * part.
 */
export const expectStatements = (
  plan: UpgradePlan,
  revision: string,
  statements: readonly string[],
  { isWhole = true }: { readonly isWhole?: boolean } = {},
): void => {
  const planned = plan.steps.find((step) => step.revision === revision)
  const changes = planned?.changes.filter((change) => !isCode(change)) ?? []
  let rest = statements
  for (const { statements: first, otherwise } of changes) {
    if (!isWhole && rest.length === 0) return
    const taken = [first, ...otherwise].find((each) => each.every((sql, i) => rest[i] === sql))
    if (taken === undefined) throw otherStatements(revision)
    rest = rest.slice(taken.length)
  }
  if (planned === undefined || rest.length > 0) throw otherStatements(revision)
}

const otherStatements = (revision: string): MigrateError =>
  new MigrateError('PLAN_CHANGED', `revision ${revision} would run other statements than those that were planned`, {
    hint: 'Rows or tables changed since. Look again with `migrate plan`.',
  })
