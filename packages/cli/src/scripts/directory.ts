import { readFileSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MigrateError, type NewScript, type Script, type ScriptHeader, type ScriptSource } from '@ads/migrate-core'
import { loadModules } from '../load/load-modules.js'
import { checkModule } from './check-module.js'
import { type FileNaming, fileNameOf, isScriptName } from './file-name.js'
import { readHeader } from './header.js'

export interface ScriptDirectoryOptions extends FileNaming {
  /** Absolute. Scripts are read from all of the folders, and written to the first. */
  readonly folders: readonly [string, ...string[]]
  /** Where the project is, whose settings and packages the scripts are read with. */
  readonly projectFolder: string
}

/**
 * Folders of revision scripts. Its `headers` throw `CONFIG_INVALID` for a folder that cannot be read, and
 * `INVALID_SCRIPT` for the first file, by name, that is none; `load` also for one that cannot be run or is not what its
 * text says; `write` throws `SCRIPT_EXISTS`.
 */
export const scriptDirectory = (
  options: ScriptDirectoryOptions,
): ScriptSource & Required<Pick<ScriptSource, 'write'>> => {
  const read = new Map<string, { text: string; header: ScriptHeader }>()

  const headerOf = async (path: string): Promise<ScriptHeader> => {
    // Hundreds of small files are read several times faster this way.
    const text = readFileSync(path, 'utf8')
    const known = read.get(path)
    if (known?.text === text) return known.header
    const header = await readHeader(text, path)
    read.set(path, { text, header })
    return header
  }

  const headers = async (): Promise<readonly ScriptHeader[]> => {
    const paths = (await Promise.all(options.folders.map(listScripts))).flat()
    const results = await Promise.allSettled(paths.map(headerOf))
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
  }

  return {
    headers,
    load: async (revisions) => loadScripts(revisions, await headers(), options.projectFolder),
    write: async (script) => writeScript(script, options),
  }
}

/** By file name, so that every machine sees the same order. */
const listScripts = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new MigrateError('CONFIG_INVALID', `the folder of revision scripts cannot be read: ${cause.message}`, {
      hint: `The history's \`scripts\` names it. Make it with: mkdir -p ${folder}`,
      cause,
    })
  })
  return names
    .filter(isScriptName)
    .sort()
    .map((name) => join(folder, name))
}

const loadScripts = async (
  revisions: readonly string[],
  headers: readonly ScriptHeader[],
  projectFolder: string,
): Promise<Script[]> => {
  const wanted = revisions.map((revision) => findHeader(revision, headers))
  const modules = await loadModules(
    wanted.map(({ path }) => path!),
    { projectFolder },
  )
  return wanted.map((header, index) => checkModule(modules[index], header))
}

const findHeader = (revision: string, headers: readonly ScriptHeader[]): ScriptHeader => {
  const [header, other] = headers.filter((candidate) => candidate.revision === revision)
  if (!header) throw new MigrateError('UNKNOWN_REVISION', `there is no script of revision ${JSON.stringify(revision)}`)
  if (other) {
    throw new MigrateError(
      'INVALID_SCRIPT',
      `revision ${JSON.stringify(revision)} is in two files: ${header.path} and ${other.path}`,
    )
  }
  return header
}

const writeScript = async (script: NewScript, options: ScriptDirectoryOptions): Promise<string> => {
  const [folder] = options.folders
  const path = join(folder, fileNameOf(script, options))
  await mkdir(folder, { recursive: true })
  try {
    await writeFile(path, script.text, { flag: 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') {
      throw new MigrateError('SCRIPT_EXISTS', `${path} is there already, and is left as it is`, { cause: error })
    }
    throw new MigrateError('SCRIPT_NOT_WRITTEN', `the script cannot be written: ${message}`, { cause: error })
  }
  return path
}
