import type { Connection, Dialect, Op } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { sqliteConnecting, sqliteWith } from './changed-dialect.js'
import { chain, testDatabase } from './database.js'

const users = (op: Op): void => {
  op.createTable('users', { id: integer().primaryKey(), name: text() })
}
const fail = (op: Op): void => op.execute('nonsense')

/** A method that does its work and fails nevertheless. */
const failing = (work: () => Promise<void>, what: string) => async () => {
  await work()
  throw new Error(`${what} failed`)
}

const failingAt = (method: 'rollback' | 'close'): Dialect =>
  sqliteConnecting((connection) => {
    // Closing may roll back by itself.
    const work = connection[method].bind(connection)
    return { [method]: failing(work, method) } as Partial<Connection>
  })

const dialects: readonly (readonly [string, Dialect])[] = [
  ['rollback', failingAt('rollback')],
  ['close', failingAt('close')],
  [
    'release of the lock',
    sqliteWith((sqlite) => ({
      async lock(connection, options) {
        const lock = await sqlite.lock(connection, options)
        return { release: failing(() => lock.release(), 'release') }
      },
    })),
  ],
  [
    'close of the scratch database',
    sqliteWith(({ scratch }) => ({
      async scratch() {
        const connection = await scratch!()
        return Object.assign(connection, { close: failing(connection.close.bind(connection), 'close') })
      },
    })),
  ],
]

describe.each(dialects)('a failing %s', (_, dialect) => {
  it('does not hide why a step failed', async () => {
    const database = testDatabase()
    const migrator = database.migrator(chain(users, fail), { dialect })
    await expect(migrator.upgrade()).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: 'upgrade of r2 failed at «nonsense»: near "nonsense": syntax error',
    })
    expect(database.query('SELECT version_num FROM alembic_version')).toEqual([{ version_num: 'r1' }])
  })

  it('does not hide why a replay failed', async () => {
    await expect(
      testDatabase().migrator(chain(users, fail), { dialect }).script('upgrade', 'head'),
    ).rejects.toMatchObject({ message: expect.stringMatching(/^revision r2 cannot be replayed .*syntax error$/) })
  })

  it('does not make a committed upgrade, a downgrade, a stamp or a look at the database fail', async () => {
    const database = testDatabase()
    const migrator = database.migrator(
      chain(users, () => {}),
      { dialect },
    )
    expect(await migrator.upgrade('r1')).toMatchObject({ heads: ['r1'] })
    expect(await migrator.stamp('r2')).toMatchObject({ heads: ['r2'] })
    expect(await migrator.check()).toMatchObject({ upToDate: true })
    expect(await migrator.current()).toMatchObject([{ revision: 'r2' }])
    expect(await migrator.downgrade('base')).toMatchObject({ heads: [] })
  })
})

it('a failing rollback does not hide why the database cannot be read', async () => {
  const database = testDatabase()
  await database.migrator(chain(users)).upgrade()
  const dialect: Dialect = {
    ...failingAt('rollback'),
    introspect: async () => {
      throw new Error('unreadable')
    },
  }
  await expect(database.migrator(chain(users), { dialect }).check()).rejects.toThrow('unreadable')
})
