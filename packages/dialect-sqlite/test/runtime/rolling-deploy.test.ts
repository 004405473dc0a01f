import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Op, ScriptModule } from '@ads/migrate-core'
import { integer } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from './database.js'

/** The history of release 2; release 1 has all of it but the last. */
const release2 = Array.from(
  { length: 8 },
  (_, i): ScriptModule => ({
    revision: `000${i + 1}`,
    downRevision: i === 0 ? null : `000${i}`,
    upgrade: (op: Op) => op.createTable(`t${i + 1}`, { id: integer().primaryKey() }),
  }),
)
const release1 = release2.slice(0, 7)

/** The database and all that lies beside it, to the byte. */
const bytes = ({ file }: TestDatabase) =>
  readdirSync(dirname(file)).map((name) => [name, readFileSync(`${dirname(file)}/${name}`, 'latin1')])

const execute = ({ file }: TestDatabase, sql: string): void => {
  const db = new Database(file)
  db.exec(sql)
  db.close()
}

const migrated = async (mode = 'delete'): Promise<TestDatabase> => {
  const database = testDatabase()
  await database.migrator(release2).upgrade()
  execute(database, `PRAGMA journal_mode = ${mode}`)
  return database
}

describe('release 2 (head 0008) has migrated, and a Migrator of release 1 (head 0007) starts', () => {
  it.each(['delete', 'wal'])('it is refused with DATABASE_AHEAD, and no byte changes (%s)', async (mode) => {
    const database = await migrated(mode)
    const before = bytes(database)
    const migrator = database.migrator(release1)
    for (const call of [() => migrator.upgrade(), () => migrator.upgrade('0007'), () => migrator.downgrade('-1')]) {
      await expect(call()).rejects.toMatchObject({
        code: 'DATABASE_AHEAD',
        message: expect.stringMatching(/^a newer release has migrated .* to 0008; this history ends at 0007$/),
      })
    }
    expect(bytes(database)).toEqual(before)
  })

  it.each(['delete', 'wal'])("whenAhead: 'continue' lets it start, and no byte changes (%s)", async (mode) => {
    const database = await migrated(mode)
    const before = bytes(database)
    const migrator = database.migrator(release1, { whenAhead: 'continue' })
    for (const target of ['head', 'heads', '0007']) {
      expect(await migrator.upgrade(target)).toEqual({ steps: [], heads: ['0008'], atHead: [] })
    }
    expect(bytes(database)).toEqual(before)
  })

  it.each([
    ['a row that the log knows nothing of', "UPDATE alembic_version SET version_num = 'f00d'"],
    ['such a row beside its own', "INSERT INTO alembic_version VALUES ('f00d')"],
    ['a row whose log is gone', 'DROP TABLE alembic_version_log'],
  ])("%s is of a foreign history: refused under whenAhead: 'continue' too, and no byte changes", async (_, sql) => {
    const database = await migrated()
    execute(database, sql)
    const before = bytes(database)
    for (const options of [{}, { whenAhead: 'continue' }] as const) {
      await expect(database.migrator(release1, options).upgrade('heads')).rejects.toMatchObject({
        code: 'UNKNOWN_DATABASE_REVISION',
      })
    }
    expect(bytes(database)).toEqual(before)
  })
})
