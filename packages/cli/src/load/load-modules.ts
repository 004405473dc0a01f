import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Bundle } from './bundle.js'
import { runCompiled } from './code-cache.js'
import { importError, type LoadErrorCode } from './load-error.js'
import { cacheKey, findBundle, keepBundle } from './module-cache.js'

export interface LoadOptions {
  /** Where the project is: its tsconfig.json and its node_modules are looked for from here. */
  readonly projectFolder: string
  /** The code of the error that is thrown for a file that cannot be read or run. */
  readonly errorCode?: LoadErrorCode
  /** The exports that are wanted of each file; all where left out, which takes longer. */
  readonly names?: readonly string[]
  /** The hashes of files that have just been read, by path: these are not read again only to be compared. */
  readonly contents?: ReadonlyMap<string, string>
}

/**
 * Runs TypeScript (or JavaScript) files and gives the exports of each, in the order of `entries`, which are absolute
 * paths. All of them are compiled in one go, once for each content; a module that several of them import runs once.
 * Throws `errorCode` naming file and line for what cannot be compiled, and naming the file for what throws.
 */
export const loadModules = async (entries: readonly string[], options: LoadOptions): Promise<unknown[]> =>
  entries.length === 0 ? [] : (await loadWithImports(entries, options)).modules

/** Modules, and the addresses of the installed ones that they import. */
export interface LoadedModules {
  readonly modules: unknown[]
  readonly imports: readonly string[]
}

/** As {@link loadModules}, and what they import of what is installed. */
export const loadWithImports = async (
  entries: readonly string[],
  { projectFolder, errorCode = 'INVALID_SCRIPT', names, contents }: LoadOptions,
): Promise<LoadedModules> => {
  const key = cacheKey(entries, { projectFolder, names })
  const kept = findBundle(key, { projectFolder, contents })
  if (kept) {
    try {
      const modules = await runCompiled(kept)
      return modules === null
        ? await importModules(pathToFileURL(kept.file).href, kept.imports)
        : { modules: modules as unknown[], imports: kept.imports }
    } catch (error) {
      // A package or the bundle itself is gone since: made anew below, which also says what is missing.
      if (!isNotFound(error)) throw await importError(error, errorCode, entries, kept.inputs)
    }
  }
  const { bundleModules } = await import('./bundle.js')
  const bundle = await bundleModules(entries, { projectFolder, errorCode, names })
  const file = keepBundle(key, projectFolder, bundle)
  try {
    return await importModules(file ? pathToFileURL(file).href : dataUrl(bundle), bundle.imports)
  } catch (error) {
    throw await importError(error, errorCode, entries, bundle.inputs)
  }
}

const importModules = async (url: string, imports: readonly string[]): Promise<LoadedModules> => ({
  modules: (await import(/* @vite-ignore */ url)).default,
  imports,
})

const isNotFound = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'

/** Where nothing can be written, the text itself is imported, with its map, which Node then has to read. */
const dataUrl = ({ code, map }: Bundle): string => {
  process.setSourceMapsEnabled(true)
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const whole = `${code}//# sourceMappingURL=data:application/json;base64,${base64(withAbsoluteSources(map))}\n`
  return `data:text/javascript;base64,${base64(whole)}`
}

/** Node takes the sources of a map as they are. */
const withAbsoluteSources = (text: string): string => {
  const { sourceRoot, sources, ...map } = JSON.parse(text)
  const absolute = (source: string) => pathToFileURL(resolve(fileURLToPath(sourceRoot), source)).href
  return JSON.stringify({ ...map, sources: sources.map(absolute) })
}
