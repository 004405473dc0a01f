import { MigrateError } from '../errors.js'
import { type Context, loadGraph, readRows } from './context.js'
import { scriptHeading, terminated, versionTableStatements } from './script-text.js'
import { stampPlaces } from './stamp.js'
import { stepLine } from './steps.js'
import { createVersionTable, moveVersionRows } from './version-table.js'

/**
 * The SQL script that does what stamp would, without a database. Each target may be `start:end`, all with one start;
 * base where left out, and `current` is read from the database. Throws `USAGE` for several starts.
 */
export const printStamp = async (context: Context, targets: readonly string[]): Promise<string> => {
  const graph = await loadGraph(context)
  const { start, ends } = splitTargets(targets)
  const from = graph.rowsOf(
    graph.applied(start === 'current' ? ((await readRows(context)) ?? []) : graph.resolve(start, [])),
  )
  const steps = graph.stamp(stampPlaces(graph, ends), from)
  const to = steps.at(-1)?.to ?? from
  const { dialect, history } = context
  const heading = scriptHeading(context, { what: 'stamp', from, to, unit: 'script' })
  if (steps.length === 0) return heading
  const statements = [
    ...(await versionTableStatements(context, from)),
    ...moveVersionRows(dialect, history.versionTable, from, to),
  ]
  const lines = [
    ...steps.map((step) => `-- ${stepLine(step)}`),
    terminated(dialect.script.begin),
    ...statements.map(terminated),
    terminated(dialect.script.commit),
  ]
  return `${heading}\n${lines.join('\n')}\n`
}

/** The statements that make the version table where it is not there yet. */
export const printVersionTable = async ({ dialect, history, scriptEngine }: Context): Promise<string> => {
  const statements = await createVersionTable(dialect, history.versionTable, scriptEngine, { ifNotExists: true })
  return statements.map(({ sql }) => `${terminated(sql)}\n`).join('')
}

const splitTargets = (targets: readonly string[]): { readonly start: string; readonly ends: readonly string[] } => {
  const parts = targets.map((target) => {
    const colon = target.indexOf(':')
    return colon < 0
      ? { start: 'base', end: target }
      : { start: target.slice(0, colon) || 'base', end: target.slice(colon + 1) }
  })
  const starts = [...new Set(parts.map(({ start }) => start))]
  if (starts.length === 1) return { start: starts[0]!, ends: parts.map(({ end }) => end) }
  throw new MigrateError('USAGE', 'Stamp operation with --sql only supports a single starting revision at a time', {
    hint: `These start at ${starts.join(', ')}: print a script for each.`,
  })
}
