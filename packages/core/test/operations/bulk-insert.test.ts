import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RowInput } from '../../src/operations/op.js'
import { recordOperations } from '../../src/operations/recorder.js'
import { defaultNaming } from '../../src/schema/naming.js'
import { textArbitrary } from '../../src/testing/hostile.js'

const record = (rows: unknown) =>
  recordOperations((op) => op.bulkInsert('users', rows as RowInput[]), {
    dialect: 'none',
    naming: defaultNaming,
    compile: async () => ({ sql: '' }),
  })

const literal = fc.oneof(
  textArbitrary,
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, min: -(2 ** 53), max: 2 ** 53 }),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 5 }),
)

describe('bulkInsert', () => {
  it('records every value as it is, under its column, in whatever order the rows name them', async () => {
    const rows = fc
      .uniqueArray(textArbitrary, { minLength: 1, maxLength: 4 })
      .chain((names) =>
        fc.array(
          fc.tuple(
            fc.shuffledSubarray(names, { minLength: names.length }),
            fc.array(literal, { minLength: 4, maxLength: 4 }),
          ),
          { minLength: 1, maxLength: 4 },
        ),
      )
    await fc.assert(
      fc.asyncProperty(rows, async (drawn) => {
        const given = drawn.map(([names, values]) => names.map((name, i) => [name, values[i]!] as const))
        const [operation] = await record(given.map((row) => Object.fromEntries(row)))
        if (operation?.kind !== 'bulkInsert') throw new Error('another operation was recorded')
        const recorded = operation.rows.map((row) => new Map(row.map((value, i) => [operation.columns[i]!, value])))
        expect(recorded).toStrictEqual(given.map((row) => new Map(row)))
      }),
      { numRuns: 300 },
    )
  })

  it('keeps bytes as they were when they were recorded', async () => {
    const bytes = new Uint8Array([1, 2])
    const [operation] = await recordOperations(
      (op) => {
        op.bulkInsert('users', [{ bytes }])
        bytes[0] = 9
      },
      { dialect: 'none', naming: defaultNaming, compile: async () => ({ sql: '' }) },
    )
    expect(operation).toMatchObject({ rows: [[new Uint8Array([1, 2])]] })
  })

  it.each<[string, unknown, string]>([
    ['a Date', [{ a: new Date(0) }], "bulkInsert('users'), row 1, a: a Date"],
    ['undefined', [{ a: 1 }, { a: undefined }], "bulkInsert('users'), row 2, a is undefined"],
    ['NaN', [{ a: Number.NaN }], 'row 1, a: NaN'],
    ['infinity', [{ a: Number.POSITIVE_INFINITY }], 'row 1, a: Infinity'],
    ['a number beyond 2^53', [{ a: 2 ** 54 }], 'is beyond 2^53'],
    ['a fraction that far away', [{ a: -1e300 }], 'is beyond 2^53'],
    ['text with a NUL', [{ a: 'x\0y' }], 'a NUL character'],
    ['an object', [{ a: {} }], 'row 1, a: object'],
    ['an array', [{ a: [1] }], 'row 1, a: an array'],
    ['a function', [{ a: () => 1 }], 'row 1, a: function'],
    ['SQL', [{ a: { sql: '1' } }], 'row 1, a: object'],
    ['a hole', Object.assign(new Array(3), { 0: { a: 1 }, 2: { a: 2 } }), "bulkInsert('users'), row 2 is no row"],
    ['an array for a row', [[1]], 'row 1 is no row'],
    ['a map for a row', [new Map([['a', 1]])], 'row 1 is no row'],
    ['a row without columns', [{}], 'row 1 has no column'],
    ['a column too few', [{ a: 1, b: 1 }, { a: 1 }], 'row 2 has no b, which row 1 has'],
    ['a column too many', [{ a: 1 }, { a: 1, b: 1 }], 'row 2 has a column b, which row 1 has not'],
    ['one row alone', { a: 1 }, 'the rows are no array'],
  ])('refuses %s by name', async (_what, rows, message) => {
    await expect(record(rows)).rejects.toMatchObject({
      code: 'UNSUPPORTED_VALUE',
      message: expect.stringContaining(message),
    })
  })
})
