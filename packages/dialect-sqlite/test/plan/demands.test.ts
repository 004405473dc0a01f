import type { Expression, Op } from '@ads/migrate-core'
import { blob, enumType, integer, sql, text } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { databaseWith, expectRefused, revise, rowsOf } from '../conservation/revise.js'

type Case = readonly [what: string, before: string, change: (op: Op) => void, refusal: RegExp]

const computed = (as: Expression) => ({ generated: { as } })

/** Rows get a number for their key, and a column is computed as how many digits that has. */
const numberedAnew = (op: Op) =>
  op.batchAlterTable(
    't',
    (batch) => {
      batch.addColumn('id', integer().notNull())
      batch.dropConstraint({ primaryKey: true })
      batch.createPrimaryKey('k', ['id'])
      batch.alterColumn('g', computed(sql`length(id)`))
    },
    { tableOptions: { sqlite: null } },
  )

describe('before rows are copied, they are asked whether they meet', () => {
  it.each<Case>([
    [
      'the type of a STRICT table, with what a column is computed as',
      'CREATE TABLE t (a INT, g BLOB) STRICT; INSERT INTO t VALUES (1, NULL), (2, NULL)',
      (op) => op.alterColumn('t', 'g', computed(sql`1`)),
      /2 rows would have a value in "t"."g" that is none of its type, for example 1\. Change/,
    ],
    [
      'the type of a STRICT table, with what a new column is computed as',
      'CREATE TABLE t (a INT) STRICT; INSERT INTO t VALUES (1)',
      (op) => op.addColumn('t', 'g', blob().generatedAs(sql`a`)),
      /1 rows would have a value in "t"."g" that is none of its type, for example 1\. Change/,
    ],
    [
      'the type of a STRICT table, with what `using` gives them',
      "CREATE TABLE t (a INT, g TEXT) STRICT; INSERT INTO t VALUES (1, 'x')",
      (op) => op.alterColumn('t', 'g', { type: text(), using: sql`x'00'` }),
      /1 rows would have a value in "t"."g" that is none of its type, for example X'00'\. Change/,
    ],
    [
      'NOT NULL, with what a column is computed as',
      'CREATE TABLE t (a INT, g INT NOT NULL); INSERT INTO t VALUES (1, 1), (NULL, 1)',
      (op) => op.alterColumn('t', 'g', computed(sql`a + 1`)),
      /"t"."g" cannot be NOT NULL: it would be NULL in 1 rows\. Change/,
    ],
    [
      'NOT NULL, with what a new column is computed as',
      'CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (NULL)',
      (op) => op.addColumn('t', 'g', integer().notNull().generatedAs(sql`a + 1`)),
      /"t"."g" cannot be NOT NULL: it would be NULL in 1 rows\. Change/,
    ],
    [
      'NOT NULL, with a fill that is NULL here and there',
      'CREATE TABLE t (a INT, g INT); INSERT INTO t VALUES (1, NULL), (NULL, NULL)',
      (op) => op.alterColumn('t', 'g', { nullable: false, fill: sql`a` }),
      /"t"."g" cannot be NOT NULL: it would be NULL in 1 rows\. Change/,
    ],
    [
      'a CHECK that is there, with what a column is computed as',
      'CREATE TABLE t (a INT, g INT CHECK (g > 0)); INSERT INTO t VALUES (1, 1), (-1, 1)',
      (op) => op.alterColumn('t', 'g', computed(sql`a`)),
      /1 rows of "t" do not meet CHECK \(g > 0\)/,
    ],
    [
      'a CHECK over what is computed from a column that is filled',
      'CREATE TABLE t (a INT, g INT AS (a * 2), CHECK (g <> 6)); INSERT INTO t (a) VALUES (1), (NULL)',
      (op) => op.alterColumn('t', 'a', { nullable: false, fill: 3 }),
      /1 rows of "t" do not meet CHECK \(g <> 6\)/,
    ],
    [
      'a CHECK over what is computed from what is computed otherwise now',
      'CREATE TABLE t (a INT, g INT AS (a * 2), h INT AS (g + 1), CHECK (h < 9)); INSERT INTO t (a) VALUES (1), (3)',
      (op) => op.alterColumn('t', 'g', computed(sql`a * 3`)),
      /1 rows of "t" do not meet CHECK \(h < 9\)/,
    ],
    [
      'a CHECK that is there, with the form that another type gives to values',
      "CREATE TABLE t (g TEXT CHECK (typeof(g) <> 'integer')); INSERT INTO t VALUES ('1'), (NULL)",
      (op) => op.alterColumn('t', 'g', { type: integer() }),
      /1 rows of "t" do not meet CHECK \(typeof\(g\) <> 'integer'\)/,
    ],
    [
      'the values of an enum, with a fill that is none of them',
      `CREATE TABLE t (a INT, m TEXT CONSTRAINT mood CHECK ("m" COLLATE BINARY IN ('calm'))); INSERT INTO t VALUES (1, NULL)`,
      (op) => op.alterColumn('t', 'm', { nullable: false, fill: sql`hex(randomblob(8))` }),
      /1 rows of "t" do not meet CHECK \("m" COLLATE BINARY IN \('calm'\)\)/,
    ],
    [
      'the values of a new enum, with what it is computed as',
      `CREATE TABLE t (a INT, m TEXT); INSERT INTO t VALUES (1, NULL)`,
      (op) => op.alterColumn('t', 'm', { ...computed(sql`a`), type: enumType('mood', ['calm']) }),
      /1 rows of "t" do not meet CHECK \("m" COLLATE BINARY IN \('calm'\)\)/,
    ],
    [
      'UNIQUE, with what a column is computed as',
      'CREATE TABLE t (a INT, g INT UNIQUE); INSERT INTO t VALUES (1, 1), (-1, 2)',
      (op) => op.alterColumn('t', 'g', computed(sql`abs(a)`)),
      /"t" cannot be UNIQUE over \(g\): 1 values are there more than once, for example 1\./,
    ],
    [
      'UNIQUE, with what another type takes for the same',
      "CREATE TABLE t (g TEXT UNIQUE); INSERT INTO t VALUES ('1'), ('1.0'), ('2')",
      (op) => op.alterColumn('t', 'g', { type: integer() }),
      /"t" cannot be UNIQUE over \(g\): 1 values are there more than once, for example 1\./,
    ],
    [
      'a primary key, with what `using` gives them',
      "CREATE TABLE t (g TEXT PRIMARY KEY); INSERT INTO t VALUES ('a'), ('A')",
      (op) => op.alterColumn('t', 'g', { type: text(), using: sql`lower(g)` }),
      /"t" cannot have the primary key \(g\): 1 values are there more than once, for example 'a'\./,
    ],
    [
      'a unique index, with what a column is computed as',
      'CREATE TABLE t (a INT, g INT); CREATE UNIQUE INDEX i ON t (g) WHERE g > 0; INSERT INTO t VALUES (1, 1), (-1, 2)',
      (op) => op.alterColumn('t', 'g', computed(sql`abs(a)`)),
      /"t" cannot have the unique index "i" over \(g\): 1 values are there more than once, for example 1\./,
    ],
    [
      'a unique index, with what a column is computed as from numbers that rows are given only now',
      "CREATE TABLE t (a TEXT PRIMARY KEY, g INT) WITHOUT ROWID; CREATE UNIQUE INDEX i ON t (g); INSERT INTO t VALUES ('x', 1), ('y', 2)",
      numberedAnew,
      /"t" cannot have the unique index "i" over \(g\): 1 values are there more than once, for example 1\./,
    ],
    [
      'a foreign key, with what a column is computed as',
      'CREATE TABLE p (x INT PRIMARY KEY); INSERT INTO p VALUES (1); CREATE TABLE t (a INT, g INT REFERENCES p (x)); INSERT INTO t VALUES (1, 1), (2, 1)',
      (op) => op.alterColumn('t', 'g', computed(sql`a`)),
      /"t" \(g\) cannot refer to "p": for 1 rows there is nothing they could refer to, for example for 2\./,
    ],
    [
      'a foreign key that does not say to what, with what a column is computed as',
      'CREATE TABLE p (x INT PRIMARY KEY); INSERT INTO p VALUES (1); CREATE TABLE t (a INT, g INT REFERENCES p); INSERT INTO t VALUES (1, 1), (2, 1)',
      (op) => op.alterColumn('t', 'g', computed(sql`a`)),
      /rows of "t" would refer to rows of "p" that are not there/,
    ],
    [
      'a foreign key of others, with what a column is computed as',
      'CREATE TABLE t (a INT, g INT UNIQUE); INSERT INTO t VALUES (1, 2); CREATE TABLE c (x INT REFERENCES t (g)); INSERT INTO c VALUES (2)',
      (op) => op.alterColumn('t', 'g', computed(sql`a`)),
      /rows of "c" would refer to rows of "t" that are not there/,
    ],
  ])('%s', async (_, before, change, refusal) => {
    expect((await expectRefused(databaseWith(before), change)).message).toMatch(refusal)
  })
})

