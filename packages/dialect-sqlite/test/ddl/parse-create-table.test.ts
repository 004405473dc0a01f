import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CreateTable, printCreateTable } from '../../src/ddl/create-table.js'
import { declaredType } from '../../src/ddl/declared-type.js'
import { foldCase } from '../../src/ddl/identifiers.js'
import { parseCreateTable } from '../../src/ddl/parse-create-table.js'
import type { Span } from '../../src/ddl/tokenize.js'
import { createTable } from './random-ddl.js'
import { execute, rows, withTable } from './scratch-table.js'

const keyOf = (table: CreateTable): string[] => {
  const inline = table.columns.find((column) => column.constraints.some(({ kind }) => kind === 'primary key'))
  if (inline !== undefined) return [inline.name.value]
  const key = table.constraints.find((constraint) => constraint.kind === 'primary key')
  return key?.kind === 'primary key' ? key.columns.map((column) => column.name?.value ?? '') : []
}

/** What `PRAGMA table_xinfo` should say of a table with this definition. */
const expectedColumns = (table: CreateTable) => {
  const options = table.options.map(({ kind }) => kind)
  const key = keyOf(table).map(foldCase)
  const isRowid = (type: string) => key.length === 1 && declaredType(type) === 'INTEGER'
  return table.columns.map(({ name, type, constraints }, cid) => {
    const generated = constraints.find(({ kind }) => kind === 'generated')
    const value = constraints.findLast(({ kind }) => kind === 'default')
    const pk = key.indexOf(foldCase(name.value)) + 1
    const descending = constraints.some(
      (constraint) => constraint.kind === 'primary key' && constraint.order === 'desc',
    )
    const implied =
      pk > 0 &&
      (options.includes('without rowid') || (options.includes('strict') && !(isRowid(type?.text ?? '') && !descending)))
    return {
      cid,
      name: name.value,
      notnull: Number(implied || constraints.some(({ kind }) => kind === 'not null')),
      dflt_value: value?.kind === 'default' ? value.value.text : null,
      pk,
      hidden: generated?.kind === 'generated' ? (generated.stored ? 3 : 2) : 0,
    }
  })
}

const expectedForeignKeys = (table: CreateTable) => {
  const inColumns = table.columns.flatMap(({ name, constraints }) =>
    constraints.flatMap((constraint) =>
      constraint.kind === 'references' ? [{ from: [name.value], ...constraint.references }] : [],
    ),
  )
  const onTable = table.constraints.flatMap((constraint) =>
    constraint.kind === 'foreign key'
      ? [{ from: constraint.columns.map(({ value }) => value), ...constraint.references }]
      : [],
  )
  return [...inColumns, ...onTable].reverse().flatMap((key, id) =>
    key.from.map((from, seq) => ({
      id,
      seq,
      table: key.table.value,
      // SQLite gives the name as the column was declared.
      from: table.columns.find(({ name }) => foldCase(name.value) === foldCase(from))?.name.value,
      to: key.columns[seq]?.value ?? null,
      on_update: key.onUpdate.toUpperCase(),
      on_delete: key.onDelete.toUpperCase(),
    })),
  )
}

const children = (table: CreateTable): Span[][] => [
  [...table.columns, ...table.constraints],
  [table.name, table.body, ...table.options],
  ...table.columns.map(({ name, type, constraints }) => [name, ...(type === null ? [] : [type]), ...constraints]),
]

let accepted = 0
let tried = 0

test('every statement that SQLite accepts is read as SQLite reads it', () => {
  fc.assert(
    fc.property(createTable(), (sql) => {
      tried += 1
      withTable(sql, (stored) => {
        accepted += 1
        const table = parseCreateTable(stored)
        expect(printCreateTable(table)).toBe(stored)
        const columns = rows('PRAGMA table_xinfo(t)')
        expect(columns.map(({ type: _, ...column }) => column)).toEqual(expectedColumns(table))
        for (const [index, { type }] of table.columns.entries()) {
          const given = columns[index]?.type as string
          // SQLite keeps a comment between a type and its GENERATED ALWAYS as a part of the type.
          if (!/--|\/\*/.test(stored)) expect(given).toBe(declaredType(type?.text ?? ''))
        }
        expect(rows('PRAGMA foreign_key_list(t)').map(({ match: _, ...key }) => key)).toEqual(
          expectedForeignKeys(table),
        )
        const [list] = rows("SELECT wr, strict FROM pragma_table_list WHERE schema = 'main' AND name = 't'")
        expect(list).toEqual({
          wr: Number(table.options.some(({ kind }) => kind === 'without rowid')),
          strict: Number(table.options.some(({ kind }) => kind === 'strict')),
        })
        for (const spans of children(table)) {
          for (const [index, span] of spans.slice(1).entries())
            expect(span.start).toBeGreaterThanOrEqual(spans[index]!.end)
          for (const span of spans) expect(span.end).toBeGreaterThan(span.start)
        }
      })
    }),
    { numRuns: process.env.LONG ? 100_000 : 4000 },
  )
  // The law must not hold because SQLite refused nearly everything.
  expect(accepted).toBeGreaterThan(tried / 3)
}, 1_200_000)

