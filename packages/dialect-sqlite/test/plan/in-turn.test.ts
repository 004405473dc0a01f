import type { Op } from '@ads/migrate-core'
import { integer, sql, text, varchar } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { databaseWith, expectRefused, revise, rowsOf, sourceOf } from '../conservation/revise.js'

const family = `CREATE TABLE t (id INTEGER PRIMARY KEY, a INT CHECK (a > 0) /* why */, b TEXT UNIQUE ON CONFLICT IGNORE);
  CREATE INDEX i ON t (a DESC) WHERE b IS NOT NULL;
  CREATE TABLE c (t_id INT REFERENCES t (id) ON DELETE CASCADE);
  CREATE VIEW v AS SELECT a, b FROM t;
  CREATE TRIGGER w AFTER UPDATE OF a ON t BEGIN INSERT INTO c VALUES (new.id); END;
  INSERT INTO t VALUES (1, 10, 'x'), (2, 20, 'y'); INSERT INTO c VALUES (1), (2);`

describe('operations one after another in a revision', () => {
  it.each<[string, (op: Op) => void]>([
    [
      'a table renamed, then recreated',
      (op) => {
        op.renameTable('t', 'n')
        op.alterColumn('n', 'a', { type: text() })
        op.renameTable('n', 't')
      },
    ],
    [
      'a column renamed, then recreated',
      (op) => {
        op.renameColumn('t', 'a', 'n')
        op.alterColumn('t', 'n', { type: text() })
        op.renameColumn('t', 'n', 'a')
      },
    ],
    [
      'a column renamed in the batch that recreates',
      (op) => {
        op.batchAlterTable('t', (t) => {
          t.renameColumn('a', 'n')
          t.alterColumn('n', { type: text() })
        })
        op.renameColumn('t', 'n', 'a')
      },
    ],
    [
      'a column added and dropped around it',
      (op) => {
        op.addColumn('t', 'n', text())
        op.alterColumn('t', 'a', { type: text() })
        op.dropColumn('t', 'n')
      },
    ],
  ])('%s: everything else is as it was', async (_, upgrade) => {
    const db = databaseWith(family)
    await revise(db, upgrade)
    const bare = (name: string) => sourceOf(db, name).replaceAll('"', '')
    expect(bare('t')).toBe(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT CHECK (a > 0) /* why */, b TEXT UNIQUE ON CONFLICT IGNORE)',
    )
    expect(bare('i')).toBe('CREATE INDEX i ON t (a DESC) WHERE b IS NOT NULL')
    expect(bare('c')).toBe('CREATE TABLE c (t_id INT REFERENCES t (id) ON DELETE CASCADE)')
    expect(bare('v')).toBe('CREATE VIEW v AS SELECT a, b FROM t')
    expect(bare('w')).toBe('CREATE TRIGGER w AFTER UPDATE OF a ON t BEGIN INSERT INTO c VALUES (new.id); END')
    expect(rowsOf(db, 'SELECT * FROM v')).toEqual([
      ['10', 'x'],
      ['20', 'y'],
    ])
    expect(rowsOf(db, 'SELECT * FROM c')).toEqual([[1], [2]])
    db.exec("UPDATE t SET a = '11' WHERE id = 1")
    expect(rowsOf(db, 'SELECT count(*) FROM c')).toEqual([[3]])
  })

  it('a table that the revision itself makes is recreated too, with the view and the trigger on it', async () => {
    const db = databaseWith('')
    await revise(db, (op) => {
      op.createTable('t', { id: integer().primaryKey({ autoIncrement: true }), a: integer().notNull() })
      op.createIndex('i', 't', ['a'])
      op.createView('v', sql`SELECT a FROM t`)
      op.createTrigger('w', 't', 'CREATE TRIGGER w AFTER INSERT ON t BEGIN SELECT 1; END')
      op.createUniqueConstraint('u', 't', ['a'])
      op.alterColumn('t', 'a', { type: varchar(9) })
    })
    expect(rowsOf(db, "SELECT name FROM sqlite_schema WHERE name IN ('t', 'i', 'v', 'w') ORDER BY 1")).toHaveLength(4)
    expect(sourceOf(db, 't')).toMatch(/AUTOINCREMENT[\s\S]*"a" VARCHAR\(9\) NOT NULL[\s\S]*CONSTRAINT "u" UNIQUE/)
  })

  it('a renaming that may mean two things in a trigger refuses the recreation behind it', async () => {
    const db = databaseWith(`CREATE TABLE t (a, b UNIQUE); CREATE TABLE u (a);
      CREATE TRIGGER w AFTER INSERT ON t BEGIN INSERT INTO u SELECT a FROM t, u; END`)
    const error = await expectRefused(db, (op) =>
      op.batchAlterTable('t', (t) => {
        t.renameColumn('b', 'x')
        t.dropConstraint({ unique: ['x'] })
        t.renameColumn('a', 'y')
      }),
    ).catch((thrown: unknown) => thrown)
    expect(String(error)).toMatch(/ambiguous|not certain|several|trigger "?w/)
  })

  it('values are made of what the row was, whatever its columns are called by then', async () => {
    const db = databaseWith('CREATE TABLE t (a INT, b INT, c TEXT); INSERT INTO t VALUES (1, 2, NULL)')
    await revise(db, (op) =>
      op.batchAlterTable('t', (t) => {
        t.alterColumn('a', { type: text(), using: sql`a || '-' || b` })
        t.renameColumn('b', 'd')
        t.addColumn('b', integer().notNull(), { fill: sql`d * 10` })
        t.alterColumn('c', { nullable: false, fill: sql`a || '!'` })
        t.dropColumn('d')
      }),
    )
    expect(rowsOf(db, 'SELECT * FROM t')).toEqual([['1-2', '1-2!', 20]])
  })

  it('a new key takes the numbers that rows had', async () => {
    const db = databaseWith('CREATE TABLE t (a); INSERT INTO t (rowid, a) VALUES (5, 1), (9, 2)')
    await revise(db, (op) => op.addColumn('t', 'id', integer().primaryKey(), { before: 'a' }))
    expect(rowsOf(db, 'SELECT * FROM t')).toEqual([
      [5, 1],
      [9, 2],
    ])
  })

  it('a column that is dropped and made again does not keep what it held', async () => {
    const db = databaseWith('CREATE TABLE t (a, b UNIQUE); INSERT INTO t VALUES (1, 2)')
    await revise(db, (op) =>
      op.batchAlterTable('t', (t) => {
        t.dropColumn('b')
        t.addColumn('b', integer().default(7).unique())
      }),
    )
    expect(rowsOf(db, 'SELECT * FROM t')).toEqual([[1, 7]])
  })

  it('names of the rowid that columns have taken are not mistaken for it', async () => {
    const db =
      databaseWith(`CREATE TABLE t (rowid TEXT, _rowid_ TEXT, b UNIQUE); INSERT INTO t (oid, rowid, _rowid_, b) VALUES (5, 'r', 's', 1);
      CREATE TABLE u (rowid TEXT, _rowid_ TEXT, oid TEXT, b UNIQUE); INSERT INTO u VALUES ('r', 's', 't', 1)`)
    await revise(db, (op) => {
      op.dropConstraint({ unique: ['b'] }, 't')
      op.dropConstraint({ unique: ['b'] }, 'u')
    })
    expect(rowsOf(db, 'SELECT oid, * FROM t')).toEqual([[5, 'r', 's', 1]])
    expect(rowsOf(db, 'SELECT * FROM u')).toEqual([['r', 's', 't', 1]])
  })
})
