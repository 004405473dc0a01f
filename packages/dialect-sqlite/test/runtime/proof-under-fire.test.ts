import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Dialect, Op } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { sqlite } from '../../src/index.js'
import { chain, type TestDatabase, testDatabase } from './database.js'

const users = (op: Op): void => {
  op.createTable('users', { id: integer().primaryKey(), name: text() })
  op.createTable('posts', { id: integer().primaryKey(), user_id: integer().references('users.id') })
  op.execute("INSERT INTO users VALUES (1, 'ada'), (2, 'bob')")
  op.execute('INSERT INTO posts VALUES (1, 1), (2, 2)')
}

/** Structure, rows and code. */
const rows = (op: Op): void => {
  op.createTable('tags', { id: integer().primaryKey(), name: text().notNull() })
  op.bulkInsert('tags', [{ name: 'a' }, { name: 'b' }])
  op.run('more', async (db) => void (await db.insertInto('tags').values({ name: 'c' }).execute()))
  op.addColumn('users', 'age', integer())
  op.execute('UPDATE users SET age = 7')
  op.createIndex('ix_users_age', 'users', ['age'])
}

/** A table made anew that another refers to: settings stand around its transaction. */
const anew = (op: Op): void => {
  op.batchAlterTable('users', (batch) => batch.alterColumn('name', { nullable: false }), { recreate: 'always' })
}

type Point = 'execute' | 'begin' | 'commit'

/** A dialect whose connections fail at the call with this number, before the call or after it. */
const failingAt = (number: number, when: 'before' | 'after') => {
  const dialect = sqlite()
  const seen = { calls: 0, failed: null as { readonly point: Point; readonly sql: string } | null }
  const wrapped: Dialect = {
    ...dialect,
    connect: async (address, access) => {
      const connection = await dialect.connect(address, access)
      if (access === 'read') return connection
      for (const point of ['execute', 'begin', 'commit'] as const) {
        const call = connection[point].bind(connection) as (...args: unknown[]) => Promise<never>
        const failing = async (...args: unknown[]) => {
          const isHere = seen.calls++ === number
          const fail = () => {
            seen.failed = { point, sql: String(args[0] ?? '') }
            throw new Error('the fault that was put in')
          }
          if (isHere && when === 'before') fail()
          const result = await call(...args)
          if (isHere) fail()
          return result
        }
        Object.assign(connection, { [point]: failing })
      }
      return connection
    },
  }
  return { wrapped, seen }
}

describe('a fault at any call of the driver', () => {
  it.each([
    ['structure, rows and code', rows],
    ['a table made anew', anew],
  ])('leaves %s applied whole or not at all, is the error that is told, and is in nobody’s way', async (_, step) => {
    const scripts = chain(users, step)
    const [original, reference] = [testDatabase(), testDatabase()]
    await original.migrator(scripts).upgrade('r1')
    await reference.migrator(scripts).upgrade()
    const [before, after] = [original.dump(), reference.dump()]
    const counts = { before: 0, after: 0 }
    const database = testDatabase()
    for (const when of ['before', 'after'] as const) {
      for (let number = 0; ; number++) {
        rmSync(database.file, { force: true })
        copyFileSync(original.file, database.file)
        const { wrapped, seen } = failingAt(number, when)
        const outcome = await database
          .migrator(scripts, { dialect: wrapped })
          .upgrade()
          .then(
            () => null,
            (error: Error) => error,
          )
        if (seen.failed === null) break
        const now = database.dump()
        const place = `${when} ${seen.failed.point} ${seen.failed.sql}`
        if (outcome !== null) expect(outcome.message, place).toContain('the fault that was put in')
        const isApplied = now === after
        expect(isApplied || now === before, place).toBe(true)
        // What was not said to have failed is done; what is done after all can only be what the commit did.
        if (outcome === null) expect(isApplied, place).toBe(true)
        else if (isApplied) expect(seen.failed.point === 'commit' && when === 'after', place).toBe(true)
        counts[isApplied ? 'after' : 'before']++
        await database.migrator(scripts).upgrade()
        expect(database.dump(), place).toBe(after)
      }
    }
    console.log(`faults put in: ${JSON.stringify(counts)}`)
    expect(counts.before).toBeGreaterThan(20)
    expect(counts.after).toBeGreaterThan(0)
  })
})

