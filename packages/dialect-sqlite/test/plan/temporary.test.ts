import type { Op } from '@ads/migrate-core'
import { sql, text } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { databaseWith, expectRefused, revise, rowsOf } from '../conservation/revise.js'

const ddl = 'CREATE TABLE t (a INT, b TEXT); CREATE TABLE u (x); INSERT INTO t VALUES (1, 2);'

const changes: readonly (readonly [string, (op: Op) => void])[] = [
  ['a recreation', (op) => op.alterColumn('t', 'a', { type: text() })],
  ['dropping the table', (op) => op.dropTable('t')],
  ['dropping a column', (op) => op.dropColumn('t', 'b')],
  [
    'dropping a column beside an edit',
    (op) =>
      op.batchAlterTable('t', (t) => {
        t.alterColumn('a', { nullable: false })
        t.dropColumn('b')
      }),
  ],
]

describe.each(changes)('%s is refused by name', (_, upgrade) => {
  it.each([
    ['view', 'CREATE TEMP VIEW w AS SELECT b FROM t'],
    ['trigger', 'CREATE TEMP TRIGGER w AFTER INSERT ON t BEGIN SELECT new.b; END'],
    ['trigger', 'CREATE TEMP TRIGGER w AFTER INSERT ON main.t WHEN new.b > 1 BEGIN SELECT 1; END'],
    [
      'trigger',
      'CREATE TEMP TABLE y (z); CREATE TEMP TRIGGER w AFTER INSERT ON y BEGIN INSERT INTO t VALUES (1, 2); END',
    ],
  ])('where a temporary %s uses it: %s', async (type, temporary) => {
    const { message } = await expectRefused(databaseWith(`${ddl} ${temporary}`), upgrade)
    expect(message).toMatch(`the temporary ${type} "w" stands in the way of`)
  })

  it.each(['CREATE TEMP TABLE T (z)', 'CREATE TEMP VIEW t AS SELECT 1 AS z'])(
    'where something temporary has the name of the table: %s',
    async (temporary) => {
      const { message } = await expectRefused(databaseWith(`${ddl} ${temporary}`), upgrade)
      expect(message).toMatch(/a temporary (table|view) hides what is called "[tT]" in the database/)
    },
  )
})

it.each<[string, string, (op: Op) => void]>([
  ['rows', 'CREATE TEMP TABLE t (a, b)', (op) => op.bulkInsert('t', [{ a: 1, b: 'x' }])],
  ['a new column', 'CREATE TEMP TABLE t (a, b)', (op) => op.addColumn('t', 'n', text())],
  ['another name of a column', 'CREATE TEMP TABLE t (a, b)', (op) => op.renameColumn('t', 'a', 'n')],
  ['another name', 'CREATE TEMP TABLE t (a, b)', (op) => op.renameTable('t', 'n')],
  ['an index', 'CREATE TEMP TABLE t (a, b)', (op) => op.createIndex('j', 't', ['a'])],
  [
    'dropping an index',
    'CREATE TEMP TABLE k (a); CREATE INDEX temp.i ON k (a)',
    (op) => op.dropIndex('i', { table: 't' }),
  ],
  ['dropping a view', 'CREATE TEMP VIEW v AS SELECT 2', (op) => op.dropView('v')],
  ['dropping a trigger', 'CREATE TEMP TRIGGER w AFTER INSERT ON t BEGIN SELECT 2; END', (op) => op.dropTrigger('w')],
])('%s would go to what is temporary, and is refused', async (_, temporary, upgrade) => {
  const made = `${ddl} CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT 1; CREATE TRIGGER w AFTER INSERT ON t BEGIN SELECT 1; END;`
  const { message } = await expectRefused(databaseWith(`${made} ${temporary}`), upgrade)
  expect(message).toMatch(/a temporary \w+ hides what is called/)
})

it('temporary objects that have nothing to do with a table stand in nobody’s way, and follow a renaming', async () => {
  const db = databaseWith(`${ddl} CREATE TEMP VIEW w AS SELECT x AS tt FROM u; CREATE TEMP VIEW q AS SELECT a FROM t;
    CREATE TABLE other (a); CREATE TEMP TRIGGER y AFTER INSERT ON u BEGIN DELETE FROM u WHERE x = 'other_t'; END`)
  await revise(db, (op) => {
    op.dropColumn('t', 'b')
    op.renameColumn('t', 'a', 'n')
    op.dropTable('other')
  })
  expect(rowsOf(db, 'SELECT * FROM q')).toEqual([[1]])
  expect(rowsOf(db, 'SELECT name FROM temp.sqlite_schema')).toEqual([['w'], ['q'], ['y']])
})

it('views and triggers of an attached database cannot use a table of this one, and what is there stays', async () => {
  const db = databaseWith(`${ddl} ATTACH ':memory:' AS other; CREATE TABLE other.t (b); INSERT INTO other.t VALUES (9);
    CREATE VIEW other.w AS SELECT b FROM t; CREATE TRIGGER other.q AFTER INSERT ON t BEGIN SELECT new.b; END`)
  expect(() => db.exec('CREATE VIEW other.x AS SELECT b FROM main.t')).toThrow(
    /cannot reference objects in database main/,
  )
  expect(() => db.exec('CREATE TRIGGER other.x AFTER INSERT ON main.t BEGIN SELECT 1; END')).toThrow(
    /cannot reference objects/,
  )
  await revise(db, (op) => {
    op.alterColumn('t', 'a', { type: text() })
    op.dropColumn('t', 'b')
    op.createCheckConstraint('c', 't', sql`a <> ''`)
  })
  expect(rowsOf(db, 'SELECT * FROM other.w')).toEqual([[9]])
  expect(rowsOf(db, "SELECT group_concat(name) FROM other.sqlite_schema WHERE type <> 'table'")).toEqual([['w,q']])
  expect(rowsOf(db, 'SELECT * FROM main.t')).toEqual([['1']])
})
