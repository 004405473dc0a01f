import { revisionBlock, revisionJson, revisionLine } from '../print/revision.js'
import type { CommandBody } from '../session.js'

export interface HistoryCommandOptions {
  readonly revRange?: string | undefined
  readonly indicateCurrent: boolean
}

export const history: CommandBody<HistoryCommandOptions> = async ({ revRange, indicateCurrent }, session) => {
  const migrator = await session.openMigrator()
  const revisions = await migrator.history({ range: revRange, indicateCurrent })
  const text = session.options.verbose
    ? revisions.map((info) => revisionBlock(info, { current: indicateCurrent })).join('\n')
    : revisions
        .map((info) => revisionLine(info, { parents: true, labels: true, doc: true, current: indicateCurrent }))
        .join('\n')
  session.result(text, { revisions: revisions.map(revisionJson) })
  return 0
}
