import { defineHistory, Migrator, moduleScripts } from '@ads/migrate-core'
import { expect, it } from 'vitest'
import { sqlite } from '../../src/index.js'
import { databaseWith, revise, sourceOf } from '../conservation/revise.js'

it('a primary key that is created is all that is new in the text of the table', async () => {
  const db = databaseWith(`CREATE TABLE t (a TEXT /* first */, b INT); INSERT INTO t VALUES ('x', 1)`)
  await revise(db, (op) => op.createPrimaryKey('k', 't', ['a', 'b']))
  expect(sourceOf(db, 't')).toBe('CREATE TABLE t (a TEXT /* first */, b INT, CONSTRAINT "k" PRIMARY KEY ("a", "b"))')
})

it('a primary key that is created and dropped again leaves the text as it was', async () => {
  const text = 'CREATE TABLE t (a TEXT /* first */, b INT NOT NULL)'
  const db = databaseWith('')
  const scripts = moduleScripts([
    { revision: 'one', downRevision: null, upgrade: (op) => op.execute(text) },
    { revision: 'two', downRevision: 'one', upgrade: (op) => op.createPrimaryKey('k', 't', ['a', 'b']) },
  ])
  const migrator = new Migrator({ dialect: sqlite(), history: defineHistory({ scripts }), connection: db })
  await migrator.upgrade()
  expect(sourceOf(db, 't')).toContain('PRIMARY KEY')
  await migrator.downgrade('one')
  expect(sourceOf(db, 't')).toBe(text)
})
