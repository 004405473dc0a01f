import { statSync } from 'node:fs'
import type { ScriptHeader, TextCache } from '@ads/migrate-core'

/** Gives a header without reading its file, and reads the others. */
export type KnownHeaders = (paths: readonly string[]) => Promise<readonly ScriptHeader[]>

/**
 * Headers kept from one command to the next, since a long history takes longer to read than a version row. A file is
 * taken for unchanged while its inode, its size and its times are; one that was changed just before it was read is
 * always read again, since a change right behind that one could leave it the same times. What `read` throws passes
 * through, that of the first file first.
 */
export const knownHeaders = (
  read: (path: string) => Promise<ScriptHeader>,
  { cache, key }: { readonly cache: TextCache; readonly key: string },
): KnownHeaders => {
  let known: Map<string, Known> | null = null
  return async (paths) => {
    known ??= parse((await cache.get(key)) ?? '[]')
    const headers = known
    let isNew = false
    const headerOf = async (path: string): Promise<ScriptHeader> => {
      // Before it is read: a change in between leaves another state.
      const state = stateOf(path)
      const entry = headers.get(path)
      if (state !== null && entry?.state === state) return entry.header
      const header = await read(path)
      if (state !== null) headers.set(path, { state, header })
      isNew ||= state !== null
      return header
    }
    const results = await Promise.allSettled(paths.map(headerOf))
    if (isNew) await cache.put(key, JSON.stringify(paths.flatMap((path) => entryOf(headers, path))))
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
  }
}

interface Known {
  readonly state: string
  readonly header: ScriptHeader
}

const parse = (text: string): Map<string, Known> => {
  try {
    return new Map(JSON.parse(text))
  } catch {
    return new Map()
  }
}

const entryOf = (headers: ReadonlyMap<string, Known>, path: string): readonly (readonly [string, Known])[] => {
  const entry = headers.get(path)
  return entry === undefined ? [] : [[path, entry]]
}

/** How long a file's times may stand still, in milliseconds. */
const tick = 2000

/** What is different once the file is changed; null where a change might leave it the same. */
const stateOf = (path: string): string | null => {
  const { ino, size, mtimeMs, ctimeMs } = statSync(path)
  return Math.max(mtimeMs, ctimeMs) > Date.now() - tick ? null : [ino, size, mtimeMs, ctimeMs].join(' ')
}
