import type { Operation } from '../operations/operation.js'
import type { Step } from '../revisions/revision.js'
import type { ScriptHeader } from '../scripts/script-source.js'

/** A step with the operations that its script records for it. */
export interface PreparedStep {
  readonly step: Step<ScriptHeader>
  readonly operations: readonly Operation[]
}

/** The revision, with its file where it has one. */
export const describeRevision = ({ revision, path }: ScriptHeader): string =>
  path === null ? revision : `${revision} (${path})`
