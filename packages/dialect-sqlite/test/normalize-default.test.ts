import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { normalizeDefault } from '../src/normalize-default.js'
import { literal } from '../src/spelling.js'
import type { Affinity } from '../src/types.js'

const database = new Database(':memory:')
afterAll(() => {
  database.close()
})

/** What a row gets from a default, and of which storage class it is. */
const stored = (type: string, clause: string, strict = ''): unknown => {
  database.exec(
    `DROP TABLE IF EXISTS t; CREATE TABLE t(k INTEGER, d ${type} ${clause})${strict}; INSERT INTO t(k) VALUES (1)`,
  )
  return database.prepare('SELECT quote(d), typeof(d) FROM t').raw().get()
}

const types: Record<Exclude<Affinity, 'any'>, string> = {
  integer: 'INTEGER',
  text: 'VARCHAR(8)',
  blob: '',
  real: 'REAL',
  numeric: 'BOOLEAN',
}

const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc
    .double({ noDefaultInfinity: true, noNaN: true, min: -1e15, max: 1e15 })
    .map((value) => String(Math.round(value * 1e3) / 1e3)),
  fc.constantFrom(
    '1.0',
    '0.0',
    '1e3',
    '1.5e2',
    '1_000',
    '0x10',
    '.5',
    '5.',
    '007',
    '-0',
    '1e30',
    '9223372036854775808',
    '2251799813685247.0',
    '2251799813685248.0',
    '-2251799813685248.0',
    '1e17',
    '9223372036854774784.0',
    '-9223372036854774784.0',
    '9223372036854775808.0',
    '+5',
    '- 3',
  ),
)

const expression = fc.oneof(
  number,
  number.filter((text) => !/^0x|_|- /.test(text)).map((text) => `'${text}'`),
  fc.constantFrom(
    "' 12 '",
    "'abc'",
    "''",
    "'1e3'",
    "'0x10'",
    "'1_000'",
    "'+1'",
    "'--1'",
    "' '",
    "'1.'",
    "'.'",
    "'it''s'",
  ),
  fc.constantFrom(
    'TRUE',
    'false',
    'NULL',
    "x'00ff'",
    "X''",
    '(1 + 2)',
    "('a' || 'B')",
    'abs(-5)',
    '1 = 1',
    "lower( 'ABC' )",
  ),
  number.map((text) => `((${text}))`),
)

test('a default and its canonical spelling put the same value into the column', () => {
  fc.assert(
    fc.property(expression, fc.constantFrom(...(Object.keys(types) as (keyof typeof types)[])), (sql, affinity) => {
      const normal = normalizeDefault({ sql }, affinity)
      const clause = normal === null ? '' : `DEFAULT (${'sql' in normal ? normal.sql : literal(normal.value)})`
      expect(stored(types[affinity], clause)).toEqual(stored(types[affinity], `DEFAULT (${sql})`))
      expect(normalizeDefault(normal, affinity)).toEqual(normal)
    }),
    { numRuns: Number(process.env.RUNS ?? 3000) },
  )
}, 60_000)

test('values and their SQL text have the same canonical spelling', () => {
  const value = fc.oneof(
    fc.integer(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
    fc.boolean(),
    fc.uint8Array(),
    fc.constant(null),
  )
  fc.assert(
    fc.property(value, fc.constantFrom(...(Object.keys(types) as (keyof typeof types)[])), (value, affinity) => {
      expect(normalizeDefault({ value }, affinity)).toEqual(normalizeDefault({ sql: literal(value) }, affinity))
    }),
    { numRuns: Number(process.env.RUNS ?? 2000) },
  )
}, 60_000)

test.each([
  ['integer', "'0'", { value: 0 }],
  ['integer', '0', { value: 0 }],
  ['numeric', 'FALSE', { value: 0 }],
  ['text', "'0'", { value: '0' }],
  ['text', '0', { value: '0' }],
  ['blob', "'0'", { value: '0' }],
  ['real', '1', { value: 1 }],
  ['real', '1.0', { value: 1 }],
  ['blob', '1.0', { sql: '1.0' }],
  ['text', "'running'", { value: 'running' }],
  ['integer', '1e17', { sql: '100000000000000000' }],
  ['integer', 'NULL', null],
  ['text', 'CURRENT_TIMESTAMP', { sql: 'current_timestamp' }],
  ['integer', '9223372036854775807', { sql: '9223372036854775807' }],
] as const)('in a column of %s affinity, %s is %j', (affinity, sql, expected) => {
  expect(normalizeDefault({ sql }, affinity)).toEqual(expected)
})
