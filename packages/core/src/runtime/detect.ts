import { describeDrift } from '../autogenerate/describe-drift.js'
import { MigrateError } from '../errors.js'
import { compareWithHistory } from './compare.js'
import { type Context, loadGraph } from './context.js'
import { prepareSteps } from './prepare.js'
import { touchedNames } from './segments.js'
import { equalStages, nearestStages, type Stage, stagesOf } from './stages.js'
import { readState } from './state.js'

/**
 * The version rows that a database's schema speaks for: those of the revisions that make exactly its tables. Changes
 * nothing. Throws `NO_EQUAL_REVISION`, saying how the nearest differs, and `SEVERAL_EQUAL_REVISIONS` where later ones
 * change rows only, which no schema tells.
 */
export const detect = async (context: Context): Promise<readonly string[]> => {
  const graph = await loadGraph(context)
  const steps = await prepareSteps(context, graph, graph.upgrade('heads', []))
  const { schema } = await readState(
    context,
    steps.flatMap(({ operations }) => touchedNames(operations)),
  )
  const stages = await stagesOf(context, steps)
  const equal = await equalStages(context, schema, stages)
  const [first, ...others] = equal
  if (first === undefined) throw await noEqual(context, schema, stages)
  if (others.length === 0) return first.step.to
  throw new MigrateError(
    'SEVERAL_EQUAL_REVISIONS',
    `the schema equals revisions ${equal.map(idOf).join(', ')}: those after ${idOf(first)} change no table`,
    { hint: `Look which of their rows are there, and say it: migrate stamp ${idOf(first)}` },
  )
}

const idOf = ({ step }: Stage): string => step.revision.revision

/** Stages that are looked at closely: more of them have the same tables only in a history of many small changes. */
const candidates = 20

const noEqual = async (
  context: Context,
  database: Parameters<typeof equalStages>[1],
  stages: readonly Stage[],
): Promise<MigrateError> => {
  let nearest: { readonly stage: Stage; readonly differences: readonly string[] } | null = null
  for (const stage of nearestStages(database, stages, candidates)) {
    const { operations, unwritten } = await compareWithHistory(context, database, stage.schema)
    const differences = [...describeDrift(operations), ...unwritten.map((table) => `the table ${table} differs`)]
    if (nearest === null || differences.length < nearest.differences.length) nearest = { stage, differences }
  }
  if (nearest === null) {
    return new MigrateError('NO_EQUAL_REVISION', 'the history makes no table, so there is nothing to compare with', {
      hint: 'Say where the database is: migrate stamp REVISION',
    })
  }
  const { stage, differences } = nearest
  const told = differences.slice(0, 5).join('; ')
  const rest = differences.length > 5 ? ` (and ${differences.length - 5} more)` : ''
  return new MigrateError(
    'NO_EQUAL_REVISION',
    `the schema equals no revision; ${idOf(stage)} is the nearest: ${told}${rest}`,
    {
      hint: `Repair that by hand, or say so as it is: migrate stamp ${idOf(stage)}`,
      data: { nearest: idOf(stage), differences },
    },
  )
}
