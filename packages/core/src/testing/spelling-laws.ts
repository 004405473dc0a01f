import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMigrateError } from '../errors.js'
import type { Literal } from '../schema/types.js'
import type { DialectUnderTest } from './dialect-under-test.js'
import { hostileNames, nameArbitrary, textArbitrary } from './hostile.js'

/** The tests of names and values: whatever they are, the engine reads back what was written, or they are refused. */
export const describeSpelling = ({ dialect, numRuns = 100 }: DialectUnderTest): void => {
  const { spelling } = dialect

  /** What a query of one row gives, or null where the spelling refused. */
  const ask = async (
    write: () => string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Readonly<Record<string, unknown>>[] | null> => {
    let sql: string
    try {
      sql = write()
    } catch (error) {
      if (isMigrateError(error)) return null
      throw error
    }
    const connection = await dialect.scratch!()
    try {
      expect(dialect.splitStatements(sql)).toHaveLength(1)
      return (await connection.execute(sql, parameters)).rows
    } finally {
      await connection.close()
    }
  }

  describe('spells', () => {
    it('every name as one identifier', async () => {
      const check = async (name: string) => {
        const rows = await ask(() => `SELECT 1 AS ${spelling.identifier(name)}`)
        // A row is an object, in which this one name is no key like others.
        if (rows !== null && name !== '__proto__') expect(Object.keys(rows[0]!)).toEqual([name])
      }
      for (const name of hostileNames) await check(name)
      await fc.assert(fc.asyncProperty(nameArbitrary, check), { numRuns })
      expect(await ask(() => `SELECT 1 AS ${spelling.identifier('plain')}`)).not.toBeNull()
    })

    it('every text as itself', async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(textArbitrary, fc.string({ unit: 'binary' })), async (value) => {
          const rows = await ask(() => `SELECT ${spelling.literal(value)} AS value`)
          if (rows !== null) expect(rows).toEqual([{ value }])
        }),
        { numRuns },
      )
      expect(await ask(() => `SELECT ${spelling.literal("it's")} AS value`)).toEqual([{ value: "it's" }])
    })

    it('each parameter as the one at its position', async () => {
      const [first, second] = [spelling.parameter(1), spelling.parameter(2)]
      const sql = `SELECT 1 AS found WHERE ${first} = 'a' AND ${second} = 'b'`
      expect(await ask(() => sql, ['a', 'b'])).toEqual([{ found: 1 }])
      expect(await ask(() => sql, ['b', 'a'])).toEqual([])
    })

    it('every whole number, fraction and byte as itself', async () => {
      const value = fc.oneof<fc.Arbitrary<Literal>[]>(
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.uint8Array({ maxLength: 20 }),
      )
      await fc.assert(
        fc.asyncProperty(value, async (value) => {
          const rows = await ask(() => `SELECT ${spelling.literal(value)} AS value`)
          const [found] = Object.values(rows![0]!)
          if (value instanceof Uint8Array) expect([...(found as Uint8Array)]).toEqual([...value])
          else if (typeof value === 'bigint') expect(BigInt(found as number)).toBe(value)
          else expect(Number(found) === value, `${found} for ${value}`).toBe(true)
        }),
        { numRuns },
      )
    })
  })
}
