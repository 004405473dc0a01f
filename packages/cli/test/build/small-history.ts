import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { defineHistory, type History, type ScriptSource } from '@ads/migrate-core'
import { type BuiltHistory, buildHistory } from '../../src/build/build-history.js'
import { scriptDirectory } from '../../src/scripts/directory.js'
import { addFiles, link, makeProject } from '../project.js'

const root = join(import.meta.dirname, '../../../..')

/** A revision script, with its functions' bodies. */
export const script = (revision: string, downRevision: string | null, upgrade: string, more = ''): string => `/**
 * revision ${revision}
 *
 * Revision ID: ${revision}
 */
import { integer, type Op, text } from '@ads/migrate-core/schema'

export const revision = '${revision}'
export const downRevision = ${downRevision === null ? 'null' : `'${downRevision}'`}

export function upgrade(op: Op): void {
  ${upgrade}
}

${more}
`

/** A project of these files with core and Kysely installed. */
export const makeHistory = (files: Readonly<Record<string, string>>): string => {
  const folder = makeProject({ 'package.json': '{"type":"module"}', ...files })
  link(folder, 'node_modules/@ads/migrate-core', join(root, 'packages/core'))
  link(folder, 'node_modules/kysely', realpathSync(join(root, 'node_modules/kysely')))
  return folder
}

export const sourceIn = (folder: string): ScriptSource =>
  scriptDirectory({ folders: [join(folder, 'versions')], projectFolder: folder })

/** Builds the scripts of the project; the history's settings are the usual ones where none are given. */
export const buildIn = (folder: string, history: Partial<History> = {}): Promise<BuiltHistory> =>
  buildHistory({
    history: { ...defineHistory({ scripts: join(folder, 'versions') }), ...history },
    scripts: sourceIn(folder),
    dialect: 'none',
    projectFolder: folder,
  })

/** Imports a module's text as a file of the project. */
export const importIn = async (folder: string, code: string): Promise<{ readonly history: History }> => {
  const name = `built-${process.hrtime.bigint()}.mjs`
  addFiles(folder, { [name]: code })
  return import(/* @vite-ignore */ pathToFileURL(join(folder, name)).href)
}
