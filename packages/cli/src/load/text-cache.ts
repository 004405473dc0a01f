import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TextCache } from '@ads/migrate-core'
import { hashText } from './fingerprint.js'
import { cacheFolders, isOurs, writeWhole } from './module-cache.js'

/**
 * Texts kept beside the compiled modules. `installed`: the addresses of the modules that made them, other builds of which
 * find none of them.
 */
export const textCache = (projectFolder: string, installed: readonly string[]): TextCache => {
  const nameOf = (key: string) => `text-${hashText(JSON.stringify([key, buildsOf(installed)])).slice(0, 32)}.json`
  return {
    async get(key) {
      for (const folder of cacheFolders(projectFolder)) {
        try {
          if (isOurs(folder)) return readFileSync(join(folder, nameOf(key)), 'utf8')
        } catch {
          // nothing kept here
        }
      }
      return null
    },
    async put(key, text) {
      for (const folder of cacheFolders(projectFolder)) {
        try {
          mkdirSync(folder, { recursive: true, mode: 0o700 })
          if (!isOurs(folder)) continue
          return writeWhole(folder, nameOf(key), text)
        } catch {
          // read-only, full, not a folder: the next one
        }
      }
    },
  }
}

/** Which build each module is, by its file: a version says too little where packages are worked on. */
const buildsOf = (installed: readonly string[]): readonly unknown[] =>
  [ownCore(), ...installed].map((address) => {
    try {
      const { mtimeMs, size } = statSync(address.startsWith('file:') ? fileURLToPath(address) : address)
      return [address, mtimeMs, size]
    } catch {
      return address
    }
  })

const ownCore = (): string => {
  try {
    return createRequire(import.meta.url).resolve('@ads/migrate-core')
  } catch {
    return '@ads/migrate-core'
  }
}
