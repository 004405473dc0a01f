import { logBlock, logLine } from '../print/log.js'
import type { CommandBody } from '../session.js'

export const log: CommandBody<object> = async (_options, session) => {
  const migrator = await session.openMigrator()
  const entries = await migrator.log()
  if (entries.length === 0) session.notice(`Nothing is written down about ${await session.database()} yet.`)
  const messages = new Map((await migrator.history()).map(({ revision, message }) => [revision, message]))
  const messageOf = (revision: string | null): string => messages.get(revision ?? '') ?? ''
  const text = session.options.verbose
    ? entries.map((entry) => logBlock(entry, messageOf(entry.revision))).join('\n')
    : entries.map((entry) => logLine(entry, messageOf(entry.revision))).join('\n')
  session.result(text, { entries })
  return 0
}
