import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type KnownHashes,
  MigrateError,
  type NewScript,
  type Script,
  type ScriptHeader,
  type ScriptSource,
  sourceHash,
} from '@ads/migrate-core'
import { loadModules } from '../load/load-modules.js'
import { textCache } from '../load/text-cache.js'
import { checkModule } from './check-module.js'
import { invalidScript } from './errors.js'
import { type FileNaming, fileNameOf } from './file-name.js'
import { readImports } from './foreign-imports.js'
import { readHeader } from './header.js'
import { knownFiles } from './known-files.js'
import { chooseLocation, listScripts, locationOf } from './location.js'
import { withParents } from './reparent.js'
import { replaceText } from './replace-text.js'
import { exportNames } from './script-exports.js'

export interface ScriptDirectoryOptions extends FileNaming {
  /** Absolute. Scripts are read from all of the folders, and with `/**` at the end from all folders in them too. */
  readonly folders: readonly [string, ...string[]]
  /** Where the project is, whose settings and packages the scripts are read with. */
  readonly projectFolder: string
}

/**
 * Folders of revision scripts. Its `headers` throw `CONFIG_INVALID` for a folder that cannot be read, and
 * `INVALID_SCRIPT` for the first file, by name, that is none; `load` also for one that cannot be run or is not what its
 * text says; `write` throws `SCRIPT_EXISTS`.
 */
export const scriptDirectory = (options: ScriptDirectoryOptions): Required<ScriptSource> => {
  const cache = textCache(options.projectFolder, [import.meta.url])
  const keyOf = (what: string) => JSON.stringify([what, options.folders])
  const headersOf = knownFiles((path) => readHeader(textOf(path), path), { cache, key: keyOf('headers') })
  const hashesOf = knownFiles((path) => hashesIn(textOf(path)), { cache, key: keyOf('hashes') })

  // A run looks once at what there is, and then takes up what it has found.
  let listed: Listing = new Map()
  const headers = async (): Promise<readonly ScriptHeader[]> => {
    const paths = await Promise.all(options.folders.map((name) => listScripts(locationOf(name))))
    const all = await headersOf([...new Set(paths.flat())])
    listed = byRevision(all)
    return all
  }
  const find = async (revisions: readonly string[]): Promise<readonly ScriptHeader[]> => {
    if (!revisions.every((revision) => listed.has(revision))) await headers()
    return revisions.map((revision) => onlyOne(revision, listed.get(revision)))
  }
  const findAnew = async (revision: string): Promise<ScriptHeader> => {
    await headers()
    return onlyOne(revision, listed.get(revision))
  }

  const changing = <T>(work: Promise<T>): Promise<T> =>
    work.finally(() => {
      listed = new Map()
    })

  return {
    headers,
    hashes: async (revisions) => hashesOf((await find(revisions)).map(({ path }) => path!)),
    load: async (revisions) => loadScripts(await find(revisions), options.projectFolder),
    write: (script) => changing(writeScript(script, headers, options)),
    read: async (revision) => readScript((await findAnew(revision)).path!),
    replace: async (revision, text) => changing(replaceText((await findAnew(revision)).path!, text)),
    reparent: async (revision, parents) => changing(reparentScript(await findAnew(revision), parents)),
  }
}

type Listing = ReadonlyMap<string, readonly ScriptHeader[]>

const byRevision = (headers: readonly ScriptHeader[]): Listing => {
  const found = new Map<string, ScriptHeader[]>()
  for (const header of headers) {
    const others = found.get(header.revision)
    if (others === undefined) found.set(header.revision, [header])
    else others.push(header)
  }
  return found
}

const onlyOne = (revision: string, [header, other]: readonly ScriptHeader[] = []): ScriptHeader => {
  if (!header) throw new MigrateError('UNKNOWN_REVISION', `there is no script of revision ${JSON.stringify(revision)}`)
  if (other) {
    throw new MigrateError(
      'INVALID_SCRIPT',
      `revision ${JSON.stringify(revision)} is in two files: ${header.path} and ${other.path}`,
    )
  }
  return header
}

const loadScripts = async (headers: readonly ScriptHeader[], projectFolder: string): Promise<Script[]> => {
  const paths = headers.map(({ path }) => path!)
  const modules = await loadModules(paths, { projectFolder, names: exportNames })
  return headers.map((header, index) => checkModule(modules[index], header))
}

/** Hundreds of small files are read several times faster this way than all at once. */
const textOf = (path: string): string => readFileSync(path, 'utf8')

const hashesIn = async (text: string): Promise<KnownHashes> => ({
  source: await sourceHash(text),
  recorded: null,
  ...readImports(text),
})

const writeScript = async (
  script: NewScript,
  headers: () => Promise<readonly ScriptHeader[]>,
  options: ScriptDirectoryOptions,
): Promise<string> => {
  const location = await chooseLocation(options.folders.map(locationOf), {
    asked: script.folder ?? null,
    pathOfParent: async () => {
      const [parent] = script.header.downRevision
      return (await headers()).find(({ revision }) => revision === parent)?.path ?? null
    },
  })
  const path = join(location.folder, fileNameOf(script, { ...options, mayNest: location.isDeep }))
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, script.text, { flag: 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && existsSync(path)) {
      throw new MigrateError('SCRIPT_EXISTS', `${path} is there already, and is left as it is`, { cause: error })
    }
    throw new MigrateError('SCRIPT_NOT_WRITTEN', `the script cannot be written: ${message}`, { cause: error })
  }
  return path
}

const reparentScript = async (header: ScriptHeader, parents: readonly string[]): Promise<string> => {
  const path = header.path!
  await replaceText(path, await withParents(readScript(path), header, parents))
  return path
}

/** The text of a script that is to be changed. Throws `INVALID_SCRIPT` where not all of it would come back. */
const readScript = (path: string): string => {
  const bytes = readFileSync(path)
  const text = bytes.toString('utf8')
  if (Buffer.from(text).equals(bytes)) return text
  throw invalidScript(path, 'it is not UTF-8, so it is left as it is')
}