const isTrivia = (text: string): boolean => text.replace(/\/\*[\s\S]*?\*\/|--[^\n]*|[\s,]/g, '') === ''

test('between columns and constraints there is nothing but commas, spaces and comments', () => {
  fc.assert(
    fc.property(createTable(), (sql) => {
      withTable(sql, (stored) => {
        const table = parseCreateTable(stored)
        const parts = [...table.columns, ...table.constraints]
        let end = table.body.start + 1
        for (const part of [...parts, { start: table.body.end - 1, end: table.body.end }]) {
          expect(isTrivia(stored.slice(end, part.start))).toBe(true)
          end = part.end
        }
        for (const column of table.columns) {
          let last = column.name.end
          for (const part of [...(column.type === null ? [] : [column.type]), ...column.constraints]) {
            expect(isTrivia(stored.slice(last, part.start))).toBe(true)
            last = part.end
          }
          expect(last).toBe(column.end)
        }
      })
    }),
    { numRuns: 1000 },
  )
}, 60_000)

test('autoincrement is seen where SQLite keeps a sequence', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        'id INTEGER PRIMARY KEY AUTOINCREMENT',
        'id INTEGER PRIMARY KEY /* AUTOINCREMENT */',
        '[id] "integer" PRIMARY KEY ASC ON CONFLICT REPLACE AUTOINCREMENT',
        "id INTEGER DEFAULT 'a, AUTOINCREMENT', PRIMARY KEY (id AUTOINCREMENT)",
        'id INTEGER, PRIMARY KEY (id DESC)',
        'id INTEGER, autoincrement_ TEXT, PRIMARY KEY ((id) ASC AUTOINCREMENT) ON CONFLICT FAIL',
        "id INTEGER PRIMARY KEY CHECK ('AUTOINCREMENT' <> id)",
      ),
      (body) => {
        withTable(`CREATE TABLE t(${body})`, (stored) => {
          const table = parseCreateTable(stored)
          const found = [...table.columns.flatMap(({ constraints }) => constraints), ...table.constraints].some(
            (constraint) => constraint.kind === 'primary key' && constraint.autoIncrement,
          )
          execute('INSERT INTO t DEFAULT VALUES')
          const sequence = rows("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").length > 0
          expect(found).toBe(sequence && rows("SELECT 1 FROM sqlite_sequence WHERE name = 't'").length > 0)
        })
      },
    ),
  )
})

test.each(
  // Every keyword, as the name of a column and as a type: where SQLite takes it, so do we.
  `ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH AUTOINCREMENT BEFORE BEGIN BETWEEN BY CASCADE CASE
  CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP
  DATABASE DEFAULT DEFERRABLE DEFERRED DELETE DESC DETACH DISTINCT DO DROP EACH ELSE END ESCAPE EXCEPT EXCLUDE EXCLUSIVE
  EXISTS EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FOREIGN FROM FULL GENERATED GLOB GROUP GROUPS HAVING IF IGNORE
  IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD INTERSECT INTO IS ISNULL JOIN KEY LAST LEFT LIKE LIMIT MATCH
  MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL NULLS OF OFFSET ON OR ORDER OTHERS OUTER OVER PARTITION PLAN PRAGMA
  PRECEDING PRIMARY QUERY RAISE RANGE RECURSIVE REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RETURNING
  RIGHT ROLLBACK ROW ROWS SAVEPOINT SELECT SET TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION TRIGGER UNBOUNDED UNION
  UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHOUT`.split(/\s+/),
)('%s is read wherever SQLite takes it', (word) => {
  for (const body of [
    `${word} TEXT, b ${word} NOT NULL`,
    `${word}`,
    `a ${word}`,
    `a INT DEFAULT ${word}`,
    `a ${word} ${word}(1)`,
  ]) {
    withTable(`CREATE TABLE t(${body})`, (stored) => {
      const table = parseCreateTable(stored)
      expect(expectedColumns(table)).toEqual(rows('PRAGMA table_xinfo(t)').map(({ type: _, ...column }) => column))
      expect(table.columns.map(({ type }) => declaredType(type?.text ?? ''))).toEqual(
        rows('PRAGMA table_xinfo(t)').map(({ type }) => type),
      )
    })
  }
})

