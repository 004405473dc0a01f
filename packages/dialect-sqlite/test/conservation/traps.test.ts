import type { Op } from '@ads/migrate-core'
import { integer, sql, text } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { databaseWith, expectRefused, revise, rowsOf, sourceOf } from './revise.js'
import { takeSnapshot } from './snapshot.js'

const recreate = (op: Op): void => op.batchAlterTable('t', () => {}, { recreate: 'always' })

describe('a recreation keeps', () => {
  it('the statistics of ANALYZE, so that queries go on being planned as they were', async () => {
    const db = databaseWith(
      'CREATE TABLE t (a INT, b TEXT); CREATE INDEX i ON t (a); CREATE TABLE u (x); CREATE INDEX j ON u (x)',
    )
    db.exec(
      "INSERT INTO t SELECT value % 7, 'x' FROM json_each('[' || substr(replace(hex(zeroblob(500)), '00', ',1'), 2) || ']')",
    )
    db.exec('INSERT INTO u SELECT a FROM t; ANALYZE')
    const statistics = () => [
      rowsOf(db, 'SELECT * FROM sqlite_stat1 ORDER BY tbl, idx'),
      rowsOf(db, 'SELECT tbl, idx, neq, nlt, ndlt, quote(sample) FROM sqlite_stat4 ORDER BY 1, 2, 3, 4, 5'),
    ]
    const before = statistics()
    expect(before[0]).toHaveLength(2)
    await revise(db, recreate)
    expect(statistics()).toEqual(before)
  })

  it('NUL characters, broken UTF-8, numbers that JavaScript would round, and empty values', async () => {
    const db = databaseWith(`CREATE TABLE t (a, b TEXT);
      INSERT INTO t VALUES (9007199254740993, 'a' || char(0) || 'b'), (-9223372036854775808, CAST(x'ff61fe' AS TEXT)),
        (1e308, ''), (x'', NULL), (0.1 + 0.2, 'x')`)
    const values = () =>
      rowsOf(db, 'SELECT rowid, typeof(a), quote(a), typeof(b), hex(CAST(b AS BLOB)), length(b) FROM t')
    const before = values()
    await revise(db, recreate)
    expect(values()).toEqual(before)
  })

  it('a value of an odd type in a column of each affinity, as it is', async () => {
    const db = databaseWith(`CREATE TABLE t (a STRING, b DATETIME, c FLOATINGPOINT, d, e BLOB);
      INSERT INTO t VALUES (x'303037', 'soon', 'x7', '007', '1.0'), ('007', '1e5', '00501', '1.0', 7)`)
    const before = takeSnapshot(db)
    await revise(db, recreate)
    expect(takeSnapshot(db)).toEqual(before)
  })

  it('a table that has a name or columns which need quotes, and the empty name', async () => {
    for (const name of ['', ' ', 'a"b', "it's", '[x]', 'select', 'Größe', 'a.b', '%s', 'x--y', 'x\ny']) {
      const quoted = `"${name.replaceAll('"', '""')}"`
      const db = databaseWith(
        `CREATE TABLE t (${quoted} TEXT, b INT UNIQUE, CHECK (${quoted} <> 'no')); INSERT INTO t VALUES ('yes', 1)`,
      )
      const before = takeSnapshot(db)
      await revise(db, recreate)
      expect(takeSnapshot(db)).toEqual(before)
    }
  })

  it('a column list in another order apart: no value moves to its neighbour', async () => {
    const db = databaseWith("CREATE TABLE t (a TEXT, b TEXT, c TEXT); INSERT INTO t VALUES ('a', 'b', 'c')")
    await revise(db, (op) => op.batchAlterTable('t', () => {}, { reorder: ['c', 'a', 'b'] }))
    expect(db.prepare('SELECT * FROM t').all()).toEqual([{ c: 'c', a: 'a', b: 'b' }])
    expect(sourceOf(db, 't')).toBe('CREATE TABLE t (c TEXT, a TEXT, b TEXT)')
  })
})

