import type { AnswerFlags } from '../questions/answer-flags.js'
import type { NewScriptFlags } from '../scripts/new-script-options.js'

/** What the command line of `revision` says. */
export interface RevisionOptions extends NewScriptFlags, AnswerFlags {
  readonly message: string
  readonly autogenerate: boolean
  readonly offline: boolean
  readonly allowDrops: boolean
  readonly head?: string | undefined
  readonly splice: boolean
  readonly amend: boolean
  readonly force: boolean
  readonly dependsOn: readonly string[]
}
