import { isDefaultNaming } from '../schema/naming.js'
import type { HashMemory, RememberedHash } from '../scripts/revision-hashes.js'
import { version } from '../version.js'
import type { Context } from './context.js'

/**
 * The hashes that this version of core has found for scripts whose text says all, from one run to the next; null where
 * nothing is kept, and where functions of the config give names, which may be others by then.
 */
export const openHashMemory = async ({ cache, dialect, history }: Context): Promise<HashMemory | null> => {
  if (cache === null || !isDefaultNaming(history.naming)) return null
  const key = JSON.stringify(['recorded hashes', version, dialect.name])
  const known = parse((await cache.get(key)) ?? '[]')
  return {
    get: (revision) => known.get(revision),
    async keep(found) {
      for (const [revision, each] of found) known.set(revision, each)
      await cache.put(key, JSON.stringify([...known]))
    },
  }
}

const parse = (text: string): Map<string, RememberedHash> => {
  try {
    return new Map(JSON.parse(text))
  } catch {
    return new Map()
  }
}
