import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { foldersUp } from '../load/fingerprint.js'
import { configNotFound } from './errors.js'

const fileNames = ['ts', 'mts', 'js', 'mjs'].map((extension) => `migrate.config.${extension}`)

/**
 * The path of the config: the one asked for, relative to `cwd`, else the one in `cwd` or in its nearest parent that has
 * one. Throws `CONFIG_NOT_FOUND`.
 */
export const findConfig = ({ config, cwd }: { config?: string | undefined; cwd: string }): string => {
  if (config !== undefined) {
    const path = resolve(cwd, config)
    if (!isFile(path)) throw configNotFound(`there is no file ${path}`, 'It was asked for with --config.')
    return path
  }
  const found = lookForConfig({ cwd })
  if (found !== null) return found
  throw configNotFound(
    `there is no migrate.config.ts in ${resolve(cwd)} or in a folder above it`,
    'Run the command in the project, or say where its config is with --config FILE.',
  )
}

/** The same, or null where there is none. */
export const lookForConfig = ({ config, cwd }: { config?: string | undefined; cwd: string }): string | null => {
  const folders = config === undefined ? foldersUp(resolve(cwd)) : []
  const paths = folders.flatMap((folder) => fileNames.map((name) => join(folder, name)))
  return [...(config === undefined ? [] : [resolve(cwd, config)]), ...paths].find(isFile) ?? null
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
