import type { Op } from '@ads/migrate-core'
import { sql } from '@ads/migrate-core/schema'
import type Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { databaseWith, expectRefused, revise, rowsOf, sourceOf } from '../conservation/revise.js'

const ddl = `CREATE TABLE t (a INT NOT NULL, -- kept
  b INT); INSERT INTO t VALUES (1, 2)`

/** A connection that SQLite's defensive mode cannot be taken off: no edit of the schema is possible there. */
const defensive = (): Database.Database => {
  const db = databaseWith(ddl)
  db.unsafeMode = () => db
  db.pragma('writable_schema = ON')
  expect(() => db.exec("UPDATE sqlite_schema SET sql = ''")).toThrow(/may not be modified/)
  return db
}

const rootpage = (db: Database.Database): unknown => rowsOf(db, "SELECT rootpage FROM sqlite_schema WHERE name = 't'")

it('where the schema cannot be edited, the table is made anew to the same text', async () => {
  const upgrade = (op: Op): void => {
    op.alterColumn('t', 'a', { nullable: true })
    op.createCheckConstraint('c', 't', sql`b > 0`)
  }
  const [edited, recreated] = [databaseWith(ddl), defensive()]
  const before = [rootpage(edited), rootpage(recreated)]
  await revise(edited, upgrade)
  await revise(recreated, upgrade)
  expect(sourceOf(recreated, 't')).toBe(sourceOf(edited, 't'))
  expect(rowsOf(recreated, 'SELECT * FROM t')).toEqual([[1, 2]])
  expect([rootpage(edited), rootpage(recreated)].map((page, i) => String(page) === String(before[i]))).toEqual([
    true,
    false,
  ])
})

it('where the schema cannot be edited, a column is dropped in place all the same', async () => {
  const db = defensive()
  const before = rootpage(db)
  await revise(db, (op) => op.dropColumn('t', 'b'))
  expect(rowsOf(db, 'SELECT * FROM t')).toEqual([[1]])
  expect(rootpage(db)).toEqual(before)
})

it('where the schema cannot be edited, a batch that may not recreate is refused with this reason', async () => {
  const { message } = await expectRefused(defensive(), (op) =>
    op.batchAlterTable('t', (t) => t.alterColumn('a', { nullable: true }), { recreate: 'never' }),
  )
  expect(message).toMatch(/this connection does not let the schema be edited/)
})
