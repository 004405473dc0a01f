import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { MigrationEvent, ScriptModule } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { chain, dumpOf, testDatabase } from './database.js'

const users: ScriptModule['upgrade'] = (op) => {
  op.createTable('users', { id: integer().primaryKey(), name: text(), age: integer() })
  op.execute("INSERT INTO users VALUES (1, 'a', 1), (2, 'b', 2)")
}
const addMail: ScriptModule['upgrade'] = (op) => op.addColumn('users', 'mail', text())
const dropAge: ScriptModule['upgrade'] = (op) => op.dropColumn('users', 'age')

const databaseWith = async (...upgrades: readonly ScriptModule['upgrade'][]) => {
  const database = testDatabase()
  await database.migrator(chain(users, ...upgrades)).upgrade()
  return { ...database, folder: dirname(database.file) }
}

const dumpFile = (file: string): string => {
  const db = new Database(file)
  try {
    return dumpOf(db)
  } finally {
    db.close()
  }
}

test.each(['DELETE', 'WAL'])('a backup is what the first destructive revision found (%s)', async (mode) => {
  const database = await databaseWith()
  const { folder, file } = database
  const db = new Database(file)
  db.pragma(`journal_mode = ${mode}`)
  db.close()
  const events: MigrationEvent[] = []
  await database.migrator(chain(users, addMail)).upgrade()
  const before = database.dump()
  const scripts = chain(users, addMail, dropAge, (op) => op.dropTable('users'))
  const { backup, heads } = await database
    .migrator(scripts, { onEvent: (event) => events.push(event) })
    .upgrade('head', { backup: {} })
  expect(heads).toEqual(['r4'])
  expect(basename(backup!)).toMatch(/^test\.before-r3\.\d{8}T\d{6}Z\.db$/)
  expect(events.filter(({ kind }) => kind === 'backedUp')).toEqual([{ kind: 'backedUp', path: backup }])
  expect(readdirSync(folder).sort()).toEqual([basename(backup!), 'test.db'].sort())
  expect(statSync(backup!).mode & 0o777).toBe(0o600)
  const copied = new Database(backup!)
  expect(copied.pragma('journal_mode', { simple: true })).toBe(mode.toLowerCase())
  copied.close()
  expect(dumpFile(backup!)).toBe(before)
})

test('what destroys nothing makes no backup', async () => {
  const database = await databaseWith()
  expect(await database.migrator(chain(users, addMail)).upgrade('head', { backup: {} })).not.toHaveProperty('backup')
  expect(readdirSync(database.folder)).toEqual(['test.db'])
})

test('a backup goes into the folder that is given', async () => {
  const database = await databaseWith()
  const folder = join(database.folder, 'backups, all?')
  mkdirSync(folder)
  const { backup } = await database.migrator(chain(users, dropAge)).upgrade('head', { backup: { folder } })
  expect(dirname(backup!)).toBe(folder)
  expect(readdirSync(folder)).toEqual([basename(backup!)])
})

test('in one transaction for all, the backup is what all of them found', async () => {
  const database = await databaseWith()
  const before = database.dump()
  const migrator = database.migrator(chain(users, addMail, dropAge), { with: { transaction: 'all' } })
  const { backup } = await migrator.upgrade('head', { backup: {} })
  expect(dumpFile(backup!)).toBe(before)
})

test('a downgrade that drops is backed up too', async () => {
  const database = await databaseWith(addMail)
  const before = database.dump()
  const { backup } = await database.migrator(chain(users, addMail)).downgrade('r1', { backup: {} })
  expect(dumpFile(backup!)).toBe(before)
})

test.each([
  ['is not there', (folder: string) => join(folder, 'nowhere')],
  [
    'is a file',
    (folder: string) => {
      writeFileSync(join(folder, 'file'), '')
      return join(folder, 'file')
    },
  ],
])('where the folder of the backup %s, nothing is destroyed', async (_, folderOf) => {
  const database = await databaseWith()
  const before = database.dump()
  const upgrade = database
    .migrator(chain(users, dropAge))
    .upgrade('head', { backup: { folder: folderOf(database.folder) } })
  await expect(upgrade).rejects.toMatchObject({ code: 'NO_COPY' })
  expect(database.dump()).toBe(before)
  expect(readdirSync(database.folder).filter((name) => name.includes('before'))).toEqual([])
})

