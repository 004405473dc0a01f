import { MigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation } from '../operations/operation.js'
import type { Step } from '../revisions/revision.js'
import { describeRevision } from '../scripts/in-script.js'
import { type Context, loadGraph, readRows } from './context.js'
import { isInParts } from './parts.js'
import { prepareSteps } from './prepare.js'
import type { PreparedStep } from './prepared-step.js'
import { joinSegments, type PlannedGroup, type PrintedStep, printStep } from './print-step.js'
import { refuseRowsTogether } from './rows-together.js'
import { linesOf } from './script-lines.js'
import { scriptHeading } from './script-text.js'
import { openSimulation, performSimulated, type Simulation } from './simulate.js'

/** A printed script, and what it was planned from. */
export interface PrintedScript {
  readonly sql: string
  readonly plan: { readonly steps: readonly PlannedStep[] }
}

/** A step as it is planned: its groups of operations, each with the ways of doing it, their reasons and questions. */
export interface PlannedStep {
  readonly direction: Step['direction']
  readonly revision: string
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly groups: readonly PlannedGroup[]
}

/**
 * The SQL script that does what upgrade or downgrade would do, without a database. `target` is a revision (from base)
 * or `start:end`; a start of `current` is read from the database. Throws `NOT_OFFLINE` for a data step that only code
 * can do, before anything is printed.
 */
export const printScript = async (
  context: Context,
  direction: 'upgrade' | 'downgrade',
  target: string,
): Promise<PrintedScript> => {
  const graph = await loadGraph(context)
  const [start, end] = await scriptRange(context, direction, target)
  const from = Array.isArray(start) ? start : graph.resolve(start as string)
  const past = await prepareSteps(context, graph, graph.upgrade(from, []))
  const steps = await prepareSteps(context, graph, graph[direction](end, from))
  for (const step of steps) refuseDataSteps(step)
  const stretches = stretchesOf(context, steps)
  const simulation = await openSimulation(context, context.scriptEngine)
  try {
    for (const step of past) await performSimulated(context, simulation, step)
    const printed: PrintedStep[] = []
    const texts: string[] = []
    for (const stretch of stretches) {
      const own = await printStretch(context, simulation, stretch)
      texts.push(`${(await linesOf(context, own)).join('\n')}\n`)
      printed.push(...own)
    }
    const to = steps.at(-1)?.step.to ?? from
    const heading = scriptHeading(context, { what: direction, from, to, unit: unitOf(context, stretches) })
    return { sql: [heading, ...texts].join('\n'), plan: { steps: printed.map(plannedStep) } }
  } finally {
    await simulation.close()
  }
}

const scriptRange = async (
  context: Context,
  direction: string,
  target: string,
): Promise<[start: string | readonly string[], end: string]> => {
  const colon = target.indexOf(':')
  if (colon < 0) {
    if (direction === 'upgrade') return ['base', target]
    throw new MigrateError('USAGE', 'downgrade with --sql requires <fromrev>:<torev>', {
      hint: 'For example: migrate downgrade head:base --sql',
    })
  }
  const start = target.slice(0, colon) || 'base'
  const end = target.slice(colon + 1) || (direction === 'upgrade' ? 'head' : 'base')
  return [start === 'current' ? ((await readRows(context)) ?? []) : start, end]
}

const refuseDataSteps = ({ step, operations }: PreparedStep): void => {
  const blocked = operations.find(isOnlyCode)
  if (blocked === undefined) return
  throw new MigrateError(
    'NOT_OFFLINE',
    `revision ${describeRevision(step.revision)} cannot be printed as SQL: ${describeOperation(blocked)}`,
    { hint: "Give the step `offline: sql`…``, or `offline: 'skip'`; or apply it with a database." },
  )
}

const isOnlyCode = (operation: Operation): boolean => operation.kind === 'run' && operation.offline === null

/** Steps that share a transaction, or one that is done in parts. */
type Stretch = readonly [PreparedStep, ...PreparedStep[]]

const stretchesOf = ({ history }: Context, steps: readonly PreparedStep[]): readonly Stretch[] => {
  const stretches: [PreparedStep, ...PreparedStep[]][] = []
  for (const step of steps) {
    const last = stretches.at(-1)
    if (history.transaction === 'each' || last === undefined || isInParts(last[0]) || isInParts(step)) {
      stretches.push([step])
    } else last.push(step)
  }
  return stretches
}

/** What an error leaves nothing of. */
const unitOf = ({ history }: Context, { length }: readonly Stretch[]): 'revision' | 'transaction' | 'script' => {
  if (history.transaction === 'each') return 'revision'
  return length > 1 ? 'transaction' : 'script'
}

const printStretch = async (
  context: Context,
  simulation: Simulation,
  stretch: Stretch,
): Promise<readonly PrintedStep[]> => {
  const together = stretch.flatMap(({ operations }) => operations)
  const printed: PrintedStep[] = []
  for (const prepared of stretch) {
    printed.push({ prepared, segments: await printStep(context, simulation, prepared, together) })
  }
  for (const { prepared, segments } of printed) {
    const { settings } = joinSegments(segments)
    if (settings.before.length === 0) continue
    const hint = 'Print the two apart: START:END.'
    refuseRowsTogether(stretch, { taking: prepared.step.revision, settings, hint })
  }
  return printed
}

const plannedStep = ({ prepared: { step }, segments }: PrintedStep): PlannedStep => {
  const { direction, revision, from, to } = step
  return { direction, revision: revision.revision, from, to, groups: joinSegments(segments).groups }
}
