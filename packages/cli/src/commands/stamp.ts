import { MigrateError } from '@ads/migrate-core'
import { moveDatabase } from '../hooks/step-applied.js'
import { confirmLoss } from '../protection.js'
import type { CommandBody } from '../session.js'

export interface StampOptions {
  readonly revisions: readonly string[]
  readonly detect: boolean
  readonly purge: boolean
  readonly sql: boolean
  readonly yes?: string | undefined
}

export const stamp: CommandBody<StampOptions> = async ({ revisions, detect, purge, sql, yes }, session) => {
  if (detect === revisions.length > 0 || (detect && sql)) {
    throw new MigrateError('USAGE', detect ? '--detect takes no revisions and no --sql' : 'stamp needs a revision', {
      hint: 'Say where the database is, for example stamp head; or have it found: stamp --detect.',
    })
  }
  if (sql) {
    if (purge) {
      throw new MigrateError('USAGE', "Can't use --purge with --sql mode", {
        hint: 'A script knows where it starts: START:END, and base where START is left out.',
      })
    }
    const script = await (await session.openMigrator()).stampScript(revisions)
    session.result(script.trimEnd(), { script })
    return 0
  }
  if (purge) await confirmLoss(session, ['forget which revisions are applied'], yes)
  const { steps, heads } = await moveDatabase(session, (migrator) => migrator.stamp(revisions, { purge, detect }))
  if (session.options.json) session.result('', { steps, heads })
  else session.notice(`${await session.database()} is stamped ${heads.join(', ') || '<base>'}. No migration was run.`)
  return 0
}
