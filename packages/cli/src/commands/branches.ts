import { revisionBlock, revisionJson, revisionLine } from '../print/revision.js'
import type { CommandBody } from '../session.js'

export const branches: CommandBody<object> = async (_options, session) => {
  const migrator = await session.openMigrator()
  const found = await migrator.branches()
  const { verbose } = session.options
  const paragraphs = found.map(({ revision, children }) => {
    const first = verbose ? revisionBlock(revision) : revisionLine(revision, { labels: true })
    const indent = ' '.repeat(revision.revision.length)
    const lines = children.map((child) => `${indent} -> ${revisionLine(child, { labels: true, doc: verbose })}`)
    return `${[first, ...lines].join('\n')}\n`
  })
  session.result(paragraphs.join('\n'), { revisions: found.map(({ revision }) => revisionJson(revision)) })
  return 0
}
