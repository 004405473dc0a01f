import type { Op } from '@ads/migrate-core'
import { integer, sql, text } from '@ads/migrate-core/schema'
import { expect, it } from 'vitest'
import { databaseWith, expectRefused, migratorFor, revise, rowsOf } from '../conservation/revise.js'

it.each<[string, string, (op: Op) => void, RegExp]>([
  [
    'NOT NULL over NULLs, counted',
    'CREATE TABLE t (a); INSERT INTO t VALUES (1), (NULL), (NULL)',
    (op) => op.alterColumn('t', 'a', { nullable: false }),
    /"t"."a" cannot be NOT NULL: it is NULL in 2 rows/,
  ],
  [
    'UNIQUE over duplicates, with an example',
    "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (1, 'x'), (2, 'x'), (NULL, 'x'), (NULL, 'x')",
    (op) => op.createUniqueConstraint('u', 't', ['a', 'b']),
    /1 values are there more than once, for example 1, 'x'/,
  ],
  [
    'a primary key over NULLs',
    'CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (NULL)',
    (op) => op.createPrimaryKey('k', 't', ['a']),
    /cannot have the primary key \(a\): 1 rows have NULL/,
  ],
  [
    'a primary key over duplicates',
    'CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (1)',
    (op) => op.createPrimaryKey('k', 't', ['a']),
    /cannot have the primary key \(a\): 1 values are there more than once/,
  ],
  [
    'a foreign key over orphans',
    'CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1); CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (7), (NULL)',
    (op) => op.createForeignKey('f', 't', ['a'], 'p', ['id']),
    /"t" \(a\) cannot refer to "p": for 1 rows there is nothing they could refer to, for example for 7/,
  ],
  [
    'a foreign key over a number that its table writes in another way',
    "CREATE TABLE p (x TEXT PRIMARY KEY); INSERT INTO p VALUES ('05'), ('7'); CREATE TABLE t (a INT); INSERT INTO t VALUES (5), (7)",
    (op) => op.createForeignKey('f', 't', ['a'], 'p', ['x']),
    /"t" \(a\) cannot refer to "p": for 1 rows there is nothing they could refer to, for example for 5/,
  ],
  [
    'a foreign key to what is no key',
    'CREATE TABLE p (id INTEGER PRIMARY KEY, x); CREATE TABLE t (a INT)',
    (op) => op.createForeignKey('f', 't', ['a'], 'p', ['x']),
    /refers to columns of "p" that are no key of it: x/,
  ],
  [
    'a foreign key to a table that is not there',
    'CREATE TABLE t (a INT)',
    (op) => op.createForeignKey('f', 't', ['a'], 'p', ['x']),
    /refers to "p", which is not there/,
  ],
  [
    'a CHECK over rows that do not meet it',
    'CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 1), (2, -1), (3, NULL)',
    (op) => op.createCheckConstraint('c', 't', sql`a > 0`),
    /1 rows of "t" do not meet CHECK \(a > 0\), for example \(id, a\) = \(2, -1\)/,
  ],
  [
    'a type that values would not survive',
    "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('7'), ('007'), ('x')",
    (op) => op.alterColumn('t', 'a', { type: integer() }),
    /2 rows have a value in "t"."a" that its new type would not keep as it is, for example '(007|x)'/,
  ],
  [
    'STRICT over values of other types',
    "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), ('x')",
    (op) => op.batchAlterTable('t', () => {}, { tableOptions: { sqlite: { strict: true } } }),
    /1 rows have a value in "t"."a"/,
  ],
  [
    'a collation under which UNIQUE does not hold',
    "CREATE TABLE t (a TEXT UNIQUE); INSERT INTO t VALUES ('a'), ('A')",
    (op) => op.alterColumn('t', 'a', { collate: 'NOCASE' }),
    /under the collation NOCASE, 1 values are there more than once/,
  ],
  [
    'a NOT NULL column that rows have nothing for',
    'CREATE TABLE t (a); INSERT INTO t VALUES (1)',
    (op) => op.addColumn('t', 'b', text().notNull().unique()),
    /cannot be added as NOT NULL to a table that has rows/,
  ],
  [
    'a key that a foreign key needs',
    'CREATE TABLE p (id TEXT, CONSTRAINT k UNIQUE (id)); CREATE TABLE t (a REFERENCES p (id))',
    (op) => op.dropConstraint('k', 'p'),
    /the foreign key of "t" needs it/,
  ],
  [
    'the column of a key that a foreign key means without naming it',
    'CREATE TABLE p (id TEXT PRIMARY KEY, x); CREATE TABLE t (a REFERENCES p)',
    (op) => op.dropColumn('p', 'id'),
    /the foreign key of "t" would be left without it/,
  ],
  [
    'the column of a constraint, unless it is said to go too',
    'CREATE TABLE t (a, b, CONSTRAINT u UNIQUE (a, b))',
    (op) => op.dropColumn('t', 'a'),
    /the UNIQUE constraint "u"/,
  ],
  ['a constraint that is not there', 'CREATE TABLE t (a)', (op) => op.dropConstraint('nope', 't'), /no constraint/],
  [
    'a view that another reads',
    'CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v',
    (op) => op.dropView('v'),
    /the view "w" would be left without it/,
  ],
  [
    'a trigger under another name than its text has',
    'CREATE TABLE t (a)',
    (op) => op.createTrigger('x', 't', 'CREATE TRIGGER y AFTER INSERT ON t BEGIN SELECT 1; END'),
    /makes a trigger "y"/,
  ],
  [
    'a trigger on another table than it says',
    'CREATE TABLE t (a); CREATE TABLE u (a)',
    (op) => op.createTrigger('x', 't', 'CREATE TRIGGER x AFTER INSERT ON u BEGIN SELECT 1; END'),
    /is on "u", not on "t"/,
  ],
  [
    'a batch that may not recreate and has to',
    'CREATE TABLE t (a)',
    (op) => op.batchAlterTable('t', (t) => t.createUniqueConstraint('u', ['a']), { recreate: 'never' }),
    /would have to be made anew/,
  ],
])('refuses %s', async (_, schema, upgrade, message) => {
  const error = await expectRefused(databaseWith(schema), upgrade)
  expect(error.message).toMatch(message)
})

