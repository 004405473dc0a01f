import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type GeneratedHistory, historyArbitrary, mutantsOf, testGenerated } from './history-mutants.js'

const wanted = 20
/** Mutants of one history: all of them take long. */
const mutantsEach = process.env.LONG ? 60 : 3

/** Random histories that SQLite takes; the same ones in every run. */
const soundHistories = async (): Promise<readonly GeneratedHistory[]> => {
  const sound: GeneratedHistory[] = []
  for (const history of fc.sample(historyArbitrary, { numRuns: 10 * wanted, seed: Number(process.env.SEED ?? 1) })) {
    const tested = await testGenerated(history)
    if (tested === null) continue
    const { faults } = tested
    // A random operation may be one that SQLite, or the rows, refuse; what is done is undone, and that is no fault.
    const blamed = faults.filter(({ kind }) => kind !== 'upgrade' && kind !== 'downgrade')
    expect(blamed, 'faults of a history that has none').toEqual([])
    if (faults.length === 0) sound.push(history)
    if (sound.length === wanted) break
  }
  return sound
}

test('at least 95 % of the faults that are put into the downgrades of 20 random histories are found', {
  timeout: process.env.LONG ? 600_000 : 60_000,
}, async () => {
  const histories = await soundHistories()
  expect(histories).toHaveLength(wanted)
  const survivors: string[] = []
  let count = 0
  for (const [i, history] of histories.entries()) {
    const mutants = await mutantsOf(history)
    const step = Math.max(1, mutants.length / mutantsEach)
    for (let at = 0; at < mutants.length; at += step) {
      const { what, history: mutated } = mutants[Math.floor(at)]!
      const tested = await testGenerated(mutated)
      if (tested === null) continue
      count++
      if (tested.faults.length === 0) survivors.push(`history ${i + 1}, ${what}`)
    }
  }
  if (process.env.LONG) console.log(`${count} mutants, ${survivors.length} survivors`, survivors)
  expect(count).toBeGreaterThan(wanted * 2)
  expect(survivors.length / count, survivors.join('\n')).toBeLessThanOrEqual(0.05)
})
