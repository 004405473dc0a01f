import { type AppliedStep, MigrateError, type MigrationEvent, type Migrator, messageOf } from '@ads/migrate-core'
import { timed } from '../print/duration.js'
import { progressPrinter } from '../print/progress.js'
import type { Session } from '../session.js'

/**
 * Moves the database, telling its progress, and calls the config's hook for each step that it has taken. Throws what
 * the move throws, else `HOOK_FAILED`: the steps stay taken.
 */
export const moveDatabase = async <T>(session: Session, move: (migrator: Migrator) => Promise<T>): Promise<T> => {
  const { hooks } = await session.config()
  const print = progressPrinter(session)
  let called: Promise<unknown> = Promise.resolve()
  const migrator = await session.openMigrator((event) => {
    print(event)
    const hook = hooks?.stepApplied
    if (event.kind !== 'stepFinished' || hook === undefined) return
    const step = appliedStep(event, session.options.tag ?? null)
    called = called.then(async () => {
      try {
        await hook(step)
      } catch (cause) {
        throw hookFailed(step, cause)
      }
    })
    // Told below, once the move has ended.
    called.catch(() => {})
  })
  const result = await move(migrator)
  await called
  return result
}

const appliedStep = (
  { step, durationMs }: Extract<MigrationEvent, { readonly kind: 'stepFinished' }>,
  tag: string | null,
): AppliedStep => {
  const { direction, revision, from, to } = step
  return timed({ direction, revision: revision.revision, from, to, durationMs, message: revision.message, tag })
}

const hookFailed = ({ direction, revision }: AppliedStep, cause: unknown): MigrateError => {
  const reason = messageOf(cause)
  return new MigrateError(
    'HOOK_FAILED',
    `the ${direction} of ${revision} is done, but the hook after it failed: ${reason}`,
    {
      hint: 'Look where the database is with: migrate current',
      cause,
    },
  )
}
