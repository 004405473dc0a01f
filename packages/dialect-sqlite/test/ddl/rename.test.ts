import { isMigrateError } from '@ads/migrate-core'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editTable, type TableEdit } from '../../src/ddl/edit-table.js'
import { foldCase, isName, unquote } from '../../src/ddl/identifiers.js'
import { parseCreateTable } from '../../src/ddl/parse-create-table.js'
import { renameInIndex } from '../../src/ddl/rename-in-index.js'
import { renameInTrigger, renameInView } from '../../src/ddl/rename-in-objects.js'
import type { TableRenames } from '../../src/ddl/rename-in-query.js'
import { isSignificant, tokenize } from '../../src/ddl/tokenize.js'
import { namingTable } from './random-edits.js'
import { execute, storedText, withTable } from './scratch-table.js'

/** What a text says, whatever its quotes: SQLite's own renaming writes every name that it touches in double quotes. */
const meaning = (sql: string): string[] =>
  tokenize(sql)
    .filter(isSignificant)
    .map((token) => (isName(token) ? foldCase(unquote(token.text)) : token.text))

// SQLite's RENAME TO writes the table's name over `excluded`, and so makes another statement of it: we do not.
const withoutExcluded = (words: readonly string[]): string[] =>
  words.map((word, index) => (words[index + 1] === '.' && (word === 'excluded' || word === 'zz_t') ? 't' : word))

const refused = <T>(act: () => T): T | null => {
  try {
    return act()
  } catch (error) {
    if (isMigrateError(error) && error.code === 'OPERATION_REFUSED') return null
    throw error
  }
}

test('a renamed column or table is renamed in the definition where SQLite itself renames it', () => {
  let compared = 0
  let refusals = 0
  fc.assert(
    fc.property(namingTable(), fc.nat(99), fc.boolean(), (sql, seed, wholeTable) => {
      withTable(sql, (stored) => {
        const { columns } = parseCreateTable(stored)
        const from = columns[seed % columns.length]!.name.value
        const to = ['zz_new', 'Zz "q"', "it's"][seed % 3]!
        const edit: TableEdit = wholeTable
          ? { kind: 'renameTable', to: 'zz_t' }
          : { kind: 'renameColumns', columns: [{ from, to }] }
        const text = refused(() => editTable(stored, [edit]))
        if (text === null) {
          refusals += 1
          return
        }
        const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
        try {
          execute(wholeTable ? 'ALTER TABLE t RENAME TO zz_t' : `ALTER TABLE t RENAME ${quoted(from)} TO ${quoted(to)}`)
        } catch {
          return
        }
        compared += 1
        expect(meaning(text)).toEqual(meaning(storedText(wholeTable ? 'zz_t' : 't')))
      })
    }),
    { numRuns: process.env.LONG ? 50_000 : 3000 },
  )
  expect(compared).toBeGreaterThan(refusals)
  expect(compared).toBeGreaterThan(1000)
}, 1_800_000)

const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts)

const column = oneOf('a', 'A', '"a"', '[a]', '`a`', 'b', 'c')
const value = fc.oneof(
  { weight: 4, arbitrary: column },
  oneOf(
    "'a'",
    '1',
    't.a',
    't . "a"',
    'u.a',
    'x.a',
    'lower(a)',
    'cast(a AS a)',
    "a COLLATE nocase || 'a'",
    'a(1)',
    'null',
  ),
  oneOf('CASE a WHEN b THEN a ELSE c END', 'a IS NOT NULL', 'a NOT LIKE b', 'count(DISTINCT a)', 'a NOTNULL'),
  oneOf(
    '(SELECT a FROM t)',
    '(SELECT max(a) FROM t AS x WHERE x.b = t.a)',
    '(SELECT d FROM u WHERE d = a)',
    '(SELECT e FROM u WHERE u.e = t.b)',
    'EXISTS (SELECT 1 FROM u JOIN t ON u.d = t.a)',
    'b IN (SELECT a FROM t UNION SELECT d FROM u)',
    'b IN u',
    'sum(b) OVER (PARTITION BY a ORDER BY a DESC)',
  ),
)
const from = oneOf(
  't',
  'T',
  '"t"',
  'main.t',
  't AS x',
  't x',
  't, u',
  't AS x, t',
  'u JOIN t ON t.a = u.d',
  't JOIN t AS x USING (a)',
  't NATURAL JOIN u',
  '(SELECT a, b, c FROM t) AS x',
  'u',
  'u AS t',
  'w',
)
const select = fc
  .tuple(
    fc.array(value, { minLength: 1, maxLength: 3 }),
    oneOf('', ' AS z', ' AS a', ' z'),
    from,
    oneOf('', ' WHERE ', ' GROUP BY ', ' ORDER BY '),
    value,
  )
  .map(
    ([values, alias, source, clause, last]) =>
      `SELECT ${values.join(', ')}${alias} FROM ${source}${clause === '' ? '' : clause + last}`,
  )
