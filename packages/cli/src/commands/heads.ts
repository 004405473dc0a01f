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
    ? revisions.map((info) => revisionBlock(info)).join('\n')
    : revisions.map((info) => revisionLine(info, { labels: true, tree: false })).join('\n')
  session.result(text, { revisions: revisions.map(revisionJson) })
  if (!failIfMultiple || revisions.length < 2) return 0
  session.notice(`There are ${revisions.length} heads. Join them with: migrate merge heads`)
  return 6
}
