import type { DataStep, Op } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sqliteConnecting } from './changed-dialect.js'
import { chain, testDatabase } from './database.js'
import { gatherUnhandled } from './unhandled.js'

const users = (op: Op): void => {
  op.createTable('users', { id: integer().primaryKey(), name: text() })
  op.execute("INSERT INTO users VALUES (1, 'ada')")
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A dialect whose statements take their time; `most` of them ran at once, at the busiest moment. */
const slow = () => {
  const seen = { most: 0, statements: [] as string[] }
  let running = 0
  const dialect = sqliteConnecting((connection) => {
    const execute = connection.execute.bind(connection)
    return {
      async execute(sql, parameters) {
        seen.most = Math.max(seen.most, ++running)
        seen.statements.push(sql)
        try {
          await pause(2)
          return await execute(sql, parameters)
        } finally {
          running--
        }
      },
    }
  })
  return { dialect, seen }
}

describe('a data step that throws while a query is pending', () => {
  const pending: readonly (readonly [string, DataStep])[] = [
    ['has just begun', async (db) => void db.deleteFrom('users').execute()],
    [
      'is running',
      async (db) => {
        void db.deleteFrom('users').execute()
        await pause(1)
      },
    ],
    [
      'is running and will fail',
      async (db) => {
        void db.deleteFrom('nowhere').execute()
        await pause(1)
      },
    ],
    [
      'waits for another',
      async (db) => {
        void Promise.all([db.deleteFrom('users').execute(), db.deleteFrom('nowhere').execute()])
        await pause(1)
      },
    ],
  ]

  it.each(pending)(
    'that %s is rolled back and tells its own error, and nothing is rejected unheard',
    async (_, begin) => {
      const unhandled = gatherUnhandled()
      const database = testDatabase()
      await database.migrator(chain(users)).upgrade()
      const before = database.dump()
      const step: DataStep = async (db) => {
        await begin(db)
        throw new Error('of its own')
      }
      const { dialect } = slow()
      await expect(
        database
          .migrator(
            chain(users, (op) => op.run('throw', step)),
            { dialect },
          )
          .upgrade(),
      ).rejects.toMatchObject({ code: 'STEP_FAILED', message: 'upgrade of r2 failed at «run: throw»: of its own' })
      await pause(20)
      expect(unhandled).toEqual([])
      expect(database.dump()).toBe(before)
    },
  )

  it('because another query failed tells that one', async () => {
    const unhandled = gatherUnhandled()
    const database = testDatabase()
    const step: DataStep = async (db) => {
      const queries = ['users', 'nowhere', 'users', 'neither'].map((name) => db.deleteFrom(name).execute())
      await Promise.all(queries)
    }
    const { dialect } = slow()
    await expect(
      database
        .migrator(
          chain(users, (op) => op.run('all', step)),
          { dialect },
        )
        .upgrade(),
    ).rejects.toMatchObject({ message: 'upgrade of r2 failed at «run: all»: no such table: nowhere' })
    await pause(20)
    expect(unhandled).toEqual([])
    expect(database.query('SELECT name FROM users')).toEqual([{ name: 'ada' }])
  })
})

describe('parallel queries of one data step', () => {
  it('run one after another, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 8 }), async (count) => {
        const database = testDatabase()
        const ids = Array.from({ length: count }, (_, i) => i + 2)
        const step: DataStep = async (db) => {
          await Promise.all(
            ids.map((id) =>
              db
                .insertInto('users')
                .values({ id, name: `n${id}` })
                .execute(),
            ),
          )
        }
        const { dialect, seen } = slow()
        await database
          .migrator(
            chain(users, (op) => op.run('insert', step)),
            { dialect },
          )
          .upgrade()
        expect(seen.most).toBe(1)
        expect(seen.statements.filter((sql) => sql.startsWith('insert into "users"'))).toHaveLength(count)
        expect(database.query('SELECT id FROM users WHERE id > 1 ORDER BY rowid')).toEqual(ids.map((id) => ({ id })))
      }),
      { numRuns: 10 },
    )
  })
})