describe('a disk that is full in the middle of a revision', () => {
  it('leaves it as it was, runs nothing behind it, and is told by its name', async () => {
    const database = testDatabase()
    const connection = new Database(database.file)
    const fill = (op: Op) => {
      op.createTable('filled', { id: integer().primaryKey(), blob: text() })
      op.execute(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
         INSERT INTO filled SELECT i, printf('%01000d', i) FROM n`,
      )
      op.execute('CREATE TABLE never (n)')
    }
    await database.migrator(chain(users), { connection }).upgrade()
    const before = database.dump()
    connection.pragma(`max_page_count = ${(connection.pragma('page_count', { simple: true }) as number) + 20}`)
    await expect(database.migrator(chain(users, fill), { connection }).upgrade()).rejects.toThrow(
      /database or disk is full/,
    )
    expect(database.dump()).toBe(before)
    connection.pragma('max_page_count = 100000')
    await database.migrator(chain(users, fill), { connection }).upgrade()
    expect(database.query('SELECT count(*) AS n FROM filled')).toEqual([{ n: 500 }])
    connection.close()
  })
})

describe('a version table or log that cannot be read', () => {
  const never = (op: Op) => op.execute('CREATE TABLE never (n)')
  const edit = ({ file }: TestDatabase, sql: string) => {
    const db = new Database(file)
    db.unsafeMode(true)
    db.exec(sql)
    db.close()
  }

  it.each<[what: string, sql: string, code: string]>([
    ['that is gone, beside tables that the history makes', 'DROP TABLE alembic_version', 'DATABASE_UNSTAMPED'],
    ['that is empty, beside tables that the history makes', 'DELETE FROM alembic_version', 'DATABASE_UNSTAMPED'],
    [
      'that has another column',
      'DROP TABLE alembic_version; CREATE TABLE alembic_version (version TEXT)',
      'VERSION_TABLE_UNREADABLE',
    ],
    [
      'that holds a number',
      'DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES (7)',
      'VERSION_TABLE_UNREADABLE',
    ],
    [
      'that holds NULL',
      'DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES (NULL)',
      'VERSION_TABLE_UNREADABLE',
    ],
    [
      'that holds a row twice',
      'DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES (?), (?)'.replaceAll(
        '?',
        "'r1'",
      ),
      'DUPLICATE_VERSION_ROW',
    ],
    ['of a foreign history', "UPDATE alembic_version SET version_num = 'x9'", 'UNKNOWN_DATABASE_REVISION'],
    [
      'whose log is another table',
      'DROP TABLE alembic_version_log; CREATE TABLE alembic_version_log (line TEXT)',
      'LOG_UNREADABLE',
    ],
    [
      'whose log has an entry that is none',
      `DROP TRIGGER alembic_version_log_no_update; UPDATE alembic_version_log SET parents = 'not a list'`,
      'LOG_UNREADABLE',
    ],
  ])('%s stops upgrade by name, before anything changes', async (_, sql, code) => {
    const database = testDatabase()
    await database.migrator(chain(users)).upgrade()
    edit(database, sql)
    const before = database.dump()
    await expect(database.migrator(chain(users, never)).upgrade()).rejects.toMatchObject({ code })
    expect(database.dump()).toBe(before)
  })

  it('with more columns than ours is read: a later version may have added them', async () => {
    const database = testDatabase()
    await database.migrator(chain(users)).upgrade()
    edit(
      database,
      'ALTER TABLE alembic_version_log ADD COLUMN later TEXT; ALTER TABLE alembic_version ADD COLUMN at TEXT',
    )
    await database.migrator(chain(users, never)).upgrade()
    expect((await database.migrator(chain(users, never)).log()).map(({ revision }) => revision)).toEqual(['r2', 'r1'])
  })

  it('in a file that is cut, or written over, is never taken for an empty one', async () => {
    for (const spoil of [
      (bytes: Buffer) => bytes.subarray(0, 5000),
      (bytes: Buffer) => bytes.fill(0xff, 100, 4096),
      (bytes: Buffer) => bytes.fill(0xff, 4096),
    ]) {
      const database = testDatabase()
      await database.migrator(chain(users)).upgrade()
      const db = new Database(database.file)
      const spoilt = Buffer.from(spoil(db.serialize()))
      db.close()
      writeFileSync(database.file, spoilt)
      await expect(database.migrator(chain(users, never)).upgrade()).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:DATABASE_UNUSABLE|VERSION_TABLE_UNREADABLE|STATEMENT_FAILED|LOG_UNREADABLE)$/),
      })
      expect(readFileSync(database.file).equals(spoilt)).toBe(true)
    }
  })
})

describe('a commit that a reader holds back', () => {
  it.each(['delete', 'wal'])(
    'is made once the reader is gone, and what was done is not done again (%s)',
    async (mode) => {
      const database = testDatabase()
      await database.migrator(chain(users)).upgrade()
      const reader = new Database(database.file)
      reader.pragma(`journal_mode = ${mode}`)
      reader.exec('BEGIN')
      reader.prepare('SELECT count(*) FROM users').get()
      const gone = new Promise((resolve) => setTimeout(resolve, 600)).then(() => reader.close())
      let runs = 0
      const counted = (op: Op) => {
        op.run('count', async (db) => {
          runs++
          await db.insertInto('users').values({ name: 'eve' }).execute()
        })
      }
      await database.migrator(chain(users, counted), { lockTimeout: 20_000 }).upgrade()
      await gone
      expect(runs).toBe(1)
      expect(database.query('SELECT count(*) AS n FROM users')).toEqual([{ n: 3 }])
    },
  )
})
