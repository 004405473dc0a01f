import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { canonicalExpression, canonicalStatement } from '../../src/ddl/canonical-sql.js'

const database = new Database(':memory:')
database.exec(`CREATE TABLE t(a INTEGER, "b c" TEXT COLLATE nocase, "select" REAL, é);
  INSERT INTO t VALUES (1, 'x', 2.5, NULL), (0, 'X', -1, 'y'), (NULL, '', 0, x'00'), (2, '1', 9e999, 2)`)
afterAll(() => {
  database.close()
})

const { expression } = fc.letrec<{ expression: string; operand: string }>((tie) => ({
  operand: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        'a',
        'A',
        '"a"',
        '[b c]',
        '`B C`',
        '"select"',
        'é',
        't.a',
        'main.t . "a"',
        '"t".[select]',
      ),
    },
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        ...`1 0x10 0xffffffffffffffff 1_000 1.50 1e3 .5 5. 9223372036854775808 9223372036854775807 1e400 0.1234567890123456789
        'x' 'it''s' 'A -- B' x'00ff' X'AB' true FALSE NULL null`.split(/\s+(?![-B])/),
      ),
    },
  ),
  expression: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    tie('operand'),
    tie('expression').map((inner) => `(${inner})`),
    tie('operand').map((inner) => `( (${inner}) )`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom(
          ...'+ - * / % || < <= <> != = == > & | << AND or IS LIKE glob -> ->>'.split(' '),
          'IS NOT',
          'not like',
          'IS DISTINCT FROM',
          'is not distinct from',
        ),
        tie('expression'),
      )
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc
      .tuple(fc.constantFrom('-', '+', '~', 'NOT ', '- -', '-+', 'not not '), tie('expression'))
      .map((pair) => pair.join('')),
    tie('expression').map((inner) => `${inner} IS NOT NULL`),
    tie('expression').map((inner) => `${inner} IS (TRUE)`),
    tie('expression').map((inner) => `(${inner}) IS NOT (false)`),
    tie('operand').map((inner) => `${inner} COLLATE NOCASE`),
    tie('expression').map((inner) => `COALESCE ( ${inner} , (1) )`),
    tie('expression').map((inner) => `replace(${inner}, 'x', ('y'))`),
    tie('expression').map((inner) => `CAST((${inner}) AS "text")`),
    fc.tuple(tie('expression'), tie('expression')).map(([one, two]) => `${one} IN (${two}, (1))`),
    tie('expression').map((inner) => `${inner} IN ((1))`),
    tie('expression').map((inner) => `${inner} IN ((SELECT a FROM t))`),
    tie('expression').map((inner) => `CASE (${inner}) WHEN (1) THEN (2) ELSE (${inner}) END`),
    fc
      .tuple(tie('operand'), tie('operand'), tie('operand'))
      .map(([one, two, three]) => `${one} BETWEEN (${two}) AND (${three})`),
    tie('expression').map((inner) => `/* c ) */ ${inner} -- d (\n`),
  ),
}))

const evaluate = (sql: string): unknown => {
  try {
    return database.prepare(`SELECT quote((${sql}\n)), typeof((${sql}\n)) FROM t`).raw().safeIntegers().all()
  } catch (error) {
    return (error as Error).message
  }
}

test('the canonical spelling of an expression has its value, whatever the row', () => {
  let valid = 0
  let runs = 0
  fc.assert(
    fc.property(expression, (sql) => {
      const before = evaluate(sql)
      runs += 1
      if (typeof before === 'string') return
      valid += 1
      expect(evaluate(canonicalExpression(sql))).toEqual(before)
    }),
    { numRuns: Number(process.env.RUNS ?? 5000) },
  )
  expect(valid).toBeGreaterThan(runs / 2)
}, 60_000)

test('a canonical expression is its own canonical spelling', () => {
  fc.assert(
    fc.property(fc.oneof(expression, fc.string({ unit: 'binary' })), (sql) => {
      const canonical = canonicalExpression(sql)
      expect(canonicalExpression(canonical)).toBe(canonical)
    }),
    { numRuns: Number(process.env.RUNS ?? 3000) },
  )
}, 60_000)

test.each([
  ['a > 0', 'A>0', '( "a" > 0 )', '((a>/* positive */0))', '[a] > 0x0'],
  ["status IN ('a', 'b')", "\"status\" in('a','b')", "(status IN ( 'a' , 'b' ))"],
  ['length(name) <= 80', 'LENGTH( name )<=(80)', '(Length((name)) <= 80)'],
  ['a <> 1', 'a != TRUE', 'a<>(true)', 'a != 1'],
  ['price = 1.5', 'price == 1.50', 'price = 15e-1'],
  ['"order" = 1', '[ORDER]=1', '(`order` = 1)'],
  ['a - -1', 'a- - 1', 'A - - 1'],
])('%s has one spelling', (first, ...others) => {
  for (const other of others) expect(canonicalExpression(other)).toBe(canonicalExpression(first))
})

test.each([
  ['a > 0', 'a >= 0'],
  ["a = 'x'", "a = 'X'"],
  ['a = 1', "a = '1'"],
  ['a = 1', 'a = 1.0'],
  ['a IS TRUE', 'a IS 1'],
  ['a - b - c', 'a - (b - c)'],
  ['a IN (1, 2)', '(a IN (1), 2)'],
  ['a IN ((SELECT 1))', 'a IN (SELECT 1)'],
  ['f((1, 2))', 'f(1, 2)'],
  ["a = 'it''s'", "a = 'its'"],
  ['-9223372036854775808', '-(9223372036854775808)'],
])('%s and %s stay different', (one, other) => {
  expect(canonicalExpression(one)).not.toBe(canonicalExpression(other))
})

test('statements that differ in spaces, comments, keyword case and needless quotes have one spelling', () => {
  expect(canonicalStatement('SELECT  "a" , b -- first\nFROM [t];')).toBe(canonicalStatement('select a, b from t'))
})

test('the case of names in statements counts: result columns are named after them', () => {
  expect(canonicalStatement('SELECT A FROM t')).not.toBe(canonicalStatement('SELECT a FROM t'))
})
