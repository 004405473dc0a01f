import { isMigrateError, MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import { recordOperations } from '../operations/recorder.js'
import { reverseOperations } from '../operations/reverse.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { Step } from '../revisions/revision.js'
import type { Script, ScriptHeader } from '../scripts/script-source.js'
import { compileQuery } from './compile-query.js'
import type { Context } from './context.js'
import { describeRevision, type PreparedStep } from './prepared-step.js'
import { simulate } from './simulate.js'

/**
 * Loads and records the scripts of all steps, so that what is wrong with any of them is known before the first one is
 * taken. Throws `INVALID_SCRIPT` or `IRREVERSIBLE`, naming revision and file.
 */
export const prepareSteps = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  steps: readonly Step<ScriptHeader>[],
): Promise<readonly PreparedStep[]> => {
  const scripts = await context.scripts.load(steps.map(({ revision }) => revision.revision))
  const prepared: PreparedStep[] = []
  for (const [i, step] of steps.entries()) {
    const script = scripts[i]!
    refuseUntransacted(step)
    const operations =
      step.direction === 'upgrade' ? await record(context, script, 'upgrade') : await undo(context, graph, script, step)
    prepared.push({ step, operations })
  }
  return prepared
}

/** What the upgrade of a script records. */
export const recordUpgrade = (context: Context, script: Script): Promise<readonly Operation[]> =>
  record(context, script, 'upgrade')

const undo = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  script: Script,
  step: Step<ScriptHeader>,
): Promise<readonly Operation[]> => {
  if (script.downgrade === null) {
    throw new MigrateError('IRREVERSIBLE', `revision ${describeRevision(script.header)} says that there is no way back`)
  }
  if (script.downgrade !== undefined) return record(context, script, 'downgrade')
  const upgrade = await record(context, script, 'upgrade')
  const before = await simulate(context, await prepareSteps(context, graph, graph.upgrade(step.to, [])))
  return inScript(script, () => reverseOperations(upgrade, before))
}

const record = (context: Context, script: Script, direction: 'upgrade' | 'downgrade'): Promise<readonly Operation[]> =>
  inScript(script, () =>
    recordOperations(script[direction]!, {
      dialect: context.dialect.name,
      naming: context.history.naming,
      compile: (query) => compileQuery(context.dialect, query),
    }),
  )

/** Whatever goes wrong in a script is told with its name. */
const inScript = async <T>(script: Script, work: () => T | Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    const [code, message] = isMigrateError(error)
      ? [error.code, error.message]
      : ['SCRIPT_THREW', error instanceof Error ? `${error.name}: ${error.message}` : String(error)]
    throw new MigrateError(code, `revision ${describeRevision(script.header)}: ${message}`, {
      hint: (isMigrateError(error) ? error.hint : null) ?? 'Nothing was changed.',
      cause: error,
    })
  }
}

const refuseUntransacted = ({ revision }: Step<ScriptHeader>): void => {
  if (revision.transaction === 'default') return
  throw new MigrateError(
    'NOT_SUPPORTED_YET',
    `revision ${describeRevision(revision)} has transaction = 'none', which this version does not run`,
    { hint: 'Leave `transaction` out: the revision is then applied whole or not at all.' },
  )
}