const query = fc.oneof(
  { weight: 6, arbitrary: select },
  fc.tuple(select, select).map(([one, other]) => `${one} UNION ALL ${other}`),
  select.map((text) => `WITH y AS (${text}) SELECT * FROM y`),
  select.map((text) => `WITH y(a) AS (SELECT d FROM u) ${text}`),
)
const written = fc.oneof(
  fc
    .tuple(oneOf('t', 'T', 'u', '"t"', 'main.t'), value, value)
    .map(([table, set, where]) => `UPDATE ${table} SET b = ${set} WHERE ${where}`),
  fc
    .tuple(oneOf('a', "'a'", '"a"', '(a, b)'), value)
    .map(([name, set]) => `UPDATE t SET ${name} = ${name === '(a, b)' ? '(1, 2)' : set}`),
  fc
    .tuple(oneOf('t', 'OR IGNORE t', 'u'), value)
    .map(([table, where]) =>
      table.startsWith('OR') ? `UPDATE ${table} SET a = 1 WHERE ${where}` : `DELETE FROM ${table} WHERE ${where}`,
    ),
  oneOf(
    'INSERT INTO t (a, b) VALUES (NEW.a, OLD.b)',
    "INSERT INTO t ('a', b) VALUES ('a', 1)",
    'INSERT INTO t (b, a) SELECT d, e FROM u',
    'INSERT INTO u (d) SELECT a FROM t WHERE a > 1',
    'REPLACE INTO t (b, "a") SELECT b, a FROM t AS x',
    'INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = excluded.a, b = t.a WHERE a > 1',
    'INSERT OR REPLACE INTO u SELECT a, b FROM t',
    "SELECT RAISE(ABORT, 'a') FROM t WHERE a = 1",
    'DELETE FROM t WHERE a IN (SELECT d FROM u)',
    'UPDATE u SET d = (SELECT a FROM t WHERE t.b = u.e)',
    'UPDATE t SET b = u.d FROM u WHERE u.e = t.a',
  ),
)
const trigger = fc
  .tuple(
    oneOf('AFTER INSERT', 'BEFORE UPDATE', 'AFTER UPDATE OF a', 'UPDATE OF b, "A"', 'AFTER UPDATE'),
    oneOf('t', '"T"', 'u'),
    oneOf('', ' WHEN NEW.a > 1', ' WHEN new . "a" IS NOT old.a', " WHEN NEW.b = 'a'"),
    fc.array(fc.oneof(written, written, select), { minLength: 1, maxLength: 3 }),
  )
  .map(
    ([event, table, when, statements]) =>
      `CREATE TRIGGER o ${event} ON ${table}${when} BEGIN ${statements.join('; ')}; END`,
  )
const index = fc
  .tuple(
    oneOf('', 'UNIQUE '),
    fc.array(fc.oneof(column, oneOf("'a'", '(a)', 'a COLLATE nocase DESC', 'lower(a)', "a || 'a'", 'abs(a) + 1')), {
      minLength: 1,
      maxLength: 3,
    }),
    oneOf('', ' WHERE a > 1', ' WHERE b = \'a\' AND "a" IS NOT NULL'),
  )
  .map(([unique, columns, where]) => `CREATE ${unique}INDEX o ON t (${columns.join(', ')})${where}`)

const objects: readonly (readonly [string, fc.Arbitrary<string>, (sql: string, renames: TableRenames) => string])[] = [
  ['index', index, renameInIndex],
  ['view', query.map((text) => `CREATE VIEW o AS ${text}`), renameInView],
  ['trigger', trigger, renameInTrigger],
]

