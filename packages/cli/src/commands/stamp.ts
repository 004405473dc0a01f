import type { CommandBody } from '../session.js'

export interface StampOptions {
  readonly revisions: readonly string[]
  readonly purge: boolean
}

export const stamp: CommandBody<StampOptions> = async ({ revisions, purge }, session) => {
  const migrator = await session.openMigrator()
  const { steps, heads } = await migrator.stamp(revisions, { purge })
  if (session.options.json) session.result('', { steps, heads })
  else
    session.notice(`${await session.database()} is stamped ${heads.join(', ') || '<base>'}. Nothing else was changed.`)
  return 0
}
