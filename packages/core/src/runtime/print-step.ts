import type { Group, Way } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import type { Context } from './context.js'
import { isInParts } from './parts.js'
import type { PreparedStep } from './prepared-step.js'
import { comment } from './script-text.js'
import { type Segment, segmentsOf, touchedNames } from './segments.js'
import { besideRows, joinSettings, noSettings, refuseRowsBeside, type Settings, settingsOf } from './settings.js'
import { replayFailed, type Simulation } from './simulate.js'
import { withoutRow } from './take-way.js'

/** A group, and the name of the way that the script takes. */
export interface PlannedGroup extends Group {
  readonly taken: string
}

/** A step, and what stands in the script for it. */
export interface PrintedStep {
  readonly prepared: PreparedStep
  readonly segments: readonly PrintedSegment[]
}

/** A segment of a step as it stands in a script. */
export interface PrintedSegment {
  readonly statements: readonly string[]
  readonly settings: Settings
  readonly groups: readonly PlannedGroup[]
}

/**
 * The segments of a step, carried out on the stand-in; the transaction around them is the caller's, and `together` are
 * all operations in it. Throws what refuses them, naming the revision.
 */
export const printStep = async (
  context: Context,
  simulation: Simulation,
  prepared: PreparedStep,
  together: readonly Operation[],
): Promise<readonly PrintedSegment[]> => {
  const inParts = isInParts(prepared)
  const printed: PrintedSegment[] = []
  try {
    for (const segment of segmentsOf(context.dialect, prepared)) {
      const own = inParts && segment.kind === 'planned' ? segment.operations : prepared.operations
      printed.push(await printSegment(context, simulation, segment, { own, together: inParts ? own : together }))
    }
  } catch (error) {
    throw replayFailed(prepared.step.revision, error)
  }
  return printed
}

/** What is done beside a segment: by its revision, or by its part of one, and in its whole transaction. */
interface Beside {
  readonly own: readonly Operation[]
  readonly together: readonly Operation[]
}

const noStatements: PrintedSegment = { statements: [], settings: noSettings, groups: [] }

/** Several segments as one: all statements in their order, under all settings. */
export const joinSegments = (segments: readonly PrintedSegment[]): PrintedSegment => ({
  statements: segments.flatMap(({ statements }) => statements),
  settings: segments.map(({ settings }) => settings).reduce(joinSettings, noSettings),
  groups: segments.flatMap(({ groups }) => groups),
})

const printSegment = async (
  context: Context,
  simulation: Simulation,
  segment: Segment,
  { own, together }: Beside,
): Promise<PrintedSegment> => {
  const { dialect } = context
  if (segment.kind === 'alone') {
    await simulation.executeAlone(segment.sql)
    return { ...noStatements, statements: [segment.sql] }
  }
  if (segment.kind === 'run') {
    const { offline, description } = segment.operation
    if (offline === null || offline === 'skip') {
      return { ...noStatements, statements: [`-- Left out, since only code can do it: ${comment(description)}`] }
    }
    const written = offlineStatements(context, offline.sql)
    await simulation.execute(written)
    return { ...noStatements, statements: written }
  }
  const before = schemaReader(await simulation.read(touchedNames(segment.operations)))
  const printed: PrintedSegment[] = []
  for (const group of await dialect.plan(segment.operations, before, simulation.engine)) {
    const way = await simulation.perform(besideRows(group, together))
    const settings = settingsOf(way)
    if (settings.before.length > 0) refuseRowsBeside(group.operations, own, settings)
    const inside = way.statements.filter(({ transaction }) => transaction === 'inside')
    printed.push({
      statements: [...refusals(way), ...way.assertions, ...inside.map(({ sql }) => sql)],
      settings,
      groups: [{ ...group, taken: way.name }],
    })
  }
  return joinSegments(printed)
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
