import type { LogEntry, ScriptModule } from '@ads/migrate-core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { testDatabase } from './database.js'

const parents: Readonly<Record<string, ScriptModule['downRevision']>> = {
  a: null,
  b: 'a',
  c: 'a',
  d: ['b', 'c'],
  e: 'd',
}

/** A history that can be applied and taken back whatever is there already; `column` is what its second revision says. */
const history = (column: string): ScriptModule[] =>
  Object.entries(parents).map(([revision, downRevision]) => ({
    revision,
    downRevision,
    upgrade: (op) =>
      op.execute(`CREATE TABLE IF NOT EXISTS t_${revision} (${revision === 'b' ? column : 'id'} INTEGER)`),
    downgrade: (op) => op.execute(`DROP TABLE IF EXISTS t_${revision}`),
  }))

/** The rows that are left when every entry, oldest first, has done what it says. */
const replay = (newestFirst: readonly LogEntry[]): readonly string[] => {
  const rows = new Set<string>()
  for (const { removed, added } of newestFirst.toReversed()) {
    for (const row of removed) expect(rows.delete(row), `${row} was there`).toBe(true)
    for (const row of added) rows.add(row)
  }
  return [...rows].sort()
}

const targets = ['a', 'b', 'c', 'd', 'e', 'heads', 'base', '+1', '-1', '-2']
const act = fc.record({
  kind: fc.constantFrom('upgrade', 'downgrade', 'stamp', 'purge', 'accept', 'edit'),
  target: fc.constantFrom(...targets),
})

it('the log replayed gives the version rows, whatever was upgraded, downgraded, stamped and accepted', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
      const database = testDatabase()
      let column = 'id'
      for (const { kind, target } of acts) {
        const migrator = database.migrator(history(column))
        const work = {
          upgrade: () => migrator.upgrade(target),
          downgrade: () => migrator.downgrade(target),
          stamp: () => migrator.stamp(target),
          purge: () => migrator.stamp(target, { purge: true }),
          accept: () => migrator.accept(target, { reason: 'because' }),
          edit: async () => {
            column = `${column}x`
          },
        }[kind]
        // What cannot be done changes nothing, and that is to be so in the log too.
        if (
          await work!().then(
            () => true,
            () => false,
          )
        )
          taken++
        const after = database.migrator(history(column))
        const rows = (await after.current().catch(() => [])).filter(({ isCurrent }) => isCurrent)
        const entries = await after.log().catch(() => [])
        expect(replay(entries)).toEqual(rows.map(({ revision }) => revision).sort())
      }
    }),
    { numRuns: Number(process.env.LONG === '1' ? 500 : 25) },
  )
  expect(taken).toBeGreaterThan(20)
}, 300_000)
