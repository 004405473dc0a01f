import type { DataStep, Op } from '@ads/migrate-core'
import { blob, integer, sql, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { type Kysely, sql as kyselySql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { chain, dumpOf, testDatabase } from './database.js'
import { gatherUnhandled } from './unhandled.js'

const users = (op: Op): void => {
  op.createTable('users', { id: integer().primaryKey(), name: text() })
  op.execute("INSERT INTO users VALUES (1, 'ada'), (2, 'bob')")
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('run', () => {
  it('is executed once, in its place among the operations, and sees what they did', async () => {
    const database = testDatabase()
    let calls = 0
    const step: DataStep = async (db) => {
      calls++
      const rows = await db.selectFrom('users').select(['id', 'name']).orderBy('id').execute()
      for (const { id, name } of rows) {
        await db.updateTable('users').set({ upper: name.toUpperCase() }).where('id', '=', id).execute()
      }
    }
    const migrator = database.migrator(
      chain(users, (op) => {
        op.addColumn('users', 'upper', text())
        op.run('fill upper', step)
        op.renameColumn('users', 'upper', 'shout')
      }),
    )
    await migrator.upgrade()
    await migrator.upgrade()
    expect(calls).toBe(1)
    expect(database.query('SELECT shout FROM users ORDER BY id')).toEqual([{ shout: 'ADA' }, { shout: 'BOB' }])
  })

  it('is not executed by current, check, script or stamp', async () => {
    const database = testDatabase()
    let calls = 0
    const migrator = database.migrator(
      chain(users, (op) =>
        op.run(
          'count',
          async () => {
            calls++
          },
          { offline: 'skip' },
        ),
      ),
    )
    await migrator.script('upgrade', 'head')
    await migrator.stamp('head')
    await migrator.current()
    await migrator.check()
    await migrator.check({ offline: true })
    expect(calls).toBe(0)
  })

  const attempts: readonly (readonly [string, DataStep, string])[] = [
    ['throws', async () => Promise.reject(new Error('of its own')), 'of its own'],
    ['fails in SQL', async (db) => void (await db.deleteFrom('nowhere').execute()), 'no such table: nowhere'],
    ['does not await a query', async (db) => void db.deleteFrom('users').execute(), 'not awaited'],
    [
      'does not await its last query of several',
      async (db) => {
        await db.deleteFrom('users').where('id', '=', 1).execute()
        db.deleteFrom('users').execute()
      },
      'not awaited',
    ],
    [
      'does not await a query that fails',
      async (db) => {
        db.deleteFrom('nowhere')
          .execute()
          .catch(() => {})
      },
      'not awaited',
    ],
    [
      'does not await a function of its own',
      async (db) => {
        const work = async () => {
          await db.deleteFrom('users').where('id', '=', 1).execute()
          await db.deleteFrom('users').where('id', '=', 2).execute()
        }
        void work()
      },
      'not awaited',
    ],
    ['commits', async (db) => void (await kyselySql`COMMIT`.execute(db)), 'COMMIT'],
    ['commits in a comment', async (db) => void (await kyselySql`/* ; */ commit`.execute(db)), 'COMMIT'],
    ['rolls back', async (db) => void (await kyselySql`ROLLBACK`.execute(db)), 'ROLLBACK'],
    ['begins', async (db) => void (await kyselySql`BEGIN`.execute(db)), 'BEGIN'],
    ['begins a transaction', (db) => db.transaction().execute(async () => {}), 'transaction'],
    ['takes a transaction', async (db) => void (await db.startTransaction().execute()), 'transaction'],
    ['destroys the connection', (db) => db.destroy(), ''],
    [
      'creates a table',
      (db) => db.schema.createTable('more').addColumn('a', 'integer').execute(),
      'changed the schema',
    ],
    ['drops a column', (db) => db.schema.alterTable('users').dropColumn('name').execute(), 'changed the schema'],
    ['creates an index', (db) => db.schema.createIndex('i').on('users').column('name').execute(), 'changed the schema'],
    [
      'streams',
      async (db) => {
        for await (const _ of db.selectFrom('users').selectAll().stream()) break
      },
      'stream',
    ],
  ]

  it.each(attempts)('that %s is an error, and the revision is rolled back whole', async (_what, misuse, message) => {
    const unhandled = gatherUnhandled()
    const database = testDatabase()
    await database.migrator(chain(users)).upgrade()
    const before = database.dump()
    const migrator = database.migrator(
      chain(users, (op) => {
        op.addColumn('users', 'age', integer())
        op.run('misuse', async (db) => {
          await db.updateTable('users').set({ name: 'changed' }).execute()
          await misuse(db)
        })
      }),
    )
    const error = await migrator.upgrade().then(
      () => null,
      (error: Error) => error,
    )
    expect(error?.message).toContain('upgrade of r2 failed at «run: misuse»')
    expect(error?.message).toContain(message)
    expect(database.dump()).toBe(before)
    await pause(30)
    expect(database.dump()).toBe(before)
    expect(unhandled).toEqual([])
    await database.migrator(chain(users, (op) => op.addColumn('users', 'age', integer()))).upgrade()
  })

  it('lends its db for the time of the step only', async () => {
    const database = testDatabase()
    // biome-ignore lint/suspicious/noExplicitAny: the type of what a step gets
    let kept: Kysely<any> | undefined
    const step: DataStep = async (db) => {
      kept = db
      await db.selectFrom('users').selectAll().execute()
    }
    await database.migrator(chain(users, (op) => op.run('keep', step))).upgrade()
    await expect(kept!.deleteFrom('users').execute()).rejects.toMatchObject({ code: 'DATA_STEP_MISUSED' })
    expect(database.query('SELECT count(*) AS count FROM users')).toEqual([{ count: 2 }])
  })

  it('gives what was inserted and how many rows were changed, as Kysely has it', async () => {
    const database = testDatabase()
    const results: unknown[] = []
    const step: DataStep = async (db) => {
      const changed = await db.updateTable('users').set({ name: 'x' }).executeTakeFirst()
      results.push(changed.numUpdatedRows)
      results.push(await db.insertInto('users').values({ name: 'new' }).returning('id').executeTakeFirst())
      results.push((await db.deleteFrom('users').where('id', '=', 3).executeTakeFirst()).numDeletedRows)
    }
    await database.migrator(chain(users, (op) => op.run('count', step))).upgrade()
    expect(results).toEqual([2n, { id: 3 }, 1n])
  })

  it('is refused in a printed script before its first line, unless it says what stands for it', async () => {
    const database = testDatabase()
    const run = (options: Parameters<Op['run']>[2]) =>
      database.migrator(
        chain(users, (op) => op.run('code', async (db) => void (await db.deleteFrom('users').execute()), options)),
      )
    await expect(run({}).script('upgrade', 'head')).rejects.toMatchObject({
      code: 'NOT_OFFLINE',
      message: 'revision r2 cannot be printed as SQL: run: code',
    })
    expect((await run({ offline: 'skip' }).script('upgrade', 'head')).sql).toContain(
      '-- Left out, since only code can do it: code',
    )
    const { sql: script } = await run({ offline: sql`DELETE FROM users; DELETE FROM users` }).script('upgrade', 'head')
    expect(script.match(/^DELETE FROM users;$/gm)).toHaveLength(2)
    expect(script).not.toContain('Left out')
    await expect(run({ offline: sql`COMMIT` }).script('upgrade', 'head')).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
    })
  })
})

describe('execute with a query', () => {
  const values = {
    name: `it's "quoted"; -- \`tick\` \\ ? $1 :x\n%s 😀`,
    bytes: new Uint8Array([0, 39, 255]),
    big: 9007199254740993n,
    nothing: null,
    fraction: 0.1,
  }
  const scripts = chain(
    (op) => op.createTable('t', { name: text(), bytes: blob(), big: integer(), nothing: text(), fraction: integer() }),
    (op) => op.execute((db) => db.insertInto('t').values(values)),
    (op) => op.execute((db) => db.updateTable('t').set({ nothing: 'x' }).where('name', '=', values.name)),
  )
  const expected = [
    { name: values.name, bytes: Buffer.from(values.bytes), big: values.big, nothing: 'x', fraction: 0.1 },
  ]
  const read = (db: Database.Database) => db.prepare('SELECT * FROM t').safeIntegers().all()

  it('writes every value as it is, applied or printed', async () => {
    const database = testDatabase()
    const migrator = database.migrator(scripts)
    await migrator.upgrade()
    const online = new Database(database.file)
    expect(read(online)).toEqual(expected)

    const printed = new Database(':memory:')
    printed.exec((await migrator.script('upgrade', 'head')).sql)
    expect(read(printed)).toEqual(expected)
    expect(dumpOf(printed)).toBe(dumpOf(online))
    online.close()
    printed.close()
  })

  it('that has a value SQL cannot write is refused before anything runs', async () => {
    const database = testDatabase()
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 'a\0b', 2n ** 63n, new Date(0), { a: 1 }]) {
      const migrator = database.migrator(
        chain(users, (op) => op.execute((db) => db.insertInto('users').values({ name: value }))),
      )
      await expect(migrator.upgrade(), String(value)).rejects.toMatchObject({ code: 'UNSUPPORTED_VALUE' })
    }
    await expect(database.migrator([]).current()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' })
  })
})