it('takes constraints and indexes along with a column when asked to', async () => {
  const db = databaseWith(`CREATE TABLE t (a, b CHECK (b > a), c, CONSTRAINT u UNIQUE (a, b), CHECK (c <> a));
    CREATE INDEX i ON t (a); CREATE INDEX j ON t (c); INSERT INTO t VALUES (1, 2, 3)`)
  await revise(db, (op) => op.dropColumn('t', 'a', { cascade: true }))
  expect(rowsOf(db, "SELECT name, sql FROM sqlite_schema WHERE tbl_name = 't'")).toEqual([
    ['t', 'CREATE TABLE t (b, c)'],
    ['j', 'CREATE INDEX j ON t (c)'],
  ])
  expect(rowsOf(db, 'SELECT * FROM t')).toEqual([[2, 3]])
})

it('refuses a recreation that something temporary would not survive', async () => {
  const db = databaseWith(
    'CREATE TABLE t (a); CREATE TABLE tt (a); CREATE TEMP TRIGGER w AFTER INSERT ON t BEGIN SELECT 1; END',
  )
  const unique = (table: string) => (op: Op) => op.createUniqueConstraint('u', table, ['a'])
  expect((await expectRefused(db, unique('t'))).message).toMatch(/the temporary trigger "w"/)
  await revise(db, unique('tt'))
})

it('refuses rows beside a recreation that has foreign keys switched off, and takes them beside others', async () => {
  const family =
    'CREATE TABLE p (id INTEGER PRIMARY KEY, a); CREATE TABLE c (p_id REFERENCES p, b); INSERT INTO p VALUES (1, 1);'
  const upgrade = (table: string, column: string) => (op: Op) => {
    op.createUniqueConstraint('u', table, [column])
    op.execute('INSERT INTO c VALUES (1, 1)')
  }
  expect((await expectRefused(databaseWith(family), upgrade('p', 'a'))).message).toMatch(/cannot stand beside it/)
  const db = databaseWith(family)
  await revise(db, upgrade('c', 'b'))
  expect(rowsOf(db, 'SELECT * FROM c')).toEqual([[1, 1]])
})

it('refuses to drop a column that a view turns out to use, whatever its query looks like', async () => {
  const db = databaseWith(`CREATE TABLE t (a, b, c UNIQUE); CREATE TABLE u (x);
    CREATE VIEW v AS SELECT z.y FROM (SELECT a AS y FROM u, t) AS z`)
  const error = await expectRefused(db, (op) =>
    op.batchAlterTable('t', (t) => {
      t.dropColumn('a')
      t.dropConstraint({ unique: ['c'] })
    }),
  )
  expect(error.message).toMatch(/the view "v"/)
})

it('is not put off by what was broken before', async () => {
  const db =
    databaseWith(`CREATE TABLE t (a); CREATE VIEW broken AS SELECT nope FROM t; CREATE VIEW lost AS SELECT * FROM nowhere;
    CREATE TRIGGER w AFTER INSERT ON t BEGIN INSERT INTO nowhere VALUES (1); END`)
  await revise(db, (op) => op.createUniqueConstraint('u', 't', ['a']))
  expect(() => db.exec('SELECT * FROM broken')).toThrow(/nope/)
})

it('recreates a table whose rows refer to nothing, and lets them be', async () => {
  const db = databaseWith('CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p, b)')
  db.pragma('foreign_keys = OFF')
  db.exec('INSERT INTO t VALUES (7, 1)')
  db.pragma('foreign_keys = ON')
  await revise(db, (op) => op.createUniqueConstraint('u', 't', ['b']))
  expect(rowsOf(db, 'SELECT * FROM t')).toEqual([[7, 1]])
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
})

it('stops a printed script that meets another table than it was made for', async () => {
  const made = databaseWith('CREATE TABLE x (a)')
  const { sql: script } = await (
    await migratorFor({ connection: made }, (op) => {
      op.createTable('t', { a: integer(), b: text() })
      op.alterColumn('t', 'a', { type: text() })
    })
  ).script('upgrade', 'r1:r2')
  expect(script).toMatch(/the table ""t"" is not as it was when this was planned/)
})
