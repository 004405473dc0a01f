import { MigrateError } from '@ads/migrate-core'
import type { Session } from './session.js'

/**
 * In a protected environment, has the database's name typed, or given with `--yes`, before something is gone. Throws
 * `ANSWER_NEEDED`.
 */
export const confirmLoss = async (
  session: Session,
  losses: readonly string[],
  yes: string | undefined,
): Promise<void> => {
  const config = await session.config()
  if (config.protected !== true) return
  const database = await session.database()
  const name = nameOf(database)
  const told = `${database} is protected, and this would: ${losses.join('; ')}`
  if (yes === name) return
  const isAsked = yes === undefined && session.io.ask !== undefined && !session.options.json
  if (
    isAsked &&
    (await session.io.ask!(`${told}.\nType the name of the database (${name}) to go on: `)).trim() === name
  )
    return
  throw new MigrateError('ANSWER_NEEDED', yes === undefined ? told : `${told}. "${yes}" is not its name`, {
    hint: `Nothing was changed. If that is meant, say so with: --yes ${name}`,
    data: { losses, name },
  })
}

/** What comes last in its address. */
const nameOf = (database: string): string => database.split(/[\\/]/).at(-1) || database
