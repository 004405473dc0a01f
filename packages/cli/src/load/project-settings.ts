import { join } from 'node:path'
import { type Cache, getTsconfig, type TsConfigJson } from 'get-tsconfig'
import { foldersUp, hashFile } from './fingerprint.js'

/** What the tsconfig.json files of a project say, each read once. */
export interface ProjectSettings {
  /** The compiler options for the files of a folder, those inherited included. */
  compilerOptions(folder: string): TsConfigJson.CompilerOptions
  /** The names in a package's `exports` under which the project keeps its sources, as seen from these folders. */
  customConditions(folders: readonly string[]): string[]
  /** Hashes of all settings files that decide about files in `folders`; null for those that are not there. */
  hashFiles(folders: Iterable<string>): Record<string, string | null>
}

export const readSettings = (): ProjectSettings => {
  const read: Cache = new Map()
  // A path in the folder is asked for, since the search begins beside a file.
  const compilerOptions = (folder: string) =>
    getTsconfig(join(folder, 'index.ts'), 'tsconfig.json', read)?.config.compilerOptions ?? {}
  return {
    compilerOptions,
    customConditions: (folders) => [
      ...new Set(folders.flatMap((folder) => compilerOptions(folder).customConditions ?? [])),
    ],
    hashFiles(folders) {
      const parents = [...new Set([...folders].flatMap(foldersUp))]
      for (const folder of parents) compilerOptions(folder)
      const files = new Set([
        ...parents.flatMap((folder) => [join(folder, 'tsconfig.json'), join(folder, 'package.json')]),
        ...inherited(read),
      ])
      return Object.fromEntries([...files].map((file) => [file, hashFile(file)]))
    },
  }
}

/** The files that `extends` led to have any name; the reader's own record of what it read has them all. */
const inherited = (read: Cache): string[] =>
  [...read.keys()].flatMap((key) => {
    const file = /^readFileSync:(.+?\.json)(?::|$)/.exec(key)?.[1]
    return file ? [file] : []
  })
