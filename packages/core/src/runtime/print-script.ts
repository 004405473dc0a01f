import type { Group, Way } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { MigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation } from '../operations/operation.js'
import type { Step } from '../revisions/revision.js'
import { describeRevision } from '../scripts/in-script.js'
import { type Context, loadGraph, readRows } from './context.js'
import { prepareSteps } from './prepare.js'
import type { PreparedStep } from './prepared-step.js'
import { comment, scriptHeading, terminated, versionTableStatements } from './script-text.js'
import { cutSegments, touchedNames } from './segments.js'
import { besideRows, joinSettings, noSettings, refuseRowsBeside, settingsOf } from './settings.js'
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
  const statements = [...(await versionTableStatements(context, step.from))]
  const groups: PlannedGroup[] = []
  let settings = noSettings
  for (const segment of cutSegments(operations)) {
    if (segment.kind === 'run') {
      const { offline, description } = segment.operation
      if (offline === null || offline === 'skip') {
        statements.push(`-- Left out, since only code can do it: ${comment(description)}`)
        continue
      }
      const written = offlineStatements(context, offline.sql)
      await simulation.execute(written)
      statements.push(...written)
      continue
    }
    const before = schemaReader(await simulation.read(touchedNames(segment.operations)))
    for (const group of await dialect.plan(segment.operations, before, simulation.engine)) {
      const way = await simulation.perform(besideRows(group, operations))
      groups.push({ ...group, taken: way.name })
      const needed = settingsOf(way)
      if (needed.before.length > 0) refuseRowsBeside(group.operations, operations, needed)
      settings = joinSettings(settings, needed)
      const inside = way.statements.filter(({ transaction }) => transaction === 'inside')
      statements.push(...refusals(way), ...way.assertions, ...inside.map(({ sql }) => sql))
    }
  }
  statements.push(...moveVersionRows(dialect, history.versionTable, step.from, step.to))
  const sql = `${[
    `-- ${comment(stepLine(step))}`,
    ...settings.before.map(terminated),
    terminated(dialect.script.begin),
    ...statements.map(terminated),
    terminated(dialect.script.commit),
    ...settings.after.map(terminated),
  ].join('\n')}\n`
  const { direction, revision, from, to } = step
  return { sql, planned: { direction, revision: revision.revision, from, to, groups } }
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
