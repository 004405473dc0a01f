import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCreateIndex, printCreateIndex } from '../../src/ddl/parse-create-index.js'
import { parseCreateTrigger } from '../../src/ddl/parse-create-trigger.js'
import { parseCreateView } from '../../src/ddl/parse-create-view.js'

const indexedColumn = fc
  .tuple(
    fc.constantFrom(
      'a',
      'B',
      '"c d"',
      '[desc]',
      "'a'",
      '(a)',
      '( "c d" )',
      'nulls',
      'lower(a)',
      'a || b',
      '(a + b)',
      "json_extract(a, '$.x,y')",
      'abs(a) + 1',
      'desc',
    ),
    fc.constantFrom('', '', ' COLLATE nocase', ' collate "RTRIM"'),
    fc.constantFrom('', '', ' ASC', ' DESC', ' desc'),
  )
  .map((parts) => parts.join(''))

const createIndex = fc
  .tuple(
    fc.constantFrom('CREATE INDEX', 'create unique index', 'CREATE INDEX IF NOT EXISTS', 'CREATE UNIQUE INDEX'),
    fc.constantFrom('i', '"i j"', 'main.i', '[on]', 'where_'),
    fc.constantFrom('t', '"t"', '[T]'),
    fc.array(indexedColumn, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '', ' WHERE a > 1', " where (b) = 'x)' -- end\n AND a IS NOT NULL"),
  )
  .map(([create, name, on, columns, where]) => `${create} ${name} ON /* ( */ ${on} (${columns.join(' , ')})${where}`)

test('every index that SQLite accepts is read as SQLite reads it', () => {
  const database = new Database(':memory:')
  database.exec('CREATE TABLE t(a, b, "c d", "desc", nulls)')
  let accepted = 0
  fc.assert(
    fc.property(createIndex, (sql) => {
      database.exec('SAVEPOINT s')
      try {
        try {
          database.exec(sql)
        } catch {
          return
        }
        accepted += 1
        const row = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index'").get() as {
          name: string
          sql: string
        }
        const index = parseCreateIndex(row.sql)
        expect(printCreateIndex(index)).toBe(row.sql)
        expect(index.name.value).toBe(row.name)
        expect(database.prepare('SELECT "unique", partial FROM pragma_index_list(\'t\')').get()).toEqual({
          unique: Number(index.unique),
          partial: Number(index.where !== null),
        })
        const columns = database
          .prepare('SELECT name, "desc", coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno')
          .all(row.name) as { name: string | null; desc: number; coll: string }[]
        expect(columns).toHaveLength(index.columns.length)
        for (const [place, { name, order, collation, expression }] of index.columns.entries()) {
          const column = columns[place]!
          expect(name?.value.toLowerCase() ?? null).toBe(column.name?.toLowerCase() ?? null)
          expect(order === 'desc').toBe(column.desc === 1)
          // A collation behind an operator belongs to its last operand: it stays in the expression.
          if (!/collate/i.test(expression.text)) {
            expect((collation?.value ?? 'BINARY').toLowerCase()).toBe(column.coll.toLowerCase())
          }
        }
      } finally {
        database.exec('ROLLBACK TO s; RELEASE s')
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 2000) },
  )
  expect(accepted).toBeGreaterThan(1000)
  database.close()
}, 60_000)

test.each([
  ['CREATE INDEX i ON t', 19, '"("'],
  ['CREATE INDEX i ON t()', 20, 'a column'],
  ['CREATE INDEX i ON t(a) WHERE', 28, 'a condition'],
  ['CREATE INDEX i ON t(a) x', 23, 'WHERE or the end'],
])('%s is refused with the place and what was expected there', (sql, position, expected) => {
  expect(() => parseCreateIndex(sql)).toThrow(expect.objectContaining({ code: 'UNREADABLE_DDL', position, expected }))
})

test.each([
  ['CREATE VIEW v AS SELECT 1', 'v', [], 'SELECT 1'],
  [
    'create temp view if not exists main . "v w" ( a , "b c" ) as /* c */ WITH x AS (SELECT 1) SELECT * FROM x ;',
    'v w',
    ['a', 'b c'],
    'WITH x AS (SELECT 1) SELECT * FROM x',
  ],
  ["CREATE VIEW [as] AS VALUES ('; as')", 'as', [], "VALUES ('; as')"],
])('%s is a name, columns and a query', (sql, name, columns, query) => {
  const view = parseCreateView(sql)
  expect([view.name.value, view.columns.map(({ value }) => value), view.query.text]).toEqual([name, columns, query])
  expect(sql.slice(view.query.start, view.query.end)).toBe(query)
})

test.each([
  ['CREATE TRIGGER r INSERT ON t BEGIN SELECT 1; END', 'r', 'before', 'insert', [], 't'],
  [
    'CREATE TRIGGER IF NOT EXISTS main.r AFTER UPDATE OF a, "on" ON main . "t u" BEGIN SELECT 1; END',
    'r',
    'after',
    'update',
    ['a', 'on'],
    't u',
  ],
  [
    'create temp trigger [instead] instead of delete on v for each row begin select 1; end',
    'instead',
    'instead of',
    'delete',
    [],
    'v',
  ],
  ['CREATE TRIGGER after AFTER UPDATE ON t BEGIN SELECT 1; END', 'after', 'after', 'update', [], 't'],
])('%s is on its table', (sql, name, time, event, columns, table) => {
  const trigger = parseCreateTrigger(sql)
  expect([
    trigger.name.value,
    trigger.time,
    trigger.event,
    trigger.columns.map(({ value }) => value),
    trigger.table.value,
  ]).toEqual([name, time, event, columns, table])
})
