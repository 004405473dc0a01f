import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ScriptModule } from '@ads/migrate-core'
import { integer, sql, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { chain, testDatabase } from './database.js'

const users: ScriptModule['upgrade'] = (op) =>
  op.createTable('users', { id: integer().primaryKey(), name: text(), age: integer() })
const fillUsers: ScriptModule['upgrade'] = (op) =>
  op.execute("INSERT INTO users VALUES (1, 'a', 1), (2, 'a', 2), (3, NULL, NULL)")

/** A database at r2, with three users of whom two have one name. */
const threeUsers = async () => {
  const database = testDatabase()
  await database.migrator(chain(users, fillUsers)).upgrade()
  return database
}

/** Everything in the folder of the database, to the byte. */
const bytes = (file: string) =>
  readdirSync(dirname(file)).map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(`${dirname(file)}/${name}`))
      .digest('hex'),
  ])

test('a plan says each revision in words, how it is done, and what may be lost, and changes no byte', async () => {
  const database = await threeUsers()
  const migrator = database.migrator(
    chain(
      users,
      fillUsers,
      (op) => op.addColumn('users', 'email', text()),
      (op) => op.batchAlterTable('users', (batch) => batch.dropColumn('age'), { recreate: 'always' }),
      (op) => op.execute('DELETE FROM users WHERE name IS NULL'),
      (op) => op.run('count them', async () => {}),
    ),
  )
  const before = bytes(database.file)
  const plan = await migrator.plan()
  expect(bytes(database.file)).toEqual(before)

  expect(plan.current).toEqual(['r2'])
  expect(plan.pending).toEqual(['r3', 'r4', 'r5', 'r6'])
  const [r3, r4, r5, r6] = plan.steps
  expect(r3).toMatchObject({ from: ['r2'], to: ['r3'], irreversible: null, losses: [], drops: [], failure: null })
  expect(r3!.changes).toEqual([
    {
      operations: ['add column users.email'],
      way: 'native',
      reason: expect.any(String),
      statements: [expect.stringContaining('ADD COLUMN')],
      otherwise: [],
      copy: null,
      refusals: [],
    },
  ])
  expect(r4).toMatchObject({
    irreversible: null,
    losses: ['the values of users.age are lost'],
    drops: ['drop column users.age'],
    changes: [{ way: 'recreate', copy: { table: 'users', rows: 3, bytes: expect.any(Number) } }],
  })
  expect(r4!.changes[0]!.copy!.bytes).toBeGreaterThan(0)
  expect(r5).toMatchObject({
    irreversible: 'there is no way back from: execute DELETE FROM users WHERE name IS NULL',
    losses: ['«execute DELETE FROM users WHERE name IS NULL» may delete or overwrite rows'],
  })
  expect(r6!.changes).toMatchObject([{ operations: ['run: count them'], way: null, statements: [] }])
})

test('the statements of a plan are those that upgrade then runs', async () => {
  const database = await threeUsers()
  const { steps, fingerprint } = await database
    .migrator(chain(users, fillUsers, (op) => op.alterColumn('users', 'age', { type: text() })))
    .plan()
  const migrator = database.migrator(chain(users, fillUsers, (op) => op.alterColumn('users', 'age', { type: text() })))
  await migrator.upgrade('head', { expect: fingerprint })
  const [entry] = await migrator.log()
  const written = steps[0]!.changes.flatMap(({ statements }) => statements)
  expect(entry!.sqlHash).toBe(createHash('sha256').update(written.join(';\n')).digest('hex'))
})

test('rows that would stop an upgrade are found by its plan', async () => {
  const database = await threeUsers()
  const plan = await database
    .migrator(chain(users, fillUsers, (op) => op.alterColumn('users', 'name', { nullable: false })))
    .plan()
  expect(plan.steps[0]!.changes.flatMap(({ refusals }) => refusals)).toMatchObject([
    { text: expect.stringContaining('name'), isCertain: true },
  ])
  const mended = await database
    .migrator(
      chain(
        users,
        fillUsers,
        (op) => op.execute("UPDATE users SET name = 'x' WHERE name IS NULL"),
        (op) => op.alterColumn('users', 'name', { nullable: false }),
      ),
    )
    .plan()
  expect(mended.steps[1]!.changes.flatMap(({ refusals }) => refusals)).toMatchObject([{ isCertain: false }])
})

test('what is refused whatever the rows are ends the plan, with the words of the refusal', async () => {
  const database = await threeUsers()
  const scripts = chain(
    users,
    fillUsers,
    (op) => op.dropColumn('users', 'nobody'),
    (op) => op.dropTable('users'),
  )
  const plan = await database.migrator(scripts).plan()
  expect(plan.pending).toEqual(['r3', 'r4'])
  expect(plan.steps).toHaveLength(1)
  const error = await database
    .migrator(scripts)
    .upgrade()
    .catch((error) => error)
  expect(plan.steps[0]!.failure).toMatchObject({ code: error.code, message: expect.stringContaining('nobody') })
})

