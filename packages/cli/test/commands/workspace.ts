import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { migrate, type Printed } from '../in-process.js'

const root = join(import.meta.dirname, '../../../..')
const bin = join(root, 'packages/cli/bin/migrate.js')
export const fixtures = join(root, 'packages/migrations/test/fixtures')

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs in the background. */
export interface Running {
  kill(signal?: NodeJS.Signals): void
  readonly outcome: Promise<Outcome>
}

/** A copy of the ads project, in which commands run as a user runs them: the built command line in a process of its own. */
export interface Workspace {
  readonly folder: string
  /** The path of the default database. */
  readonly database: string
  path(name: string): string
  write(name: string, text: string): void
  read(name: string): string
  versions(): string[]
  migrate(...args: string[]): Outcome
  /** The same in this process, so that a test can afford many; the packages have to be installed as a registry gives them. */
  run(...args: string[]): Promise<Printed>
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Running
}

/** `install` puts the packages that the project uses into its node_modules. */
export const makeWorkspace = (install: (folder: string) => void = linkSources): Workspace => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ads-workspace-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of [
    'migrate.config.ts',
    'tsconfig.json',
    'tsconfig.base.json',
    'package.json',
    'biome.json',
    '.gitignore',
  ]) {
    cpSync(join(root, name), join(folder, name))
  }

  for (const name of ['models', 'migrations']) {
    cpSync(join(root, 'packages', name), join(folder, 'packages', name), {
      recursive: true,
      filter: (source) => !/[\\/](?:node_modules|dist|test|\.turbo)(?:[\\/]|$)/.test(source),
    })
  }
  install(folder)
  for (const name of ['models', 'migrations']) {
    symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@ads', name))
  }
  const path = (name: string) => join(folder, name)
  const command = (args: readonly string[]) => [bin, ...args]
  return {
    folder,
    database: path('data/linkedin_ads.db'),
    path,
    write(name, text) {
      mkdirSync(dirname(path(name)), { recursive: true })
      writeFileSync(path(name), text)
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    versions: () => readdirSync(path('packages/migrations/versions')).sort(),
    migrate(...args) {
      const { status, signal, stdout, stderr } = spawnSync(process.execPath, command(args), {
        cwd: folder,
        env: environment(),
        encoding: 'utf8',
      })
      return { code: status, signal, stdout, stderr }
    },
    run: (...args) => migrate(args, { cwd: folder }),
    start(args, env = {}) {
      const child = spawn(process.execPath, command(args), { cwd: folder, env: { ...environment(), ...env } })
      let stdout = ''
      let stderr = ''
      child.stdout.on('data', (data) => {
        stdout += data
      })
      child.stderr.on('data', (data) => {
        stderr += data
      })
      return {
        kill: (signal = 'SIGKILL') => child.kill(signal),
        outcome: new Promise((resolve) => {
          child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
        }),
      }
    },
  }
}

const linkSources = (folder: string): void => {
  mkdirSync(join(folder, 'node_modules/@ads'), { recursive: true })
  const installed: Readonly<Record<string, string>> = {
    '@ads/migrate-core': join(root, 'packages/core'),
    '@ads/migrate-dialect-sqlite': join(root, 'packages/dialect-sqlite'),
    'better-sqlite3': realpathSync(join(root, 'node_modules/better-sqlite3')),
    kysely: realpathSync(join(root, 'node_modules/kysely')),
  }
  for (const [name, target] of Object.entries(installed)) symlinkSync(target, join(folder, 'node_modules', name))
}

const environment = (): NodeJS.ProcessEnv => {
  const { MIGRATE_URL: _url, DATABASE_URL: _database, NODE_OPTIONS: _options, ...env } = process.env
  return env
}

/** Makes a database of SQL files. */
export const makeDatabase = (path: string, ...files: readonly string[]): void => {
  mkdirSync(dirname(path), { recursive: true })
  withDatabase(path, (database) => {
    for (const file of files) database.exec(readFileSync(join(fixtures, file), 'utf8'))
  })
}

export const withDatabase = <T>(path: string, use: (database: Database.Database) => T): T => {
  const database = new Database(path)
  const close = () => void database.close()
  let result: T | undefined
  try {
    result = use(database)
    return result
  } finally {
    if (result instanceof Promise) result.then(close, close)
    else close()
  }
}

/** A hash of everything in the database but the log: schema, rows and sequences, in the order they are stored. */
export const fingerprint = (path: string): string => {
  const hash = createHash('sha256')
  withDatabase(path, (database) => {
    const schema = database
      .prepare(`SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE ${beside} ORDER BY type, name`)
      .raw()
      .all()
    hash.update(JSON.stringify(schema))
    const tables = database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND ${beside} ORDER BY name`)
      .pluck()
      .all() as string[]
    for (const table of tables) {
      const columns = database.prepare('SELECT name FROM pragma_table_xinfo(?)').pluck().all(table) as string[]
      // SQLite writes a row's values as text three times faster than they come over one by one.
      const row = columns.map((column) => `quote(${quoted(column)})`).join(` || ',' || `)
      const rows = database
        .prepare(`SELECT group_concat(${row}, char(10)) FROM ${quoted(table)}`)
        .pluck()
        .get()
      hash.update(JSON.stringify([table, columns, rows]))
    }
  })
  return hash.digest('hex')
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** What a printed script does not write, and a failure does. */
const beside = "tbl_name <> 'alembic_version_log'"

/** The schema of a database as text, without the log. */
export const schemaOf = (path: string): string =>
  withDatabase(path, (database) =>
    database.prepare(`SELECT sql FROM sqlite_schema WHERE ${beside} ORDER BY type, name`).pluck().all().join(';\n'),
  )

/** How many rows all tables of the fixtures hold. */
export const countRows = (path: string): number =>
  withDatabase(path, (database) =>
    (
      database
        .prepare(
          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'alembic%'",
        )
        .pluck()
        .all() as string[]
    )
      .map((table) => database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number)
      .reduce((sum, count) => sum + count, 0),
  )

/** A revision script of the workspace. */
export const revisionFile = (
  revision: string,
  downRevision: string | null,
  upgrade: string,
  downgrade = '',
  imports = '',
): string => `/**
 * revision ${revision}
 *
 * Revision ID: ${revision}
 * Revises: ${downRevision ?? ''}
 * Create Date: 2026-11-22T07:10:00Z
 */
import { type Op${imports === '' ? '' : `, ${imports}`} } from '@ads/migrate-core/schema'

export const revision = '${revision}'
export const downRevision = ${downRevision === null ? 'null' : `'${downRevision}'`}

export function upgrade(op: Op): void {
  ${upgrade}
}

export function downgrade(op: Op): void {
  ${downgrade}
}
`
