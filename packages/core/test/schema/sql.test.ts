import fc from 'fast-check'
import { sql as kyselySql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { text } from '../../src/schema/columns.js'
import { isExpression, type SqlPart, sql, writeLiteral } from '../../src/schema/sql.js'
import type { Expression, Literal } from '../../src/schema/types.js'

describe('values', () => {
  test('any text without a NUL is read back from its literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('\0'))
        const literal = sql`${text}`.sql
        expect(literal).toMatch(/^'(?:[^']|'')*'$/)
        expect(literal.slice(1, -1).replaceAll("''", "'")).toBe(text)
      }),
    )
  })

  test('any finite number is read back from its literal', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(sql`${number}`.sql) === number).toBe(true)
      }),
    )
  })

  test('any bytes and any bigint are read back from their literal', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.bigInt(), (bytes, number) => {
        expect(sql`${bytes}`.sql).toBe(`X'${Buffer.from(bytes).toString('hex').toUpperCase()}'`)
        expect(BigInt(sql`${number}`.sql)).toBe(number)
      }),
    )
  })

  test.each<[Literal, string]>([
    ["it's", "'it''s'"],
    [true, 'TRUE'],
    [false, 'FALSE'],
    [null, 'NULL'],
    [-1.5, '-1.5'],
    [10n, '10'],
    [new Uint8Array([0, 171]), "X'00AB'"],
  ])('%s is written %s', (value, literal) => {
    expect(writeLiteral(value)).toBe(literal)
  })

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['a\0b'], [new Date()], [[1]], [undefined], [{}], [() => 1]])(
    '%s is refused',
    (value) => {
      expect(() => sql`${value as SqlPart}`).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_VALUE' }))
    },
  )
})

describe('pieces', () => {
  test('any identifier is read back from its quotes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        fc.pre(!name.includes('\0'))
        expect(sql.id(name).sql).toMatch(/^"(?:[^"]|"")*"$/)
        expect(sql.id(name).sql.slice(1, -1).replaceAll('""', '"')).toBe(name)
      }),
    )
  })

  test('identifiers, raw text and other expressions stand in the text as they are', () => {
    const age = sql`${sql.id('audit', 'a"b')} + ${1}`
    expect(sql`${age} > ${sql.raw('random()')} AND name <> ${"O'Hara"}`.sql).toBe(
      `"audit"."a""b" + 1 > random() AND name <> 'O''Hara'`,
    )
  })

  test('an identifier needs a name', () => {
    expect(() => sql.id('')).toThrow('names nothing')
  })

  test('an expression is data: nothing but its text', () => {
    expect(JSON.stringify(sql`a`)).toBe('{"sql":"a"}')
    expect(Object.keys(sql`a`)).toEqual(['sql'])
  })

  test('plain data of nothing but text is an expression, a compiled query of Kysely is none', () => {
    expect(isExpression({ sql: 'a' })).toBe(true)
    expect(isExpression({ sql: 'select ?', parameters: [1] })).toBe(false)
    expect(isExpression('a')).toBe(false)
  })

  test('a builder keeps the text alone', () => {
    expect(text().default(sql`'x'`).definition.default).toStrictEqual({ sql: "'x'" })
  })
})

describe("Kysely's sql is refused with the way out", () => {
  const theirs = kyselySql`now()` as unknown as Expression
  test.each([
    ['in a text', () => sql`${theirs}`],
    ['as a default', () => text().default(theirs as unknown as string)],
    ['as a check', () => text().check(theirs)],
    ['as a generated column', () => text().generatedAs(theirs)],
  ])('%s', (_, use) => {
    expect(use).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_VALUE',
        message: expect.stringContaining('SQL of Kysely'),
        hint: expect.stringContaining('@ads/migrate-core/schema'),
      }),
    )
  })
})
