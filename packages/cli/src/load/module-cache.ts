import { randomBytes } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bundle } from './bundle.js'
import { type Fingerprint, foldersUp, hashText, isUnchanged } from './fingerprint.js'

/** Grows when bundles are made differently, so that none of an older kind is used. */
const layout = 7
const day = 24 * 60 * 60 * 1000
const keepFor = 30 * day
const keepAtMost = 100
/** Another process may be about to import what is younger than this. */
const inUseFor = 10 * 60 * 1000

/** Names a bundle by what was asked for. */
export const cacheKey = (
  entries: readonly string[],
  { projectFolder, names }: { readonly projectFolder: string; readonly names: readonly string[] | undefined },
): string => hashText(JSON.stringify([layout, projectFolder, entries, names])).slice(0, 32)

/** A bundle on disk. */
export interface CachedBundle {
  readonly file: string
  readonly inputs: readonly string[]
  readonly imports: readonly string[]
}

interface Manifest {
  readonly bundle: string
  readonly inputs: readonly string[]
  readonly imports: readonly string[]
  readonly fingerprint: Fingerprint
}

/**
 * The bundle kept under `key`, when everything that it was made from is unchanged; else null. `contents`: the hashes of
 * files that are known. Never throws.
 */
export const findBundle = (
  key: string,
  {
    projectFolder,
    contents,
  }: { readonly projectFolder: string; readonly contents: ReadonlyMap<string, string> | undefined },
): CachedBundle | null => {
  for (const folder of cacheFolders(projectFolder)) {
    try {
      const manifest: Manifest = JSON.parse(readFileSync(join(folder, `${key}.json`), 'utf8'))
      const file = join(folder, manifest.bundle)
      if (!existsSync(file) || !isUnchanged(manifest.fingerprint, contents)) continue
      markUsed(join(folder, `${key}.json`), file, `${file}.map`, `${file}.js`, `${file}.v8`)
      return { file, inputs: manifest.inputs, imports: manifest.imports }
    } catch {
      // nothing kept here, or nothing that can be read: as good as nothing
    }
  }
  return null
}

/** Keeps a bundle and gives its file; null where no folder can be written. Never throws. */
export const keepBundle = (
  key: string,
  projectFolder: string,
  { code, map, asFunction, ...madeFrom }: Bundle,
): string | null => {
  for (const folder of cacheFolders(projectFolder)) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if (!isOurs(folder)) continue
      const bundle = `${hashText(code + map).slice(0, 32)}.mjs`
      // The bundle before its manifest, which never names one that is not there; and what belongs to it before both.
      const mapped = `//# sourceMappingURL=${bundle}.map\n`
      writeWhole(folder, `${bundle}.map`, map)
      if (asFunction !== null) writeWhole(folder, `${bundle}.js`, `${asFunction}\n${mapped}`)
      writeWhole(folder, bundle, `${code}${mapped}`)
      const manifest: Manifest = { bundle, ...madeFrom }
      writeWhole(folder, `${key}.json`, JSON.stringify(manifest))
      prune(folder)
      return join(folder, bundle)
    } catch {
      // read-only, full, not a folder: the next one
    }
  }
  return null
}

/** The nearest node_modules of the project, where tools keep what they can make again; else a folder of this user's. */
export const cacheFolders = (projectFolder: string): string[] => {
  const modules = foldersUp(projectFolder)
    .map((folder) => join(folder, 'node_modules'))
    .find((folder) => existsSync(folder))
  const user = process.getuid?.() ?? 'user'
  const shared = join(tmpdir(), `ads-migrate-${user}`)
  return [...(modules ? [join(modules, '.cache', 'ads-migrate')] : []), ...(isOurs(shared) ? [shared] : [])]
}

/** Code is run from these folders, so one that somebody else could write to is never used. */
export const isOurs = (folder: string): boolean => {
  if (!process.getuid || !existsSync(folder)) return true
  const { uid, mode } = lstatSync(folder)
  return uid === process.getuid() && (mode & 0o022) === 0
}

/** Readers see the old file, or the whole new one. A few small files are written faster one after another. */
export const writeWhole = (folder: string, name: string, content: string | Uint8Array): void => {
  const temporary = join(folder, `${name}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    writeFileSync(temporary, content, { flag: 'wx', mode: 0o600 })
    renameSync(temporary, join(folder, name))
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Once a day is enough to tell what is used from what is not. */
const markUsed = (manifest: string, ...others: readonly string[]): void => {
  const now = new Date()
  if (now.getTime() - statSync(manifest).mtimeMs < day) return
  for (const file of [manifest, ...others]) {
    try {
      utimesSync(file, now, now)
    } catch {
      // somebody else's: they mark it
    }
  }
}

const prune = (folder: string): void => {
  const now = Date.now()
  const names = readdirSync(folder).filter((name) => /\.(mjs|map|js|v8|json|tmp)$/.test(name))
  const aged = names.map((name) => {
    const file = join(folder, name)
    return { file, age: now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now) }
  })
  const stale = aged
    .sort((a, b) => a.age - b.age)
    .filter(({ age }, index) => age > inUseFor && (age > keepFor || index >= keepAtMost))
  for (const { file } of stale) {
    try {
      rmSync(file, { force: true })
    } catch {
      // somebody else's: they remove it
    }
  }
}
