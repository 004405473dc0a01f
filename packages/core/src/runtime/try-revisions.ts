import { MigrateError, messageOf } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import type { Context } from './context.js'
import { prepareSteps } from './prepare.js'
import type { PreparedStep } from './prepared-step.js'
import type { RevisionChanges } from './process-revision.js'
import { openSimulation, performSimulated } from './simulate.js'

/**
 * Does revisions that are to be written on the stand-in, up and down. Throws what refuses an upgrade; gives what else
 * may go wrong, in sentences.
 */
export const tryRevisions = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  revisions: readonly RevisionChanges[],
): Promise<readonly string[]> => {
  if (revisions.length === 0) return []
  const past = await prepareSteps(context, graph, graph.upgrade(graph.realHeads, []))
  const simulation = await openSimulation(context)
  const notes: string[] = []
  try {
    for (const step of past) await performSimulated(context, simulation, step)
    for (const { upgrade } of revisions) {
      const step = newStep('upgrade', upgrade)
      await performSimulated(context, simulation, step, (refusal) => notes.push(refusal)).catch(couldNotBeApplied)
    }
    for (const { downgrade } of revisions.toReversed()) {
      await performSimulated(context, simulation, newStep('downgrade', downgrade)).catch(({ cause }: MigrateError) => {
        notes.push(`its downgrade cannot be run: ${messageOf(cause)}`)
      })
    }
    return notes
  } finally {
    await simulation.close()
  }
}

const couldNotBeApplied = ({ code, hint, cause }: MigrateError): never => {
  throw new MigrateError(code, `the new revision could never be applied, so it was not written: ${messageOf(cause)}`, {
    hint: hint ?? undefined,
    cause,
  })
}

const newStep = (direction: 'upgrade' | 'downgrade', operations: readonly Operation[]): PreparedStep => ({
  step: {
    direction,
    revision: {
      revision: 'to be written',
      downRevision: [],
      dependsOn: [],
      branchLabels: [],
      message: '',
      doc: '',
      path: null,
      transaction: 'default',
    },
    from: [],
    to: [],
  },
  operations,
})
