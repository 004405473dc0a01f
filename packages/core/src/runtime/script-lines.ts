import type { Context } from './context.js'
import { isInParts } from './parts.js'
import type { PreparedStep } from './prepared-step.js'
import { joinSegments, type PrintedSegment, type PrintedStep } from './print-step.js'
import { comment, terminated, versionTableStatements } from './script-text.js'
import { joinSettings, noSettings, type Settings } from './settings.js'
import { stepLine } from './steps.js'
import { moveVersionRows } from './version-table.js'

/** The lines of steps that share a transaction, or of one that is done in parts: each asserts where it starts. */
export const linesOf = async (context: Context, steps: readonly PrintedStep[]): Promise<readonly string[]> => {
  const [first] = steps
  if (first === undefined) return []
  const start = await versionTableStatements(context, first.prepared.step.from)
  if (isInParts(first.prepared)) return linesInParts(context, first, start)
  return context.history.transaction === 'each'
    ? linesAlone(context, first, start)
    : linesTogether(context, steps, start)
}

const linesInParts = (
  context: Context,
  { prepared, segments }: PrintedStep,
  start: readonly string[],
): readonly string[] => [
  headingOf(prepared),
  '-- Outside of a transaction, as its script says: where this stops, what was done stays. Look before you go on.',
  ...start.map(terminated),
  ...segments.flatMap((part) => asPart(context, part)),
  ...inTransaction(context, rowsOf(context, prepared).map(terminated)),
]

/** A part of one statement is whole by itself; one of several is in a transaction of its own, as upgrade runs it. */
const asPart = (context: Context, { statements, settings }: PrintedSegment): readonly string[] => {
  const lines = statements.map(terminated)
  const isOne = statements.filter((sql) => !sql.startsWith('--')).length <= 1
  return around(settings, isOne ? lines : inTransaction(context, lines))
}

const linesAlone = (
  context: Context,
  { prepared, segments }: PrintedStep,
  start: readonly string[],
): readonly string[] => {
  const { statements, settings } = joinSegments(segments)
  const inside = [...start, ...statements, ...rowsOf(context, prepared)]
  return [headingOf(prepared), ...around(settings, inTransaction(context, inside.map(terminated)))]
}

/** Only the first step asserts where it starts: nobody else can move the rows before the last has ended. */
const linesTogether = (
  context: Context,
  steps: readonly PrintedStep[],
  start: readonly string[],
): readonly string[] => {
  const settings = steps.map(({ segments }) => joinSegments(segments).settings).reduce(joinSettings, noSettings)
  const inside = steps.flatMap(({ prepared, segments }) => [
    '',
    headingOf(prepared),
    ...[...joinSegments(segments).statements, ...rowsOf(context, prepared)].map(terminated),
  ])
  return around(settings, inTransaction(context, [...start.map(terminated), ...inside, '']))
}

const headingOf = ({ step }: PreparedStep): string => `-- ${comment(stepLine(step))}`

const rowsOf = ({ dialect, history }: Context, { step }: PreparedStep): readonly string[] =>
  moveVersionRows(dialect, history.versionTable, step.from, step.to)

const inTransaction = ({ dialect: { script } }: Context, lines: readonly string[]): readonly string[] => [
  terminated(script.begin),
  ...lines,
  terminated(script.commit),
]

const around = ({ before, after }: Settings, lines: readonly string[]): readonly string[] => [
  ...before.map(terminated),
  ...lines,
  ...after.map(terminated),
]
