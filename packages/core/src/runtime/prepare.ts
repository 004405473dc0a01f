import { MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import { recordOperations } from '../operations/recorder.js'
import { reverseOperations } from '../operations/reverse.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { Step } from '../revisions/revision.js'
import type { Schema } from '../schema/types.js'
import { describeRevision, inScript } from '../scripts/in-script.js'
import type { Script, ScriptHeader } from '../scripts/script-source.js'
import { compileQuery } from './compile-query.js'
import type { Context } from './context.js'
import type { PreparedStep } from './prepared-step.js'
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
  const derived = new Set<string>()
  const prepared: PreparedStep[] = []
  for (const [i, step] of steps.entries()) {
    const script = scripts[i]!
    const back = step.direction === 'upgrade' ? undefined : script.downgrade
    if (back === null) {
      throw new MigrateError(
        'IRREVERSIBLE',
        `revision ${describeRevision(step.revision)} says that there is no way back`,
      )
    }
    if (step.direction === 'downgrade' && back === undefined) derived.add(step.revision.revision)
    prepared.push({
      step,
      operations: await recordScript(context, script, back === undefined ? 'upgrade' : 'downgrade'),
    })
  }
  return derived.size === 0 ? prepared : deriveDowngrades(context, graph, prepared, derived)
}

/** Where a script leaves its downgrade out, what it upgrades is undone, seen from the schema that it found. */
const deriveDowngrades = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  prepared: readonly PreparedStep[],
  derived: ReadonlySet<string>,
): Promise<readonly PreparedStep[]> => {
  const before = new Map<string, Schema>()
  const past = await prepareSteps(context, graph, graph.upgrade(prepared[0]!.step.from, []))
  await simulate(context, past, {
    async before({ step: { revision } }, read) {
      if (derived.has(revision.revision)) before.set(revision.revision, await read())
    },
  })
  return Promise.all(
    prepared.map(async ({ step, operations }) => {
      const schema = before.get(step.revision.revision)
      if (schema === undefined) return { step, operations }
      return { step, operations: await inScript(step.revision, () => reverseOperations(operations, schema)) }
    }),
  )
}

/** What the script records. Throws `INVALID_SCRIPT`. */
export const recordScript = (
  context: Context,
  script: Script,
  direction: 'upgrade' | 'downgrade',
): Promise<readonly Operation[]> =>
  inScript(script.header, () =>
    recordOperations(script[direction]!, {
      dialect: context.dialect.name,
      naming: context.history.naming,
      compile: (query) => compileQuery(context.dialect, query),
    }),
  )
