import { isMigrateError, type Op } from '@ads/migrate-core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectConserved } from './law.js'
import { type Choice, chosenChanges, recordChanges } from './random-change.js'
import { databasePlan, describeDatabase, makeDatabase, type RandomDatabase } from './random-database.js'
import { migratorFor } from './revise.js'
import { takeSnapshot } from './snapshot.js'

const long = process.env.LONG !== undefined
const runs = long ? 10_000 : 500

test.each(['auto', 'always', 'nothing'] as const)(
  'what a revision does not name does not change, to the byte (recreate: %s)',
  { timeout: 3_600_000 },
  async (how) => {
    const refusals = new Map<string, number>()
    let cases = 0
    await fc.assert(
      fc.asyncProperty(
        databasePlan(),
        fc.array(fc.nat(10_000), { minLength: 1, maxLength: 3 }),
        async (plan, picks) => {
          cases++
          const refused = await conserve(describeDatabase(plan), { picks, how })
          if (refused !== null) refusals.set(refused, (refusals.get(refused) ?? 0) + 1)
        },
      ),
      { numRuns: runs },
    )
    const total = [...refusals.values()].reduce((sum, count) => sum + count, 0)
    console.log(`${how}: ${cases} cases, ${total} refused`, Object.fromEntries(refusals))
    expect(total / cases).toBeLessThanOrEqual(0.05)
  },
)

/** Runs one case; gives what was refused, or null. */
const conserve = async (random: RandomDatabase, choice: Choice): Promise<string | null> => {
  const db = makeDatabase(random)
  try {
    const changes = chosenChanges(random, choice)
    const upgrade = (op: Op): void => recordChanges(op, random, changes, choice)
    const migrator = await migratorFor({ connection: db }, upgrade)
    const before = takeSnapshot(db)
    const bytes = db.serialize()
    try {
      await migrator.upgrade()
    } catch (error) {
      if (!isMigrateError(error)) throw error
      if (error.code !== 'OPERATION_REFUSED') throw error
      expect(db.serialize().equals(bytes)).toBe(true)
      expect(takeSnapshot(db)).toEqual(before)
      const blamed = changes.filter(({ mayBeRefused }) => mayBeRefused === true)
      const kinds = (blamed.length > 0 ? blamed : changes).map(({ kind }) => kind)
      return kinds.join(' + ') || 'nothing'
    }
    expectConserved(random, changes, before, takeSnapshot(db))
    if (long) expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    return null
  } finally {
    db.close()
  }
}
