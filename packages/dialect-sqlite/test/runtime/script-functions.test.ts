import type { Op, ScriptModule } from '@ads/migrate-core'
import { integer } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { chain, testDatabase } from './database.js'

const create = (op: Op): void => op.createTable('users', { id: integer().primaryKey() })

const returning: readonly (readonly [string, (op: Op) => unknown])[] = [
  [
    'a generator',
    function* (op) {
      create(op)
      yield
    },
  ],
  [
    'an async generator',
    async function* (op) {
      create(op)
      yield
    },
  ],
  ['async', async (op) => create(op)],
  ['one that returns a number', () => 0],
  ['one that returns null', () => null],
  ['one that returns false', () => false],
  ['one that returns a list of operations', () => [create]],
]

describe.each(returning)('a function of a script that is %s', (_, written) => {
  const script = written as ScriptModule['upgrade']

  it('is refused as upgrade, before a database is made', async () => {
    const migrator = testDatabase().migrator(chain(create, script))
    await expect(migrator.upgrade()).rejects.toMatchObject({
      code: 'INVALID_SCRIPT',
      message: 'revision r2: upgrade and downgrade record operations and return nothing',
    })
    await expect(migrator.current()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' })
  })

  it('is refused as downgrade, before anything changes', async () => {
    const database = testDatabase()
    const migrator = database.migrator(chain(create).map((module) => ({ ...module, downgrade: script })))
    await migrator.upgrade()
    const before = database.dump()
    await expect(migrator.downgrade('base')).rejects.toMatchObject({ code: 'INVALID_SCRIPT' })
    expect(database.dump()).toBe(before)
  })
})
