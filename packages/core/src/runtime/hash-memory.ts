import { isDefaultNaming } from '../schema/naming.js'
import type { HashMemory } from '../scripts/revision-hashes.js'
import type { RecordedHash } from '../scripts/script-source.js'
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
    get: (source) => known.get(source) ?? null,
    async keep(found) {
      for (const [source, recorded] of found) known.set(source, recorded)
      await cache.put(key, JSON.stringify([...known].slice(-keepAtMost)))
    },
  }
}

/** Longer histories are rare, and texts that no script has any more are never asked for. */
const keepAtMost = 10_000

const parse = (text: string): Map<string, RecordedHash> => {
  try {
    return new Map(JSON.parse(text))
  } catch {
    return new Map()
  }
}
