import type { Operation } from '../operations/operation.js'
import type { Step } from '../revisions/revision.js'
import type { ScriptHeader } from '../scripts/script-source.js'

/** A step with the operations that its script records for it. */
export interface PreparedStep {
  readonly step: Step<ScriptHeader>
  readonly operations: readonly Operation[]
}
