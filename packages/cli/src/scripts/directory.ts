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
import { hashText } from '../load/fingerprint.js'
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
  const factsOf = knownFiles(readFacts, { cache, key: JSON.stringify(['scripts', options.folders]) })

  // A run looks once at what there is, and then takes up what it has found.
  let listed: Listing = new Map()
  const headers = async (): Promise<readonly ScriptHeader[]> => {
    const paths = await Promise.all(options.folders.map((name) => listScripts(locationOf(name))))
    const all = await factsOf([...new Set(paths.flat())])
    listed = byRevision(all)
    return all.map(({ header }) => header)
  }
  const find = async (revisions: readonly string[]): Promise<readonly Facts[]> => {
    if (!revisions.every((revision) => listed.has(revision))) await headers()
    return revisions.map((revision) => onlyOne(revision, listed.get(revision)))
  }
  const findAnew = async (revision: string): Promise<ScriptHeader> => {
    await headers()
    return onlyOne(revision, listed.get(revision)).header
  }

  const changing = <T>(work: Promise<T>): Promise<T> =>
    work.finally(() => {
      listed = new Map()
    })

  return {
    headers,
    hashes: async (revisions) => (await find(revisions)).map(({ hashes }) => hashes),
    load: async (revisions) => loadScripts(await find(revisions), options.projectFolder),
    write: (script) => changing(writeScript(script, headers, options)),
    read: async (revision) => readScript((await findAnew(revision)).path!),
    replace: async (revision, text) => changing(replaceText((await findAnew(revision)).path!, text)),
    reparent: async (revision, parents) => changing(reparentScript(await findAnew(revision), parents)),
  }
}

/** What the text of a script says. */
interface Facts {
  readonly header: ScriptHeader
  readonly hashes: KnownHashes
  /** The hash of the file as it is. */
  readonly content: string
}

const readFacts = async (path: string): Promise<Facts> => {
  // Hundreds of small files are read several times faster this way than all at once.
  const bytes = readFileSync(path)
  const text = bytes.toString('utf8')
  return {
    header: await readHeader(text, path),
    hashes: { source: await sourceHash(text), recorded: null, ...readImports(text) },
    content: hashText(bytes),
  }
}

type Listing = ReadonlyMap<string, readonly Facts[]>

const byRevision = (all: readonly Facts[]): Listing => {
  const found = new Map<string, Facts[]>()
  for (const facts of all) {
    const others = found.get(facts.header.revision)
    if (others === undefined) found.set(facts.header.revision, [facts])
    else others.push(facts)
  }
  return found
}

const onlyOne = (revision: string, [facts, other]: readonly Facts[] = []): Facts => {
  if (!facts) throw new MigrateError('UNKNOWN_REVISION', `there is no script of revision ${JSON.stringify(revision)}`)
  if (other) {
    throw new MigrateError(
      'INVALID_SCRIPT',
      `revision ${JSON.stringify(revision)} is in two files: ${facts.header.path} and ${other.header.path}`,
    )
  }
  return facts
}

const loadScripts = async (scripts: readonly Facts[], projectFolder: string): Promise<Script[]> => {
  const contents = new Map(scripts.map(({ header, content }) => [header.path!, content]))
  const paths = scripts.map(({ header }) => header.path!)
  const modules = await loadModules(paths, { projectFolder, names: exportNames, contents })
  return scripts.map(({ header }, index) => checkModule(modules[index], header))
}

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