describe('hard statements', () => {
  const read = (body: string) => parseCreateTable(`CREATE TABLE t(${body})`)

  test('a constraint that has only a name', () => {
    const table = read(
      'a CONSTRAINT x CONSTRAINT y NOT NULL CONSTRAINT z, CONSTRAINT v, CONSTRAINT w CHECK (1) UNIQUE (a)',
    )
    expect(table.columns[0]?.constraints.map(({ kind, name }) => [kind, name?.value])).toEqual([
      ['name only', 'x'],
      ['not null', 'y'],
      ['name only', 'z'],
    ])
    expect(table.constraints.map(({ kind, name }) => [kind, name?.value])).toEqual([
      ['name only', 'v'],
      ['check', 'w'],
      ['unique', undefined],
    ])
  })

  test('GENERATED ALWAYS is no part of the type', () => {
    expect(read('a TEXT GENERATED ALWAYS AS (b), b').columns[0]?.type?.text).toBe('TEXT')
    expect(read('a GENERATED ALWAYS AS (b) STORED, b').columns[0]?.type).toBeNull()
    expect(read('generated always').columns[0]).toMatchObject({
      name: { value: 'generated' },
      type: { text: 'always' },
    })
  })

  test('a deferrable clause belongs to its REFERENCES where it stands behind it, and stands alone elsewhere', () => {
    const table = read(
      'a REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED NOT NULL, b REFERENCES p NOT NULL DEFERRABLE INITIALLY DEFERRED',
    )
    expect(table.columns[0]?.constraints).toMatchObject([
      { kind: 'references', references: { deferrable: 'not deferrable' } },
      { kind: 'not null' },
    ])
    expect(table.columns[1]?.constraints).toMatchObject([
      { kind: 'references', references: { deferrable: null } },
      { kind: 'not null' },
      { kind: 'deferrable', deferrable: 'initially deferred' },
    ])
  })

  test('what SQLite stores for CREATE TABLE … AS SELECT', () => {
    withTable('CREATE TABLE t AS SELECT 1 AS "a b", \'x\' AS c, 2.5 AS "select"', (stored) => {
      const table = parseCreateTable(stored)
      expect(table.columns.map(({ name }) => name.value)).toEqual(['a b', 'c', 'select'])
    })
  })

  test('statements as people write them', () => {
    const table = parseCreateTable('create temp table if not exists main . "a b" (x) strict;')
    expect(table).toMatchObject({
      temporary: true,
      ifNotExists: true,
      schema: { value: 'main' },
      name: { value: 'a b' },
    })
    expect(table.options).toMatchObject([{ kind: 'strict' }])
  })
})

test.each([
  ['CREATE TABLE t', 14, '"("'],
  ['CREATE TABLE t AS SELECT 1', 15, '"("'],
  ['CREATE TABLE t(a INT', 20, 'a column constraint'],
  ['CREATE TABLE t(a INT,)', 21, 'a column name'],
  ['CREATE TABLE t(a CHECK (1)', 26, 'a column constraint'],
  ['CREATE TABLE t(a CHECK 1)', 23, 'an expression in parentheses'],
  ['CREATE TABLE t(a REFERENCES p ON DELETE EXPLODE)', 40, 'SET NULL, SET DEFAULT, CASCADE, RESTRICT, NO ACTION'],
  ['CREATE TABLE t(a) WITHOUT OIDS', 30, 'WITHOUT ROWID'],
  ['CREATE TABLE t(a) STRICT x', 25, 'the end'],
])('%s is refused with the place and what was expected there', (sql, position, expected) => {
  expect(() => parseCreateTable(sql, 'table "t"')).toThrow(
    expect.objectContaining({ code: 'UNREADABLE_DDL', object: 'table "t"', position, expected }),
  )
})
