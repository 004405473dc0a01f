import { revisionBlock, revisionJson, revisionLine } from '../print/revision.js'
import type { CommandBody } from '../session.js'

export interface HeadsOptions {
  readonly resolveDependencies: boolean
  readonly failIfMultiple: boolean
}

export const heads: CommandBody<HeadsOptions> = async ({ resolveDependencies, failIfMultiple }, session) => {
  const migrator = await session.openMigrator()
  const revisions = await migrator.heads({ resolveDependencies })
  const text = session.options.verbose
    ? revisions.map(revisionBlock).join('\n').trimEnd()
    : revisions.map((info) => revisionLine(info, { labels: true })).join('\n')
  session.result(text, { revisions: revisions.map(revisionJson) })
  return failIfMultiple && revisions.length > 1 ? 6 : 0
}
