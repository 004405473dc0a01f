import type { Group, Way } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { MigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation } from '../operations/operation.js'
import type { Step } from '../revisions/revision.js'
import { describeRevision } from '../scripts/in-script.js'
import { type Context, loadGraph, readRows } from './context.js'
import { isInParts } from './parts.js'
import { prepareSteps } from './prepare.js'
import type { PreparedStep } from './prepared-step.js'
import { comment, scriptHeading, terminated, versionTableStatements } from './script-text.js'
import { type Segment, segmentsOf, touchedNames } from './segments.js'
import { besideRows, joinSettings, noSettings, refuseRowsBeside, type Settings, settingsOf } from './settings.js'
import { openSimulation, performSimulated, replayFailed, type Simulation } from './simulate.js'
import { stepLine } from './steps.js'
import { withoutRow } from './take-way.js'
import { moveVersionRows } from './version-table.js'

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

/** A group, and the name of the way that the script takes. */
export interface PlannedGroup extends Group {
  readonly taken: string
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
  const simulation = await openSimulation(context, context.scriptEngine)
  try {
    for (const step of past) await performSimulated(context, simulation, step)
    const printed = []
    for (const step of steps) {
      printed.push(
        await printStep(context, simulation, step).catch((error) => {
          throw replayFailed(step.step.revision, error)
        }),
      )
    }
    return {
      sql: [
        scriptHeading(context, direction, from, steps.at(-1)?.step.to ?? from),
        ...printed.map(({ sql }) => sql),
      ].join('\n'),
      plan: { steps: printed.map(({ planned }) => planned) },
    }
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

const printStep = async (
  context: Context,
  simulation: Simulation,
  prepared: PreparedStep,
): Promise<{ readonly sql: string; readonly planned: PlannedStep }> => {
  const { dialect, history } = context
  const { step, operations } = prepared
  const inParts = isInParts(prepared)
  const before = await versionTableStatements(context, step.from)
  const printed: PrintedSegment[] = []
  for (const segment of segmentsOf(dialect, prepared)) {
    const beside = inParts && segment.kind === 'planned' ? segment.operations : operations
    printed.push(await printSegment(context, simulation, segment, beside))
  }
  const after = moveVersionRows(dialect, history.versionTable, step.from, step.to)
  const heading = `-- ${comment(stepLine(step))}`
  const whole = joined([{ ...nothing, statements: before }, ...printed, { ...nothing, statements: after }])
  const lines = inParts
    ? [
        heading,
        '-- Outside of a transaction, as its script says: where this stops, what was done stays. Look before you go on.',
        ...before.map(terminated),
        ...printed.flatMap((part) => asPart(context, part)),
        ...inTransaction(context, after),
      ]
    : [heading, ...around(whole.settings, inTransaction(context, whole.statements))]
  const { direction, revision, from, to } = step
  return {
    sql: `${lines.join('\n')}\n`,
    planned: { direction, revision: revision.revision, from, to, groups: whole.groups },
  }
}

/** A segment as it stands in a script. */
interface PrintedSegment {
  readonly statements: readonly string[]
  readonly settings: Settings
  readonly groups: readonly PlannedGroup[]
}

const nothing: PrintedSegment = { statements: [], settings: noSettings, groups: [] }

const joined = (segments: readonly PrintedSegment[]): PrintedSegment => ({
  statements: segments.flatMap(({ statements }) => statements),
  settings: segments.map(({ settings }) => settings).reduce(joinSettings, noSettings),
  groups: segments.flatMap(({ groups }) => groups),
})

const inTransaction = ({ dialect: { script } }: Context, statements: readonly string[]): readonly string[] => [
  terminated(script.begin),
  ...statements.map(terminated),
  terminated(script.commit),
]

const around = ({ before, after }: Settings, lines: readonly string[]): readonly string[] => [
  ...before.map(terminated),
  ...lines,
  ...after.map(terminated),
]

/** A part of one statement is whole by itself; one of several is in a transaction of its own, as upgrade runs it. */
const asPart = (context: Context, { statements, settings }: PrintedSegment): readonly string[] =>
  statements.filter((sql) => !sql.startsWith('--')).length > 1
    ? around(settings, inTransaction(context, statements))
    : around(settings, statements.map(terminated))

const printSegment = async (
  context: Context,
  simulation: Simulation,
  segment: Segment,
  beside: readonly Operation[],
): Promise<PrintedSegment> => {
  const { dialect } = context
  if (segment.kind === 'alone') {
    await simulation.executeAlone(segment.sql)
    return { ...nothing, statements: [segment.sql] }
  }
  if (segment.kind === 'run') {
    const { offline, description } = segment.operation
    if (offline === null || offline === 'skip') {
      return { ...nothing, statements: [`-- Left out, since only code can do it: ${comment(description)}`] }
    }
    const written = offlineStatements(context, offline.sql)
    await simulation.execute(written)
    return { ...nothing, statements: written }
  }
  const before = schemaReader(await simulation.read(touchedNames(segment.operations)))
  const printed: PrintedSegment[] = []
  for (const group of await dialect.plan(segment.operations, before, simulation.engine)) {
    const way = await simulation.perform(besideRows(group, beside))
    const settings = settingsOf(way)
    if (settings.before.length > 0) refuseRowsBeside(group.operations, beside, settings)
    const inside = way.statements.filter(({ transaction }) => transaction === 'inside')
    printed.push({
      statements: [...refusals(way), ...way.assertions, ...inside.map(({ sql }) => sql)],
      settings,
      groups: [{ ...group, taken: way.name }],
    })
  }
  return joined(printed)
}

/** What would be asked of a database that is there: in a script it is a note to its reader. */
const refusals = ({ before }: Way): readonly string[] =>
  before.flatMap(({ about, otherwise }) =>
    about === 'schema' || otherwise === 'next way' ? [] : [`-- Fails if: ${comment(withoutRow(otherwise.refuse))}`],
  )

const offlineStatements = ({ dialect }: Context, sql: string): readonly string[] => {
  const statements = dialect.splitStatements(sql)
  for (const statement of statements) {
    const reason = dialect.refuseStatement(statement)
    if (reason !== null) throw new MigrateError('OPERATION_REFUSED', `offline: ${reason}`)
  }
  return statements
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
