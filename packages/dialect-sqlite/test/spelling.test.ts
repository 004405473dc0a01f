import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identifier, literal } from '../src/spelling.js'

const db = new Database(':memory:')
const readBack = (sql: string) => db.prepare(sql).safeIntegers(true).pluck().get()
const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'))

describe('a literal', () => {
  it('is read back by SQLite as the value it was written for', () => {
    const values = fc.oneof(
      text,
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.constant(null),
    )
    fc.assert(
      fc.property(values, (value) => {
        expect(readBack(`SELECT ${literal(value)}`)).toEqual(value)
      }),
    )
  })

  it('keeps every finite number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(readBack(`SELECT ${literal(value)}`))).toBe(value)
      }),
    )
  })

  it('writes booleans as the numbers that SQLite keeps for them', () => {
    expect([literal(true), literal(false)]).toEqual(['1', '0'])
  })

  it.each<[string, unknown]>([
    ['text with a NUL', 'a\0b'],
    ['half a character', '\ud800'],
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['an integer of 65 bits', 2n ** 63n],
    ['a negative integer of 65 bits', -(2n ** 63n) - 1n],
    ['a date', new Date(0)],
    ['nothing at all', undefined],
    ['an object', {}],
  ])('refuses %s', (_, value) => {
    expect(() => literal(value as never)).toThrowError(expect.objectContaining({ code: 'UNSUPPORTED_VALUE' }))
  })
})

describe('an identifier', () => {
  it('names exactly the column it was written for', () => {
    fc.assert(
      fc.property(text, (name) => {
        expect(db.prepare(`SELECT 1 AS ${identifier(name)}`).columns()[0]!.name).toBe(name)
      }),
    )
  })
})
