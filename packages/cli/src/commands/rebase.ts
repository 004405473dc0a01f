import { revisionJson } from '../print/revision.js'
import type { CommandBody } from '../session.js'

export interface RebaseCommandOptions {
  readonly revision: string
  readonly onto?: string | undefined
}

export const rebase: CommandBody<RebaseCommandOptions> = async ({ revision, onto }, session) => {
  const migrator = await session.openMigrator()
  const { revision: moved, from, to, heads } = await migrator.rebase(revision, { onto })
  session.result(`${moved.revision} follows ${to.join(', ')} now; it followed ${from.join(', ') || '<base>'}.`, {
    revision: revisionJson(moved),
    from,
    to,
    heads,
  })
  if (heads.length > 1) session.notice(`There are ${heads.length} heads still: ${heads.join(', ')}.`)
  return 0
}
