import { moduleScripts, type Op } from '@ads/migrate-core'
import { defineSchema, integer, table, text } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { chain, testDatabase } from './database.js'

const users = (op: Op): void => {
  op.createTable('users', { id: integer().primaryKey(), name: text() })
  op.execute(`CREATE TABLE notes (
    user_id INTEGER NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    body TEXT UNIQUE
  )`)
}

/** Statements that only a database with the right rows carries out. */
const countingOnRows: readonly (readonly [string, string])[] = [
  ['needs a row for a NOT NULL', "INSERT INTO notes VALUES ((SELECT id FROM users WHERE name = 'ada'), 'x')"],
  [
    'needs a row for a foreign key at once',
    'CREATE TABLE n (u INTEGER REFERENCES users (id)); INSERT INTO n VALUES (1)',
  ],
  ['needs a row for a foreign key at commit', "INSERT INTO notes VALUES (1, 'x')"],
  [
    'needs a row for a trigger',
    `CREATE TRIGGER t BEFORE INSERT ON users WHEN NOT EXISTS (SELECT 1 FROM users) BEGIN SELECT RAISE(ABORT, 'no'); END;
     INSERT INTO users VALUES (2, 'bob')`,
  ],
  [
    'ends its transaction for the lack of a row',
    "INSERT OR ROLLBACK INTO notes VALUES ((SELECT id FROM users WHERE name = 'ada'), 'x')",
  ],
]

const models = defineSchema({
  users: table('users', { id: integer().primaryKey(), name: text() }),
  more: table('more', { id: integer().primaryKey() }),
})

describe.each(countingOnRows)('a history whose SQL %s', (_, statement) => {
  const scripts = chain(
    users,
    (op) =>
      op.run(
        'the first user',
        async (db) => void (await db.insertInto('users').values({ id: 1, name: 'ada' }).execute()),
      ),
    (op) => op.execute(`${statement}; CREATE TABLE after_it (id INTEGER)`),
    (op) => op.addColumn('after_it', 'name', text()),
  )

  it('is applied, and checked against its database', async () => {
    const migrator = testDatabase().migrator(scripts)
    await migrator.upgrade()
    expect(await migrator.check()).toMatchObject({ upToDate: true, pending: [], drift: [] })
  })

  it('is compared with the models, without a database', async () => {
    const written: string[] = []
    const source = moduleScripts(scripts)
    const migrator = testDatabase().migrator([], {
      schema: models,
      with: { scripts: { ...source, write: async ({ text }) => `versions/${written.push(text)}.ts` } },
    })
    const { operations } = await migrator.check({ offline: true })
    const created = operations.filter(({ kind }) => kind === 'createTable')
    expect(created).toMatchObject([{ table: { name: { name: 'more' } } }])
    const answers = { noRename: true }
    await migrator.revision({ message: 'more', autogenerate: true, offline: true, answers })
    expect(written).toEqual([expect.stringContaining("op.createTable('more'")])
  })

  it('is printed, with the statement in it', async () => {
    const { sql: script } = await testDatabase().migrator(scripts).script('upgrade', 'r2:head')
    expect(script).toContain(statement.split(';').at(-1)!.trim())
    expect(script).toMatch(/ALTER TABLE "?after_it"? ADD COLUMN/)
  })
})

describe('a history that cannot be replayed', () => {
  const scripts = chain(users, (op) => op.execute("INSERT INTO nowhere VALUES ('x')"), users)
  const error = {
    code: 'STATEMENT_FAILED',
    message: 'revision r2 cannot be replayed on an empty database: no such table: nowhere',
  }

  it('is told with the revision that fails', async () => {
    const migrator = testDatabase().migrator(scripts, { schema: models })
    await expect(migrator.check({ offline: true })).rejects.toMatchObject(error)
    await expect(migrator.script('upgrade', 'head')).rejects.toMatchObject(error)
    await expect(migrator.script('upgrade', 'r2:r3')).rejects.toMatchObject(error)
  })
})
