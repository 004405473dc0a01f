import { existsSync, statSync } from 'node:fs'
import type { TextCache } from '@ads/migrate-core'

/** Gives what is to be known of each file without reading it, and reads the others. */
export type KnownFiles<T> = (paths: readonly string[]) => Promise<readonly T[]>

/**
 * What was read from files, as plain data, kept from one command to the next, since a long history takes longer to read
 * than a version row. A file is taken for unchanged while its inode, its size and its times are; one that was changed
 * just before it was read is always read again, since a change right behind that one could leave it the same times.
 * What `read` throws passes through, that of the first file first.
 */
export const knownFiles = <T>(
  read: (path: string) => Promise<T>,
  { cache, key }: { readonly cache: TextCache; readonly key: string },
): KnownFiles<T> => {
  let kept: Map<string, Known<T>> | null = null
  return async (paths) => {
    kept ??= parse((await cache.get(key)) ?? '[]')
    const known = kept
    const values: T[] = []
    let isNew = false
    const readAnew = async (i: number, path: string, state: string | null): Promise<void> => {
      const value = await read(path)
      values[i] = value
      if (state === null) return
      known.set(path, { state, value })
      isNew = true
    }
    const missing: Promise<void>[] = []
    for (const [i, path] of paths.entries()) {
      // Before it is read: a change in between leaves another state.
      const state = stateOf(path)
      const entry = known.get(path)
      if (state !== null && entry?.state === state) values[i] = entry.value
      else missing.push(readAnew(i, path, state))
    }
    const results = await Promise.allSettled(missing)
    if (isNew) await cache.put(key, JSON.stringify(stillThere(known, paths)))
    for (const result of results) if (result.status === 'rejected') throw result.reason
    return values
  }
}

/** Without files that are gone. */
const stillThere = <T>(known: ReadonlyMap<string, Known<T>>, paths: readonly string[]) => {
  const asked = new Set(paths)
  return [...known].filter(([path]) => asked.has(path) || existsSync(path))
}

interface Known<T> {
  readonly state: string
  readonly value: T
}

const parse = <T>(text: string): Map<string, Known<T>> => {
  try {
    return new Map(JSON.parse(text))
  } catch {
    return new Map()
  }
}

/** How long a file's times may stand still, in milliseconds. */
const tick = 2000

/** What is different once the file is changed; null where a change might leave it the same. */
const stateOf = (path: string): string | null => {
  const { ino, size, mtimeMs, ctimeMs } = statSync(path)
  return Math.max(mtimeMs, ctimeMs) > Date.now() - tick ? null : [ino, size, mtimeMs, ctimeMs].join(' ')
}
