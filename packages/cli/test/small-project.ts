import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject } from 'vitest'
import { slugOf } from '../src/scripts/file-name.js'
import { makeProject } from './project.js'

export const config = `import { defineConfig, defineHistory } from '@ads/migrate-core'
import { sqlite } from '@ads/migrate-dialect-sqlite'
export default defineConfig({ dialect: sqlite(), url: 'sqlite:app.db', history: defineHistory({ scripts: './versions' }) })
`

/** The same with an environment `production`, which is protected. */
export const protectedConfig = config.replace(
  'defineConfig({',
  "defineConfig({ environments: { production: { protected: true, url: 'sqlite:app.db' } },",
)

/** The folder of a project with these files, in which the packages are installed. */
export const makeSmallProject = (
  files: Readonly<Record<string, string>>,
  whenDone?: (clear: () => void) => void,
): string => {
  const folder = makeProject({ 'migrate.config.ts': config, 'versions/.gitkeep': '', ...files }, whenDone)
  install(folder)
  return folder
}

/** Installs the built packages as a registry would give them. */
export const install = (folder: string): void => {
  const packages = inject('packages')
  mkdirSync(join(folder, 'node_modules/@ads'), { recursive: true })
  for (const name of ['@ads/migrate-core', '@ads/migrate-dialect-sqlite', 'better-sqlite3', 'kysely']) {
    symlinkSync(realpathSync(join(packages, name)), join(folder, 'node_modules', name))
  }
}

export interface ScriptParts {
  readonly message?: string
  readonly downRevision?: readonly string[]
  readonly dependsOn?: readonly string[]
  readonly branchLabels?: readonly string[]
  readonly upgrade?: string
  readonly downgrade?: string
}

/** The file of a revision script, as `migrate revision` would write it. */
export const scriptFile = (id: string, parts: ScriptParts = {}): Readonly<Record<string, string>> => {
  const {
    message = `make ${id}`,
    downRevision = [],
    dependsOn = [],
    branchLabels = [],
    upgrade = '',
    downgrade = '',
  } = parts
  const list = (ids: readonly string[]) =>
    ids.length === 0 ? 'null' : ids.length === 1 ? `'${ids[0]}'` : `[${ids.map((each) => `'${each}'`).join(', ')}]`
  return {
    [`versions/${id}_${slugOf(message.split('\n')[0]!)}.ts`]: `/**
 * ${message.replaceAll('\n', '\n * ').replaceAll(/ +$/gm, '')}
 *
 * Revision ID: ${id}
 * Revises:${downRevision.map((each) => ` ${each}`).join(',')}
 * Create Date: 2026-11-22T07:10:00Z
 */
import type { Op } from '@ads/migrate-core/schema'

export const revision = '${id}'
export const downRevision = ${list(downRevision)}
${branchLabels.length > 0 ? `export const branchLabels = ${list(branchLabels)}\n` : ''}${dependsOn.length > 0 ? `export const dependsOn = ${list(dependsOn)}\n` : ''}
export function upgrade(op: Op): void {
  ${upgrade}
}

export function downgrade(op: Op): void {
  ${downgrade}
}
`,
  }
}

/** Where the script of a revision is. */
export const scriptPath = (folder: string, id: string): string =>
  join(folder, 'versions', readdirSync(join(folder, 'versions')).find((name) => name.startsWith(id))!)

/** Changes the text of the script of a revision. */
export const editScript = (folder: string, id: string, change: (text: string) => string): void => {
  const path = scriptPath(folder, id)
  const before = readFileSync(path, 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(path, after)
}
