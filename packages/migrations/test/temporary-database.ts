import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach } from 'vitest'

/** A database file in a folder of its own, which is removed after the test. */
export interface TemporaryDatabase {
  readonly folder: string
  readonly url: string
  /** Opens it, gives it to `use` and closes it again. */
  open<T>(use: (database: Database.Database) => T): T
}

/** No file yet. */
export const noDatabase = (): TemporaryDatabase => {
  const folder = mkdtempSync(join(tmpdir(), 'ads-migrations-'))
  folders.push(folder)
  const file = join(folder, 'ads.db')
  return {
    folder,
    url: `sqlite:${file}`,
    open(use) {
      const database = new Database(file)
      try {
        return use(database)
      } finally {
        database.close()
      }
    },
  }
}

/** The seven tables as they were before there were migrations, without rows. */
export const rawDatabase = (): TemporaryDatabase => {
  const database = noDatabase()
  database.open((db) => db.exec(fixture('raw-schema.sql')))
  return database
}

/** A copy of the database that Alembic made, with rows, at revision 0001. */
export const alembicDatabase = (): TemporaryDatabase => {
  const database = noDatabase()
  cpSync(fixturePath('alembic-0001.db'), join(database.folder, 'ads.db'))
  return database
}

/** Puts the sample rows into the seven tables. */
export const insertSampleData = ({ open }: TemporaryDatabase): void =>
  void open((db) => {
    db.pragma('foreign_keys = ON')
    db.exec(`BEGIN; ${fixture('sample-data.sql')} COMMIT`)
  })

/** How many rows each table has; SQLite's own tables, the version table and the log are left out. */
export const rowCounts = ({ open }: TemporaryDatabase): Readonly<Record<string, number>> =>
  open((db) => {
    const names = db
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'alembic_version%'",
      )
      .pluck()
      .all() as string[]
    return Object.fromEntries(
      names.sort().map((name) => [name, db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get() as number]),
    )
  })

/** The DDL that the database holds, by object; the log is left out. */
export const ddlOf = ({ open }: TemporaryDatabase): Readonly<Record<string, string>> =>
  open((db) => {
    const rows = db
      .prepare(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name <> 'alembic_version_log' ORDER BY name",
      )
      .all()
    return Object.fromEntries(
      (rows as { type: string; name: string; sql: string }[]).map(({ type, name, sql }) => [`${type} ${name}`, sql]),
    )
  })

/** Every file of the folder and a digest of its bytes, to show that nothing changed. */
export const bytesOf = ({ folder }: TemporaryDatabase): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  )

const fixturePath = (name: string): URL => new URL(`./fixtures/${name}`, import.meta.url)
const fixture = (name: string): string => readFileSync(fixturePath(name), 'utf8')

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
