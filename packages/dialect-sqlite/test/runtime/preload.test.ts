import type { Op } from '@ads/migrate-core'
import { integer } from '@ads/migrate-core/schema'
import { expect, it } from 'vitest'
import { sqliteWith } from './changed-dialect.js'
import { chain, testDatabase } from './database.js'

it('what a dialect needs is loaded while scripts are, and not where there is nothing to do', async () => {
  const events: string[] = []
  const dialect = sqliteWith(({ preload, connect }) => ({
    async preload() {
      events.push('preload')
      await preload!()
    },
    connect(address, access) {
      if (access !== 'read') events.push('connect')
      return connect(address, access)
    },
  }))
  const users = (op: Op) => op.createTable('users', { id: integer().primaryKey() })
  const migrator = testDatabase().migrator(chain(users), { dialect })
  await migrator.upgrade()
  expect(events).toEqual(['preload', 'connect'])
  await migrator.upgrade()
  expect(events).toEqual(['preload', 'connect'])
  await migrator.downgrade('base')
  expect(events).toEqual(['preload', 'connect', 'preload', 'connect'])
})