describe('rows are not asked for more than SQLite does', () => {
  it.each<readonly [what: string, before: string, change: (op: Op) => void, after: unknown]>([
    [
      'where a column of a type that makes numbers of texts is computed as a text that is none',
      "CREATE TABLE t (a TEXT, g DATETIME UNIQUE CHECK (g > '2000')); INSERT INTO t VALUES ('x', '2001'), ('y', '2002')",
      (op) => op.alterColumn('t', 'g', computed(sql`'2020-01-0' || CASE a WHEN 'x' THEN 1 ELSE 2 END`)),
      [['2020-01-01'], ['2020-01-02']],
    ],
    [
      'where a CHECK compares with texts what are numbers now',
      "CREATE TABLE t (g TEXT CHECK (g IN ('1', '2') AND g < '3')); INSERT INTO t VALUES ('1'), ('2')",
      (op) => op.alterColumn('t', 'g', { type: integer() }),
      [[1], [2]],
    ],
    [
      'where a CHECK compares with numbers what are texts now',
      'CREATE TABLE t (g INT CHECK (g < 3)); INSERT INTO t VALUES (1), (2)',
      (op) => op.alterColumn('t', 'g', { type: text() }),
      [['1'], ['2']],
    ],
    [
      'where a primary key has NULL in it, as SQLite lets it',
      'CREATE TABLE t (g TEXT PRIMARY KEY); INSERT INTO t VALUES (NULL), (NULL)',
      (op) => op.alterColumn('t', 'g', { type: blob() }),
      [[null], [null]],
    ],
    [
      'where a foreign key refers to a table that is not there',
      'PRAGMA foreign_keys = OFF; CREATE TABLE t (g TEXT REFERENCES nowhere (x)); INSERT INTO t VALUES (1)',
      (op) => op.alterColumn('t', 'g', { type: integer() }),
      [[1]],
    ],
    [
      'where each row is given a value of its own',
      'CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2)',
      (op) => op.addColumn('t', 'g', text().notNull().unique(), { fill: sql`hex(randomblob(8))` }),
      [[expect.any(String)], [expect.any(String)]],
    ],
    [
      'where columns have the names that questions give to values',
      'CREATE TABLE t (migrate_value INT, migrate_number INT, g INT CHECK (g = 12)); INSERT INTO t VALUES (5, 7, 12)',
      (op) => op.alterColumn('t', 'g', computed(sql`migrate_value + migrate_number`)),
      [[12]],
    ],
    [
      'where a column is computed from numbers that rows are given only now',
      "CREATE TABLE t (a TEXT PRIMARY KEY, g INT NOT NULL CHECK (g < 2)) WITHOUT ROWID; INSERT INTO t VALUES ('x', 1), ('y', 1)",
      numberedAnew,
      [[1], [1]],
    ],
    [
      'where a collation tells apart what another takes for the same',
      "CREATE TABLE t (a TEXT COLLATE NOCASE, g TEXT UNIQUE); INSERT INTO t VALUES ('x', 'x'), ('X', 'y')",
      (op) => op.alterColumn('t', 'g', computed(sql`a`)),
      [['x'], ['X']],
    ],
  ])('%s', async (_, before, change, after) => {
    const db = databaseWith(before)
    await revise(db, change)
    expect(rowsOf(db, 'SELECT g FROM t')).toEqual(after)
  })
})
