import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MigrateError } from '@ads/migrate-core'
import { foldersUp } from '../load/fingerprint.js'

/** What a dialect's package says of itself under `adsMigrate` in its package.json. */
export interface DialectPackage {
  readonly name: string
  /** The export that makes the dialect. */
  readonly factory: string
  /** An address to begin with. */
  readonly url: string
}

/**
 * The dialect among the dependencies of the project around `folder`. Throws `NO_DIALECT` where there is none, and where
 * there are several and none of them was asked for.
 */
export const findDialect = (folder: string, asked: string | undefined): DialectPackage => {
  const found = dependencies(folder).flatMap((name) => dialectIn(folder, name) ?? [])
  const wanted = asked === undefined ? found : found.filter(({ name, factory }) => [name, factory].includes(asked))
  if (wanted.length === 1) return wanted[0]!
  if (found.length === 0) {
    throw new MigrateError('NO_DIALECT', 'no dialect is among the dependencies of this project', {
      hint: 'Install one, for example: npm install @ads/migrate-dialect-sqlite better-sqlite3 kysely',
    })
  }
  const names = found.map(({ factory }) => factory).join(', ')
  throw asked === undefined
    ? new MigrateError('NO_DIALECT', 'the project depends on several dialects', {
        hint: `Choose one with --dialect: ${names}.`,
      })
    : new MigrateError('NO_DIALECT', `the project depends on no dialect ${asked}`, { hint: `There are ${names}.` })
}

const dependencies = (folder: string): readonly string[] => {
  const manifests = foldersUp(folder).map((each) => readJson(join(each, 'package.json')))
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
  return [...new Set(manifests.flatMap((manifest) => kinds.flatMap((kind) => Object.keys(Object(manifest[kind])))))]
}

const dialectIn = (folder: string, name: string): DialectPackage | null => {
  const path = foldersUp(folder)
    .map((each) => join(each, 'node_modules', name, 'package.json'))
    .find(existsSync)
  const { factory, url } = Object(path && readJson(path).adsMigrate)
  return typeof factory === 'string' && typeof url === 'string' ? { name, factory, url } : null
}

const readJson = (path: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return {}
  }
}
