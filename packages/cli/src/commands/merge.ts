import { tellNewScript } from '../print/new-script.js'
import { revisionJson } from '../print/revision.js'
import { type NewScriptFlags, newScriptOptions } from '../scripts/new-script-options.js'
import type { CommandBody } from '../session.js'

export interface MergeCommandOptions extends NewScriptFlags {
  readonly revisions: readonly string[]
  readonly message?: string | undefined
  readonly splice: boolean
}

export const merge: CommandBody<MergeCommandOptions> = async (options, session) => {
  const { revisions, message, splice } = options
  const migrator = await session.openMigrator()
  const merged = await migrator.merge(revisions, { message, splice, ...(await newScriptOptions(options, session)) })
  const next = 'It joins these branches and changes nothing else. Apply it with:'
  await tellNewScript(merged, { next, document: { revision: revisionJson(merged) } }, session)
  return 0
}
