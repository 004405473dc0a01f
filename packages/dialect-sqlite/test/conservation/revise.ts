import {
  defineHistory,
  type HistoryInput,
  isMigrateError,
  type MigrateError,
  Migrator,
  type MigratorOptions,
  moduleScripts,
  type Op,
  type ScriptModule,
} from '@ads/migrate-core'
import Database from 'better-sqlite3'
import { expect, onTestFinished } from 'vitest'
import { sqlite } from '../../src/index.js'

/** A database in memory with what the SQL makes, foreign keys enforced; closed after the test. */
export const databaseWith = (sql: string): Database.Database => {
  const db = new Database(':memory:')
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  db.exec(sql)
  return db
}

export type Upgrade = (op: Op) => void

/** A migrator whose only pending revision is this one, for a database that is stamped with the one before it. */
export const migratorFor = async (
  address: Pick<MigratorOptions, 'connection' | 'url' | 'folder'>,
  upgrade: Upgrade,
  { with: input, ...options }: Partial<MigratorOptions> & { readonly with?: Partial<HistoryInput> } = {},
): Promise<Migrator> => {
  const scripts: ScriptModule[] = [
    { revision: 'r1', downRevision: null, upgrade: () => {} },
    { revision: 'r2', downRevision: 'r1', upgrade },
  ]
  const history = defineHistory({ scripts: moduleScripts(scripts), ...input })
  const migrator = new Migrator({ dialect: sqlite(), history, ...address, ...options })
  await new Migrator({ dialect: sqlite(), history, ...address }).stamp(['r1'])
  return migrator
}

/** Applies one revision to the database. */
export const revise = async (db: Database.Database, upgrade: Upgrade): Promise<void> => {
  await (await migratorFor({ connection: db }, upgrade)).upgrade()
}

/** Applies one revision that has to be refused, and shows that it changed not one byte; gives the refusal. */
export const expectRefused = async (db: Database.Database, upgrade: Upgrade): Promise<MigrateError> => {
  const migrator = await migratorFor({ connection: db }, upgrade)
  const bytes = db.serialize()
  const error = await migrator.upgrade().then(
    () => null,
    (error: unknown) => error,
  )
  expect(error, 'the revision is refused').not.toBeNull()
  if (!isMigrateError(error)) throw error
  expect(error.code, error.message).toBe('OPERATION_REFUSED')
  expect(db.serialize().equals(bytes), 'not one byte changed').toBe(true)
  return error
}

/** The text that the database holds of an object. */
export const sourceOf = (db: Database.Database, name: string): string =>
  db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name) as string

/** The rows of a query, as arrays. */
export const rowsOf = (db: Database.Database, sql: string): unknown[] => db.prepare(sql).raw().all()