describe('what the connection lacks stops a change whole, and by name', () => {
  it.each([
    ['a function', 'CREATE TABLE t (a INT, b TEXT CHECK (length(b) > 0))', 'length', 'own_length', /own_length/],
    ['a collation', 'CREATE TABLE t (a INT, b TEXT COLLATE NOCASE)', 'NOCASE', 'OWN', /OWN/],
  ])('%s of the application', async (_, ddl, from, to, message) => {
    const db = databaseWith(`${ddl}; INSERT INTO t VALUES (1, 'x')`)
    db.unsafeMode(true)
    db.pragma('writable_schema = ON')
    db.prepare('UPDATE sqlite_schema SET sql = replace(sql, ?, ?)').run(from, to)
    db.pragma('writable_schema = RESET')
    db.unsafeMode(false)
    const before = rowsOf(db, 'SELECT name, sql FROM sqlite_schema')
    await expect(revise(db, (op) => op.alterColumn('t', 'a', { type: text() }))).rejects.toThrow(message)
    expect(rowsOf(db, "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE '%alembic%'")).toEqual(before)
    expect(rowsOf(db, 'SELECT typeof(a) FROM t')).toEqual([['integer']])
  })
})

describe('one batch, whatever its order', () => {
  const ddl = `CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b TEXT, up INT REFERENCES t (id));
    CREATE TABLE c (t_id INT REFERENCES t (id) ON DELETE CASCADE);
    INSERT INTO t VALUES (1, 10, 'x', NULL), (2, 20, 'y', 1); INSERT INTO c VALUES (1), (2);`

  it.each<[string, (op: Op) => void, readonly object[]]>([
    [
      'drop b and rename a to b',
      (op) =>
        op.batchAlterTable('t', (t) => {
          t.dropColumn('b')
          t.renameColumn('a', 'b')
        }),
      [
        { id: 1, b: 10, up: null },
        { id: 2, b: 20, up: 1 },
      ],
    ],
    [
      'rename a to n, b to a, and n to b',
      (op) =>
        op.batchAlterTable('t', (t) => {
          t.renameColumn('a', 'n')
          t.renameColumn('b', 'a')
          t.renameColumn('n', 'b')
        }),
      [
        { id: 1, b: 10, a: 'x', up: null },
        { id: 2, b: 20, a: 'y', up: 1 },
      ],
    ],
    [
      'rename a to n and add a new a with an index on each',
      (op) =>
        op.batchAlterTable('t', (t) => {
          t.renameColumn('a', 'n')
          t.addColumn('a', integer().notNull(), { fill: sql`n + 1` })
          t.createIndex('i', ['n', 'a'])
        }),
      [
        { id: 1, n: 10, b: 'x', up: null, a: 11 },
        { id: 2, n: 20, b: 'y', up: 1, a: 21 },
      ],
    ],
    [
      'rename the key that the table itself and another refer to',
      (op) =>
        op.batchAlterTable('t', (t) => {
          t.renameColumn('id', 'key')
          t.alterColumn('b', { nullable: false })
        }),
      [
        { key: 1, a: 10, b: 'x', up: null },
        { key: 2, a: 20, b: 'y', up: 1 },
      ],
    ],
  ])('%s: every value is where it belongs, and every reference holds', async (_, upgrade, rows) => {
    for (const recreated of [false, true]) {
      const db = databaseWith(ddl)
      await revise(db, (op) => {
        upgrade(op)
        if (recreated) recreate(op)
      })
      expect(db.prepare('SELECT * FROM t').all()).toEqual(rows)
      expect(rowsOf(db, 'SELECT * FROM c')).toEqual([[1], [2]])
      expect(rowsOf(db, 'SELECT * FROM pragma_foreign_key_check')).toEqual([])
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    }
  })
})

it('a renaming that SQLite would leave half done in a trigger on a view is stopped, and names it', async () => {
  const db = databaseWith(`CREATE TABLE t (a INT, b INT); CREATE VIEW v AS SELECT a FROM t;
    CREATE TRIGGER w INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (new.a); END`)
  const before = takeSnapshot(db)
  await expect(revise(db, (op) => op.renameColumn('t', 'a', 'n'))).rejects.toThrow(/trigger w.*new\.a/)
  expect(takeSnapshot(db)).toEqual(before)
})

it('a table that others refer to is not dropped by `cascade` either, and the refusal says what that takes along', async () => {
  const db = databaseWith(
    'CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE INDEX i ON t (id); CREATE TABLE c (t_id INT REFERENCES t ON DELETE CASCADE); INSERT INTO t VALUES (1); INSERT INTO c VALUES (1)',
  )
  const { message, hint } = await expectRefused(db, (op) => op.dropTable('t', { cascade: true }))
  expect(message).toMatch(/the table "t" cannot be dropped: the foreign key of "c" would be left without it/)
  expect(hint).toMatch(
    /`cascade` takes along the indexes, triggers and constraints of the table itself, and nothing of other tables/,
  )
})
