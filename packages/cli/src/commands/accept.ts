import type { CommandBody, Session } from '../session.js'
import { usageError } from '../usage-error.js'

export interface AcceptOptions {
  readonly revision: string
  readonly message: string
  readonly part: string | undefined
  readonly done: boolean
  readonly notDone: boolean
}

export const accept: CommandBody<AcceptOptions> = async (options, session) => {
  const { revision: given, message, part } = options
  if (part !== undefined || options.done || options.notDone) return acceptPart(options, session)
  const migrator = await session.openMigrator()
  const { revision, accepted } = await migrator.accept(given, { reason: message })
  if (session.options.json) session.result('', { revision, accepted })
  else
    session.notice(
      accepted.length === 0
        ? `Nothing to accept: revision ${revision} is what was applied, as far as it is known.`
        : `Revision ${revision} is accepted as it is now. No migration was run.`,
    )
  return 0
}

const acceptPart = async (
  { revision: given, message, part, done, notDone }: AcceptOptions,
  session: Session,
): Promise<number> => {
  if (!/^\d+$/.test(part ?? '') || done === notDone) {
    throw usageError('accept takes --part NUMBER with either --done or --not-done')
  }
  const migrator = await session.openMigrator()
  const settled = await migrator.settlePart(given, { part: Number(part), isDone: done, reason: message })
  if (session.options.json) session.result('', settled)
  else
    session.notice(
      `Part ${settled.part} of revision ${settled.revision} ${done ? 'is done' : 'is to be done again'}. Run the same command as before: it goes on from there.`,
    )
  return 0
}
