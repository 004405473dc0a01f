import { MigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import { describeRevision } from '../scripts/in-script.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import type { PreparedStep } from './prepared-step.js'
import { changesRows, type Settings } from './settings.js'

/**
 * Settings hold for a whole transaction, so where several steps share one, the rows of one would be changed under those
 * that another takes. Throws `OPERATION_REFUSED` naming both.
 */
export const refuseRowsTogether = (
  steps: readonly PreparedStep[],
  { taking, settings, hint }: { readonly taking: ScriptHeader; readonly settings: Settings; readonly hint: string },
): void => {
  const changing = steps.find(({ operations }) => operations.some(changesRows))
  if (steps.length === 1 || changing === undefined) return
  const onRows = changing.operations.find(changesRows)!
  throw new MigrateError(
    'OPERATION_REFUSED',
    `revision ${describeRevision(taking)} takes «${settings.before.join('; ')}» for its whole transaction, which is that of the run (transaction: 'all'), so «${describeOperation(onRows)}» of revision ${changing.step.revision.revision}, which changes rows, cannot stand in it: what the database does by itself when rows change would not happen`,
    { hint },
  )
}
