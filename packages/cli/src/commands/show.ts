import { revisionBlock, revisionJson } from '../print/revision.js'
import type { CommandBody } from '../session.js'

export interface ShowOptions {
  readonly revision: string
}

export const show: CommandBody<ShowOptions> = async ({ revision }, session) => {
  const migrator = await session.openMigrator()
  const revisions = await migrator.show(revision)
  const [first] = revisions
  session.result(
    revisions.map((info) => revisionBlock(info)).join('\n'),
    revisions.length === 1 ? { revision: revisionJson(first!) } : { revisions: revisions.map(revisionJson) },
  )
  return 0
}
