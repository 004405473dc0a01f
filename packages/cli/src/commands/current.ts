import { revisionBlock, revisionJson, revisionLine } from '../print/revision.js'
import type { CommandBody } from '../session.js'

export interface CurrentOptions {
  readonly checkHeads: boolean
}

export const current: CommandBody<CurrentOptions> = async ({ checkHeads }, session) => {
  const migrator = await session.openMigrator()
  const revisions = await migrator.current()
  const text = session.options.verbose
    ? [`Current revision(s) for ${await session.database()}:`, ...revisions.map((info) => revisionBlock(info))].join(
        '\n',
      )
    : revisions.map((info) => revisionLine(info)).join('\n')
  session.result(text, { revisions: revisions.map(revisionJson) })
  if (!checkHeads) return 0
  const behind = (await migrator.heads({ resolveDependencies: true })).filter(
    (head) => !revisions.some(({ revision }) => revision === head.revision),
  )
  if (behind.length === 0) return 0
  const missing = behind.map(({ revision }) => revision).join(', ')
  session.notice(`Database is not on all head revisions: it is not at ${missing}.`)
  return 3
}
