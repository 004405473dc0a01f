import type { CommandBody } from '../session.js'

export interface AcceptOptions {
  readonly revision: string
  readonly message: string
}

export const accept: CommandBody<AcceptOptions> = async ({ revision: given, message }, session) => {
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
