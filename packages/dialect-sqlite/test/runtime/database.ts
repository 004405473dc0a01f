import { join } from 'node:path'
import {
  defineHistory,
  type HistoryInput,
  Migrator,
  type MigratorOptions,
  moduleScripts,
  type ScriptModule,
} from '@ads/migrate-core'
import Database from 'better-sqlite3'
import { sqlite } from '../../src/index.js'
import { temporaryFolder } from '../temporary-folder.js'

/** A new database file, migrators for it, and a look at everything in it. */
export interface TestDatabase {
  readonly file: string
  readonly migrator: (scripts: readonly ScriptModule[], options?: TestOptions) => Migrator
  /** Schema, rows, version rows: all of it but the log, as text. */
  readonly dump: () => string
  /** The rows of a query, read by another connection. */
  readonly query: (sql: string) => unknown[]
}

export type TestOptions = Partial<MigratorOptions> & { readonly with?: Partial<HistoryInput> }

/** A database file of its own, gone after the test. */
export const testDatabase = (): TestDatabase => {
  const folder = temporaryFolder()
  const file = join(folder, 'test.db')
  const reading = <T>(use: (db: Database.Database) => T): T => {
    const db = new Database(file)
    try {
      return use(db)
    } finally {
      db.close()
    }
  }
  return {
    file,
    migrator: (scripts, { with: input, ...options } = {}) =>
      new Migrator({
        dialect: sqlite(),
        history: defineHistory({ scripts: moduleScripts(scripts), ...input }),
        ...(options.connection === undefined ? { url: 'sqlite:test.db', folder } : {}),
        ...options,
      }),
    dump: () => reading(dumpOf),
    query: (sql) => reading((db) => db.prepare(sql).all()),
  }
}

/** Everything in the database but the log, which tells what failed too, as text. */
export const dumpOf = (db: Database.Database): string => {
  const objects = db
    .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE '%_log' ORDER BY type, name")
    .all()
  const tables = objects as { type: string; name: string }[]
  const rows = tables
    .filter(({ type }) => type === 'table')
    .map(({ name }) =>
      db
        .prepare(`SELECT rowid, * FROM "${name.replaceAll('"', '""')}" ORDER BY rowid`)
        .raw()
        .all(),
    )
  return JSON.stringify([objects, rows, db.pragma('user_version'), db.pragma('application_id')], null, 1)
}

/** A chain of revisions `r1`, `r2`, … with these functions. */
export const chain = (...upgrades: readonly ScriptModule['upgrade'][]): ScriptModule[] =>
  upgrades.map((upgrade, i) => ({ revision: `r${i + 1}`, downRevision: i === 0 ? null : `r${i}`, upgrade }))