test('a plan is made for the tables that are there, not for those that the history has made', async () => {
  const database = await threeUsers()
  const db = new Database(database.file)
  db.exec('ALTER TABLE users ADD COLUMN extra TEXT /* by hand */; CREATE VIEW names AS SELECT name FROM users')
  db.close()
  const plan = await database
    .migrator(
      chain(users, fillUsers, (op) =>
        op.batchAlterTable('users', (batch) => batch.addColumn('email', text()), { recreate: 'always' }),
      ),
    )
    .plan()
  expect(plan.steps[0]!.changes[0]!.statements.join('\n')).toContain('extra TEXT /* by hand */')
})

test('a database that is not there yet is planned for as an empty one, and not made', async () => {
  const database = testDatabase()
  const { current, pending, steps } = await database.migrator(chain(users, fillUsers)).plan()
  expect([current, pending, steps.length]).toEqual([[], ['r1', 'r2'], 2])
  expect(readdirSync(dirname(database.file))).toEqual([])
})

test('a database at its target has nothing to do, and a plan of its own', async () => {
  const database = await threeUsers()
  const migrator = database.migrator(chain(users, fillUsers))
  const plan = await migrator.plan()
  expect(plan).toMatchObject({ current: ['r2'], pending: [], steps: [] })
  expect(await migrator.upgrade('head', { expect: plan.fingerprint })).toMatchObject({ steps: [] })
})

const add =
  (name: string): ScriptModule['upgrade'] =>
  (op) =>
    op.addColumn('users', name, text())

test.each<[string, ScriptModule[], string?]>([
  ['another statement', chain(users, fillUsers, add('mail'))],
  ['another target', chain(users, fillUsers, add('email')), 'r2'],
  ['one revision more', chain(users, fillUsers, add('email'), add('mail'))],
  ['code', chain(users, fillUsers, (op) => op.run('x', async () => {}))],
])('an upgrade that would do %s than what was planned is refused before any change', async (_, scripts, target) => {
  const database = await threeUsers()
  const { fingerprint } = await database.migrator(chain(users, fillUsers, add('email'))).plan()
  const before = bytes(database.file)
  const upgrade = database.migrator(scripts).upgrade(target ?? 'head', { expect: fingerprint })
  await expect(upgrade).rejects.toMatchObject({ code: 'PLAN_CHANGED', data: { expected: fingerprint } })
  expect(bytes(database.file)).toEqual(before)
})

test('a database that was changed since its plan is refused', async () => {
  const database = await threeUsers()
  const scripts = chain(users, fillUsers, (op) =>
    op.batchAlterTable('users', (batch) => batch.addColumn('email', text()), { recreate: 'always' }),
  )
  const { fingerprint } = await database.migrator(scripts).plan()
  const db = new Database(database.file)
  db.exec('ALTER TABLE users ADD COLUMN extra TEXT')
  db.close()
  const before = bytes(database.file)
  await expect(database.migrator(scripts).upgrade('head', { expect: fingerprint })).rejects.toMatchObject({
    code: 'PLAN_CHANGED',
  })
  expect(bytes(database.file)).toEqual(before)
  const { fingerprint: again } = await database.migrator(scripts).plan()
  await database.migrator(scripts).upgrade('head', { expect: again.toUpperCase() })
})

test('a plan holds also where code of an earlier revision changes the rows of a later one', async () => {
  const database = await threeUsers()
  const scripts = chain(
    users,
    fillUsers,
    (op) => op.run('add', async (db) => void (await db.insertInto('users').values({ id: 9, name: 'z' }).execute())),
    (op) => op.addColumn('users', 'at', text().notNull().default(sql`CURRENT_TIMESTAMP`)),
  )
  const { fingerprint } = await database.migrator(scripts).plan()
  await database.migrator(scripts).upgrade('head', { expect: fingerprint })
  expect(database.query('SELECT count(*) AS n FROM users WHERE at IS NOT NULL')).toEqual([{ n: 4 }])
})

test('a plan of a database whose log says that its scripts were edited is refused as upgrade is', async () => {
  const database = await threeUsers()
  const edited = database.migrator(chain((op) => op.createTable('users', { id: integer() }), fillUsers, add('email')))
  await expect(edited.plan()).rejects.toMatchObject({ code: 'INTEGRITY' })
})

test('a plan of a database that a newer release has migrated is refused as upgrade is', async () => {
  const database = await threeUsers()
  await database.migrator(chain(users, fillUsers, add('email'))).upgrade()
  await expect(database.migrator(chain(users, fillUsers)).plan()).rejects.toMatchObject({ code: 'DATABASE_AHEAD' })
})

test('a plan of a database that was made without migrations is refused as upgrade is', async () => {
  const database = testDatabase()
  const db = new Database(database.file)
  db.exec('CREATE TABLE users (id INTEGER PRIMARY KEY)')
  db.close()
  await expect(database.migrator(chain(users)).plan()).rejects.toMatchObject({ code: 'DATABASE_UNSTAMPED' })
})
