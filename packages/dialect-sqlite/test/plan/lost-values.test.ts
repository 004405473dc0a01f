import { blob, numeric, real, sql } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isLost } from '../../src/plan/lost-values.js'
import { databaseWith, expectRefused, revise, rowsOf } from '../conservation/revise.js'

const db = new Database(':memory:').defaultSafeIntegers(true)
const spellings = { integer: 'INTEGER', real: 'REAL', numeric: 'NUMERIC', text: 'TEXT', blob: 'BLOB' } as const

const value = fc.oneof(
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }),
  fc.string().filter((text) => !text.includes('\0')),
  fc.constantFrom(
    '7',
    '007',
    '7.0',
    '10.00',
    '-0.50',
    '007.50',
    '1.2.0',
    '--1.0',
    '0.1000000000000000055',
    '9007199254740993.00',
    '12345678901234567.0',
    '7.5',
    ' 7',
    '7 ',
    '1e3',
    '-0',
    '+1',
    '',
    'x',
    '9007199254740993',
    '0x10',
    '1_000',
  ),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.tuple(fc.integer(), fc.nat(9999)).map(([whole, part]) => `${whole}.${part}00`),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  fc.constant(null),
)

const asked = (given: unknown, into: keyof typeof spellings, strict: boolean): boolean => {
  const condition = isLost('"v"', into, strict)
  if (condition === null) return false
  return db.prepare(`SELECT ${condition} AS lost FROM (SELECT ? AS v)`).pluck().get(given) === 1n
}

it('a value that is not lost is the same one after it was stored, and of the new type wherever SQLite has a choice', () => {
  const kept = new Map<string, number>()
  for (const into of Object.keys(spellings) as (keyof typeof spellings)[]) {
    db.exec(`CREATE TABLE "${into}" (v ${spellings[into]})`)
    const insert = db.prepare(`INSERT INTO "${into}" VALUES (?)`)
    const read = db.prepare(`SELECT v, typeof(v) AS type FROM "${into}"`)
    fc.assert(
      fc.property(value, (given) => {
        if (asked(given, into, false)) return
        db.exec(`DELETE FROM "${into}"`)
        insert.run(given)
        const { v, type } = read.get() as { v: unknown; type: string }
        kept.set(into, (kept.get(into) ?? 0) + 1)
        if (given instanceof Buffer || given === null) expect(v).toEqual(given)
        else if (into === 'text') expect(type).toBe('text')
        else if (into === 'integer') expect(type).toBe('integer')
        else if (into === 'real') expect(type).toBe('real')
        else if (into === 'numeric') expect(['integer', 'real']).toContain(type)
        if (typeof given === 'number' || typeof given === 'bigint') expect(Number(v) === Number(given)).toBe(true)
        if (typeof given === 'string' && into !== 'text' && into !== 'blob')
          expect(Number(v) === Number(given)).toBe(true)
        if (typeof given === 'string' && typeof v === 'bigint') expect(v).toBe(BigInt(given.replace(/\.0+$/, '')))
      }),
      { numRuns: 1000 },
    )
  }
  expect(Math.min(...kept.values())).toBeGreaterThan(150)
})

it('in a STRICT table nothing that is not lost is refused', () => {
  for (const into of ['integer', 'real', 'text', 'blob'] as const) {
    db.exec(`CREATE TABLE "strict ${into}" (v ${spellings[into]}) STRICT`)
    const insert = db.prepare(`INSERT INTO "strict ${into}" VALUES (?)`)
    fc.assert(
      fc.property(value, (given) => {
        if (!asked(given, into, true)) insert.run(given)
      }),
      { numRuns: 1000 },
    )
  }
})

it.each([
  ['10.00', 'integer real numeric text blob'],
  ['1.50', 'real numeric text blob'],
  ['-2.0', 'integer real numeric text blob'],
  ['9007199254740993', 'integer numeric text blob'],
  ['9007199254740993.00', 'text blob'],
  ['9007199254740992.00', 'real numeric text blob'],
  // Each could be more than a number: a code, an identifier, a measured precision that no number has.
  ['007', 'text blob'],
  ['007.50', 'text blob'],
  [' 7', 'text blob'],
  ['+1', 'text blob'],
  ['1e3', 'text blob'],
  ['.5', 'text blob'],
  ['0.1000000000000000055', 'text blob'],
  ['abc', 'text blob'],
  ['', 'text blob'],
  [10, 'integer real numeric text blob'],
  [1.5, 'real numeric text blob'],
  [9007199254740993n, 'integer numeric text blob'],
  [Buffer.from('x'), 'integer real numeric text blob'],
  [null, 'integer real numeric text blob'],
])('%o keeps its value in columns of: %s', (given, kept) => {
  const affinities = Object.keys(spellings) as (keyof typeof spellings)[]
  expect(affinities.filter((into) => !asked(given, into, false)).join(' ')).toBe(kept)
})

it('in a STRICT table a BLOB column takes nothing but blobs, which is refused with the number of rows and an example', async () => {
  const made = databaseWith("CREATE TABLE t (a ANY) STRICT; INSERT INTO t VALUES (x'01'), (10), ('ten')")
  const { message } = await expectRefused(made, (op) => op.alterColumn('t', 'a', { type: blob() }))
  expect(message).toMatch(/2 rows have a value in "t"."a" that its new type would not keep as it is, for example 10/)
  await revise(made, (op) => op.alterColumn('t', 'a', { type: blob(), using: sql`CAST(a AS BLOB)` }))
  expect(rowsOf(made, 'SELECT quote(a) FROM t')).toEqual([["X'01'"], ["X'3130'"], ["X'74656E'"]])
})

it('where a table is not STRICT, numbers and texts stay what they are in a BLOB column', async () => {
  const made = databaseWith("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (10), (1.5), ('ten')")
  await revise(made, (op) => op.alterColumn('t', 'a', { type: blob() }))
  expect(rowsOf(made, 'SELECT quote(a) FROM t')).toEqual([['10'], ['1.5'], ["'ten'"]])
})

it('prices written as texts become numbers, and the one that is none is told', async () => {
  const made = databaseWith("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('10.00'), ('9.90'), ('-0.5'), (NULL)")
  await revise(made, (op) => op.alterColumn('t', 'a', { type: numeric(10, 2) }))
  expect(rowsOf(made, 'SELECT quote(a) FROM t')).toEqual([['10'], ['9.9'], ['-0.5'], ['NULL']])
  const other = databaseWith("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('10.00'), ('9,90')")
  const { message } = await expectRefused(other, (op) => op.alterColumn('t', 'a', { type: real() }))
  expect(message).toMatch(/1 rows have a value .* for example '9,90'/)
})
