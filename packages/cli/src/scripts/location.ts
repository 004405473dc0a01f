import { readdir } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { type History, isFolders, MigrateError } from '@ads/migrate-core'
import { isScriptName } from './file-name.js'

/** A folder of revision scripts; a deep one with all folders in it. */
export interface Location {
  readonly folder: string
  readonly isDeep: boolean
}

const deep = /[\\/]\*\*$/

/** The location that a history names: a folder, or `folder/**` for a deep one. */
export const locationOf = (name: string): Location => ({ folder: name.replace(deep, ''), isDeep: deep.test(name) })

/** The folders that a history names, as it names them; null where its scripts come from elsewhere. */
export const foldersOf = ({ scripts }: History): readonly [string, ...string[]] | null => {
  if (!isFolders(scripts)) return null
  const [first, ...others] = [scripts].flat() as readonly string[]
  return [first!, ...others]
}

/** The paths of the scripts in a location, in the same order on every machine. Throws `CONFIG_INVALID`. */
export const listScripts = async ({ folder, isDeep }: Location): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new MigrateError('CONFIG_INVALID', `the folder of revision scripts cannot be read: ${cause.message}`, {
      hint: `The history's \`scripts\` names it. Make it with: mkdir -p ${folder}`,
      cause,
    })
  })
  const files = entries.filter((entry) => !entry.isDirectory() && isScriptName(entry.name)).map(({ name }) => name)
  const paths = files.sort().map((name) => join(folder, name))
  if (!isDeep) return paths
  const folders = entries.filter((entry) => entry.isDirectory() && !/^(?:\.|__|node_modules$)/.test(entry.name))
  const names = folders.map(({ name }) => name).sort()
  const below = await Promise.all(names.map((name) => listScripts({ folder: join(folder, name), isDeep })))
  return [...paths, ...below.flat()]
}

/**
 * Where a new script belongs: the folder that was asked for, else the only location, else the one of its parent's
 * script. Throws `USAGE` for a folder that is not read, and where there is a choice.
 */
export const chooseLocation = async (
  locations: readonly Location[],
  { asked, pathOfParent }: { readonly asked: string | null; readonly pathOfParent: () => Promise<string | null> },
): Promise<Location> => {
  const names = locations.map(({ folder, isDeep }) => (isDeep ? join(folder, '**') : folder))
  if (asked !== null) {
    const found = locations.find((location) => holds(location, asked))
    if (found !== undefined) return { ...found, folder: asked }
    throw new MigrateError('USAGE', `Path ${asked} is not represented in current version locations`, {
      hint: `The history reads ${names.join(', ')}.`,
    })
  }
  if (locations.length === 1) return locations[0]!
  const parent = await pathOfParent()
  const found = parent === null ? undefined : locations.find((location) => holds(location, dirname(parent)))
  if (found !== undefined) return found
  throw new MigrateError('USAGE', 'Multiple version locations present, please specify --version-path', {
    hint: `They are ${names.join(', ')}.`,
  })
}

const holds = ({ folder, isDeep }: Location, path: string): boolean => {
  const way = relative(folder, path)
  return way === '' || (isDeep && way !== '..' && !way.startsWith(`..${sep}`))
}
