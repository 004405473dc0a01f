import type { FoundChanges, NewRevisionOptions } from '@ads/migrate-core'
import type { Session } from '../session.js'
import { askForDrops } from './ask.js'

/** Writes without drops, unless they were asked for or the people at the terminal want them. */
export const withDrops = async <T extends FoundChanges>(
  allowDrops: boolean,
  session: Session,
  write: (options: Pick<NewRevisionOptions, 'allowDrops' | 'confirm'>) => Promise<T>,
): Promise<T> => {
  const ask = session.options.json ? undefined : session.io.ask
  if (allowDrops || ask === undefined) return write({ allowDrops })
  let isWanted = false
  const written = await write({
    async confirm({ skippedDrops }) {
      isWanted = skippedDrops.length > 0 && (await askForDrops(ask, skippedDrops))
      return !isWanted
    },
  })
  return isWanted ? write({ allowDrops: true }) : written
}
