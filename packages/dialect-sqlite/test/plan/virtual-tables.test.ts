import type { Op } from '@ads/migrate-core'
import { integer, sql, text } from '@ads/migrate-core/schema'
import { expect, it } from 'vitest'
import { databaseWith, expectRefused, revise, rowsOf } from '../conservation/revise.js'

const ddl =
  "CREATE TABLE t (a, f_ TEXT); CREATE VIRTUAL TABLE F USING fts5(a); INSERT INTO F VALUES ('words'); CREATE VIRTUAL TABLE f_x USING rtree(id, low, high);"
const itself = /"f" is a virtual table, kept by the module fts5/
const shadow = /"f_content" is kept by the module fts5, which holds the data of the virtual table "F" in it/

it.each<[string, (op: Op) => void, RegExp]>([
  ['a recreation of it', (op) => op.batchAlterTable('f', () => {}, { recreate: 'always' }), itself],
  ['a new column', (op) => op.addColumn('f', 'n', text()), itself],
  ['a dropped column', (op) => op.dropColumn('f', 'a'), itself],
  ['another name', (op) => op.renameTable('f', 'g'), itself],
  ['its name for another', (op) => op.renameTable('t', 'f'), itself],
  ['dropping it', (op) => op.dropTable('f'), itself],
  ['dropping it if it is there', (op) => op.dropTable('f', { ifExists: true }), itself],
  ['its name for a new table', (op) => op.createTable('f', { a: text() }), itself],
  ['its name for a new view', (op) => op.createView('f', sql`SELECT 1`), itself],
  ['an index on it', (op) => op.createIndex('i', 'f', ['a']), itself],
  [
    'a trigger on it',
    (op) => op.createTrigger('w', 'f', 'CREATE TRIGGER w AFTER INSERT ON f BEGIN SELECT 1; END'),
    itself,
  ],
  ['a foreign key to it', (op) => op.createForeignKey('k', 't', ['a'], 'f', ['a']), itself],
  ['rows', (op) => op.bulkInsert('f', [{ a: 'x' }]), itself],
  ['a column of a table that it keeps its data in', (op) => op.dropColumn('f_content', 'c0'), shadow],
  ['dropping a table that it keeps its data in', (op) => op.dropTable('f_content'), shadow],
  [
    'a table that the longer name of another keeps its data in',
    (op) => op.addColumn('f_x_node', 'n', integer()),
    /"f_x_node" is kept by the module rtree, which holds the data of the virtual table "f_x"/,
  ],
])('a virtual table refuses %s, saying what it is and what to do', async (_, upgrade, message) => {
  const error = await expectRefused(databaseWith(ddl), upgrade)
  expect(error.message).toMatch(message)
  expect(error.hint).toMatch(/`execute`/)
})

it('a virtual table is changed by SQL, beside operations on ordinary tables', async () => {
  const db = databaseWith(ddl)
  await revise(db, (op) => {
    op.alterColumn('t', 'f_', { type: integer() })
    op.execute("INSERT INTO f VALUES ('more')")
    op.execute('DROP TABLE f_x')
  })
  expect(rowsOf(db, "SELECT a FROM f WHERE f MATCH 'more'")).toEqual([['more']])
})
