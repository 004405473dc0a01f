import Driver from 'better-sqlite3'
import { expect, test } from 'vitest'
import { runStatement } from '../src/run-statement.js'

/** Each after the others, on one database. */
const statements = [
  'CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)',
  'CREATE TABLE log (b)',
  'CREATE TRIGGER follow AFTER INSERT ON t BEGIN INSERT INTO log VALUES (NEW.b), (NEW.b); END',
  "INSERT INTO t (b) VALUES ('one'), ('two'), ('semi;colon')",
  "INSERT INTO t (b) VALUES ('three') RETURNING a, b",
  "UPDATE t SET b = b || '!'",
  "UPDATE t SET b = b || '!' WHERE a > 2 RETURNING a",
  "UPDATE t SET b = 'x' WHERE a = 99",
  'CREATE INDEX ix ON t (b)',
  'ALTER TABLE t ADD COLUMN c DEFAULT 7',
  "INSERT INTO t (b) SELECT 'returning' WHERE 1",
  'SELECT * FROM t ORDER BY a',
  'ALTER TABLE t RENAME COLUMN c TO d',
  'SELECT * FROM t ORDER BY a',
  'DELETE FROM t WHERE a > 1',
  'DELETE FROM t WHERE a > 1',
  'SELECT changes()',
  'DROP INDEX ix',
  'WITH n AS (SELECT 5 AS a) INSERT INTO t (a) SELECT a FROM n',
  '  update t set b = null',
  'DROP TABLE t',
]

test('a statement gives the rows and the count that it gives when it is prepared by itself', () => {
  const [database, other] = [new Driver(':memory:'), new Driver(':memory:')]
  for (const sql of statements) {
    const statement = other.prepare(sql)
    const rows = statement.reader ? statement.all() : []
    const changes = statement.reader ? undefined : statement.run().changes
    const result = runStatement(database, sql, [])
    expect([sql, result.rows]).toEqual([sql, rows])
    if (changes !== undefined) expect([sql, result.changes]).toEqual([sql, changes])
  }
  expect(runStatement(database, 'SELECT count(*) AS n FROM log', []).rows).toEqual([{ n: 12 }])
})

test.each(['CREATE TABLE t (a); CREATE TABLE u (a)', "DROP TABLE IF EXISTS t; SELECT 'x'"])(
  'of two statements in one text neither is run: %s',
  (sql) => {
    const database = new Driver(':memory:')
    expect(() => runStatement(database, sql, [])).toThrow('more than one statement')
    expect(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0)
  },
)

test('a long run of statements leaves no more than a few prepared behind', () => {
  const database = new Driver(':memory:')
  let prepared = 0
  const prepare = database.prepare.bind(database)
  database.prepare = (sql: string) => {
    prepared++
    return prepare(sql)
  }
  for (let i = 0; i < 50; i++) {
    runStatement(database, `CREATE TABLE t${i} (a)`, [])
    runStatement(database, `INSERT INTO t${i} VALUES (${i})`, [])
    expect(runStatement(database, 'SELECT count(*) AS n FROM sqlite_schema', []).rows).toEqual([{ n: i + 1 }])
  }
  expect(prepared).toBe(2)
})
