import type { Op } from '@ads/migrate-core'
import { integer, sql, text } from '@ads/migrate-core/schema'
import type Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { databaseWith, expectRefused, migratorFor, revise, rowsOf, sourceOf } from '../conservation/revise.js'

/** A database as a program leaves it that takes double quotes for texts: every text of its schema is in such. */
const quotedDatabase = (ddl: string): Database.Database => {
  const db = databaseWith(ddl)
  db.unsafeMode(true)
  db.pragma('writable_schema = ON')
  db.exec(`UPDATE sqlite_schema SET sql = replace(sql, '''', '"')`)
  db.pragma('writable_schema = RESET')
  db.unsafeMode(false)
  return db
}

const ddl = `CREATE TABLE t (a TEXT, b INT, CONSTRAINT c CHECK (a <> 'bad')); INSERT INTO t VALUES ('x', 1)`

describe('a text in double quotes', () => {
  it.each<[string, string, (op: Op) => void, string]>([
    ['a recreation', ddl, (op) => op.alterColumn('t', 'b', { type: text() }), 'bad'],
    ['a dropped column', ddl, (op) => op.dropColumn('t', 'b'), 'bad'],
    ['a renamed column', ddl, (op) => op.renameColumn('t', 'b', 'n'), 'bad'],
    [
      'a dropped column beside an edit',
      ddl,
      (op) =>
        op.batchAlterTable('t', (t) => {
          t.alterColumn('a', { nullable: false })
          t.dropColumn('b')
        }),
      'bad',
    ],
    [
      'a recreation with such an index',
      "CREATE TABLE t (a TEXT, b INT); CREATE INDEX i ON t (b) WHERE a <> 'odd'",
      (op) => op.alterColumn('t', 'b', { type: text() }),
      'odd',
    ],
    [
      'a recreation with such a generated column',
      "CREATE TABLE t (a TEXT, b INT, g AS (a || 'end'))",
      (op) => op.alterColumn('t', 'b', { type: text() }),
      'end',
    ],
  ])('refuses %s by name before anything changes', async (_, made, upgrade, said) => {
    const { message } = await expectRefused(quotedDatabase(made), upgrade)
    expect(message).toContain(`the definition of "t" says "${said}" for a text`)
  })

  it('can be written in single quotes as the refusal says, after which everything goes', async () => {
    const db = quotedDatabase(`${ddl}; CREATE INDEX i ON t (b) WHERE a <> 'odd'`)
    await revise(db, (op) => {
      op.dropConstraint('c', 't')
      op.createCheckConstraint('c', 't', sql`a <> 'bad'`)
      op.dropIndex('i', { table: 't' })
      op.createIndex('i', 't', ['b'], { where: sql`a <> 'odd'` })
    })
    await revise(db, (op) => op.alterColumn('t', 'b', { type: text() }))
    expect(rowsOf(db, 'SELECT * FROM t')).toEqual([['x', '1']])
    expect(() => db.exec("INSERT INTO t VALUES ('bad', 1)")).toThrow(/CHECK constraint failed: c/)
  })

  it('stays as it is where nothing but the text of the table changes, or a column is added', async () => {
    const db = quotedDatabase(ddl)
    await revise(db, (op) => {
      op.alterColumn('t', 'a', { nullable: false })
      op.addColumn('t', 'n', integer())
    })
    expect(sourceOf(db, 't')).toMatch(/^CREATE TABLE t \(a TEXT NOT NULL, b INT,.*CHECK \(a <> "bad"\)/)
  })

  it('that is the name of a new column makes that column refused: the CHECK would come to mean it', async () => {
    const { message } = await expectRefused(quotedDatabase(ddl), (op) => op.addColumn('t', 'bad', text()))
    expect(message).toMatch(/an expression in it contains "bad", which would come to mean the column/)
  })

  it('of another table stops a recreation at its first statement, with a hint', async () => {
    const db = quotedDatabase(`${ddl}; CREATE TABLE u (a INT); INSERT INTO u VALUES (1)`)
    const upgrade = (op: Op): void => op.alterColumn('u', 'a', { type: text() })
    // The log would say that it failed.
    const migrator = await migratorFor({ connection: db }, upgrade, { with: { log: false } })
    const bytes = db.serialize()
    await expect(migrator.upgrade()).rejects.toMatchObject({
      message: expect.stringMatching(/RENAME TO .*: error in table t: no such column: "bad"/),
      hint: expect.stringMatching(/double quotes/),
    })
    expect(db.serialize().equals(bytes)).toBe(true)
  })
})
