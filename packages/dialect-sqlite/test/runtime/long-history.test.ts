import type { Op } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import { expect, it } from 'vitest'
import { sqliteWith } from './changed-dialect.js'
import { chain, testDatabase } from './database.js'

it('150 revisions without a downgrade go down to base in one replay', async () => {
  const revisions = Array.from({ length: 150 }, (_, i) => (op: Op) => {
    if (i % 3 === 0) op.createTable(`t${i}`, { id: integer().primaryKey() })
    if (i % 3 === 1) op.addColumn(`t${i - 1}`, 'name', text())
    if (i % 3 === 2) op.createIndex(`by_name_${i}`, `t${i - 2}`, ['name'])
  })
  let replays = 0
  const dialect = sqliteWith(({ scratch }) => ({
    scratch() {
      replays++
      return scratch!()
    },
  }))
  const database = testDatabase()
  const migrator = database.migrator(chain(...revisions), { dialect })
  await migrator.upgrade()
  replays = 0
  const { steps, heads } = await migrator.downgrade('base')
  expect(steps).toHaveLength(150)
  expect(heads).toEqual([])
  expect(replays).toBe(1)
  expect(database.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")).toEqual([
    { name: 'alembic_version' },
    { name: 'alembic_version_log' },
  ])
}, 60_000)
