import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isLost } from '../../src/plan/lost-values.js'

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