test('a database in memory has no backup, and is not destroyed without one', async () => {
  const database = testDatabase()
  const connection = new Database(':memory:')
  await database.migrator(chain(users), { connection }).upgrade()
  await expect(
    database.migrator(chain(users, dropAge), { connection }).upgrade('head', { backup: {} }),
  ).rejects.toMatchObject({ code: 'NO_COPY' })
  expect(connection.prepare('SELECT age FROM users').all()).toHaveLength(2)
})

test('a handle of the caller is backed up beside its file', async () => {
  const database = await databaseWith()
  const connection = new Database(database.file)
  const { backup } = await database.migrator(chain(users, dropAge), { connection }).upgrade('head', { backup: {} })
  expect(existsSync(backup!)).toBe(true)
  connection.close()
})

test('a rehearsal says what each step takes on a copy, which is gone afterwards; the database is as it was', async () => {
  const database = await databaseWith()
  const before = database.dump()
  const rehearsal = await database.migrator(chain(users, addMail, dropAge)).rehearse()
  expect(rehearsal).toMatchObject({
    steps: [
      { revision: 'r2', from: ['r1'], to: ['r2'] },
      { revision: 'r3', from: ['r2'], to: ['r3'] },
    ],
    failure: null,
  })
  expect(rehearsal.durationMs).toBeGreaterThan(0)
  expect(rehearsal.bytes).toBeGreaterThan(4096)
  expect(readdirSync(database.folder)).toEqual(['test.db'])
  expect(database.dump()).toBe(before)
})

test('a rehearsal runs code on the copy, and tells what would have failed on these rows', async () => {
  const database = await databaseWith()
  const ran: unknown[] = []
  const rehearsal = await database
    .migrator(
      chain(
        users,
        (op) =>
          op.run('look', async (db) => {
            ran.push(...(await db.selectFrom('users').select('name').execute()))
            await db.deleteFrom('users').where('id', '=', 1).execute()
          }),
        (op) => op.execute('INSERT INTO users (id) VALUES (2)'),
      ),
    )
    .rehearse()
  expect(ran).toEqual([{ name: 'a' }, { name: 'b' }])
  expect(rehearsal.steps).toHaveLength(1)
  expect(rehearsal.failure).toMatchObject({ code: 'STEP_FAILED', message: expect.stringContaining('UNIQUE') })
  expect(database.query('SELECT count(*) AS n FROM users')).toEqual([{ n: 2 }])
  expect(readdirSync(database.folder)).toEqual(['test.db'])
})

test('a rehearsal that is stopped leaves nothing behind', async () => {
  const database = await databaseWith()
  const controller = new AbortController()
  const migrator = database.migrator(
    chain(users, (op) => op.run('stop', async () => controller.abort()), addMail),
    { signal: controller.signal },
  )
  await expect(migrator.rehearse()).rejects.toMatchObject({ code: 'INTERRUPTED' })
  expect(readdirSync(database.folder)).toEqual(['test.db'])
})

test('a database that is not there cannot be rehearsed on', async () => {
  await expect(testDatabase().migrator(chain(users)).rehearse()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' })
})

test('a copy has what nobody else may read', async () => {
  const database = await databaseWith()
  chmodSync(database.file, 0o644)
  const { backup } = await database.migrator(chain(users, dropAge)).upgrade('head', { backup: {} })
  expect(statSync(backup!).mode & 0o077).toBe(0)
})

test('before anything is dropped, whoever asked is told what', async () => {
  const database = await databaseWith()
  const before = database.dump()
  const told: (readonly string[])[] = []
  const scripts = chain(users, addMail, dropAge, (op) => op.execute('DROP TABLE users'))
  const stopped = database.migrator(scripts).upgrade('head', {
    beforeDrops(drops) {
      told.push(drops)
      throw new Error('no')
    },
  })
  await expect(stopped).rejects.toThrow('no')
  expect(told).toEqual([['drop column users.age', 'execute DROP TABLE users']])
  expect(database.dump()).toBe(before)
  await database.migrator(chain(users, addMail)).upgrade('head', { beforeDrops: (drops) => void told.push(drops) })
  expect(told).toHaveLength(1)
})