describe.each(objects)('the text of a random %s', (kind, arbitrary, rename) => {
  test.each([
    ['column', { table: 't', to: null, columns: [{ from: 'a', to: 'zz_new' }] }, 'ALTER TABLE t RENAME a TO zz_new'],
    ['table', { table: 'T', to: 'zz_t', columns: [] }, 'ALTER TABLE t RENAME TO zz_t'],
  ] as const)(
    'follows a renamed %s as SQLite makes it follow, or is refused',
    (what, renames, alter) => {
      const database = new Database(':memory:')
      database.exec('CREATE TABLE t(a UNIQUE, b, c); CREATE TABLE u(d, e); CREATE TABLE w(a, f)')
      let compared = 0
      let refusals = 0
      fc.assert(
        fc.property(arbitrary, (sql) => {
          database.exec('SAVEPOINT s')
          try {
            const text = () =>
              database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'o'").pluck().get() as string
            try {
              database.exec(sql)
              const stored = text()
              database.exec(alter)
              if (text() === stored && refused(() => rename(stored, renames)) === stored) return
              const renamed = refused(() => rename(stored, renames))
              if (renamed === null) {
                refusals += 1
                return
              }
              compared += 1
              expect(withoutExcluded(meaning(renamed)), stored).toEqual(withoutExcluded(meaning(text())))
            } catch (error) {
              if (error instanceof Database.SqliteError) return
              throw error
            }
          } finally {
            database.exec('ROLLBACK TO s; RELEASE s')
          }
        }),
        { numRuns: process.env.LONG ? 50_000 : 2000 },
      )
      database.close()
      // Most of the texts that are refused are doubtful on purpose.
      expect(compared).toBeGreaterThan(200)
      if (process.env.LONG) console.log({ kind, what, compared, refusals })
    },
    1_800_000,
  )
})

const inView = (query: string, columns: TableRenames['columns']): string =>
  renameInView(`CREATE VIEW v AS ${query}`, { table: 't', to: null, columns }).slice('CREATE VIEW v AS '.length)

const aToB = [{ from: 'a', to: 'n' }]

test.each([
  ["SELECT a /* a */, 'a' FROM t -- a", "SELECT n /* a */, 'a' FROM t -- a"],
  ['SELECT "A", [a], `a` FROM t', 'SELECT "n", [n], `n` FROM t'],
  ['SELECT lower(a) AS a FROM t WHERE a > 1', 'SELECT lower(n) AS a FROM t WHERE n > 1'],
  ['SELECT x.a, u.a FROM t AS x JOIN u ON u.b = x.b', 'SELECT x.n, u.a FROM t AS x JOIN u ON u.b = x.b'],
  ['SELECT b FROM u WHERE b IN (SELECT a FROM t)', 'SELECT b FROM u WHERE b IN (SELECT n FROM t)'],
  ['SELECT a FROM u', 'SELECT a FROM u'],
])('in %s the column is renamed, and nothing else', (query, expected) => {
  expect(inView(query, aToB)).toBe(expected)
})

test.each([
  ['SELECT a FROM t, u', 'a at character 25 may be a column of several tables'],
  ['SELECT b AS a FROM t ORDER BY a', 'a at character 48 may be the name of a result'],
  ['SELECT a FROM t UNION SELECT b FROM u ORDER BY t.a', 'a at character 67 sorts several queries together'],
  ['SELECT * FROM t NATURAL JOIN u', 'NATURAL at character 34 joins by the names of columns'],
  ['SELECT a FROM (SELECT a FROM t)', 'a at character 25 may be handed on by a query in FROM or WITH'],
  ['SELECT a, n FROM t', 'n at character 28 could come to mean the renamed column'],
  ['WITH t AS (SELECT 1 AS a) SELECT a FROM t', 't at character 23 is a query of its own in WITH'],
])('%s is refused with the view and the place', (query, message) => {
  expect(() => inView(query, aToB)).toThrow(
    expect.objectContaining({
      code: 'OPERATION_REFUSED',
      message: expect.stringContaining(`view "v" cannot be changed: ${message}`),
    }),
  )
})

test('two columns of a trigger change names at once', () => {
  const source = 'CREATE TRIGGER r AFTER UPDATE OF a ON t BEGIN UPDATE t SET b = NEW.a WHERE a = old.b; END'
  const columns = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'a' },
  ]
  expect(renameInTrigger(source, { table: 't', to: null, columns })).toBe(
    'CREATE TRIGGER r AFTER UPDATE OF b ON t BEGIN UPDATE t SET a = NEW.b WHERE b = old.a; END',
  )
})

test('excluded stays excluded when the table gets another name', () => {
  const source =
    'CREATE TRIGGER r AFTER INSERT ON u BEGIN INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = excluded.a + t.a; END'
  expect(renameInTrigger(source, { table: 't', to: 'T 2', columns: [] })).toBe(
    'CREATE TRIGGER r AFTER INSERT ON u BEGIN INSERT INTO "T 2" (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = excluded.a + "T 2".a; END',
  )
})

test('an index whose text in double quotes would become the renamed column is refused by name', () => {
  const source = 'CREATE INDEX i ON t (a) WHERE b = "n"'
  expect(() => renameInIndex(source, { table: 't', to: null, columns: aToB })).toThrow(
    expect.objectContaining({ code: 'OPERATION_REFUSED', message: expect.stringContaining('index "i"') }),
  )
})
