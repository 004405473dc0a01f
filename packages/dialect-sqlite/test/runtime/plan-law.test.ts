import { defineHistory, isMigrateError, Migrator, moduleScripts } from '@ads/migrate-core'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sqlite } from '../../src/index.js'
import { historyArbitrary, scriptsOf } from './history-mutants.js'

const numRuns = process.env.LONG ? 1000 : 25

/** One row in each table that takes one, so that the questions about rows have something to find. */
const fill = (database: Database.Database): void => {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'alembic%'")
  for (const name of tables.pluck().all() as string[]) {
    const table = `"${name.replaceAll('"', '""')}"`
    const columns = database.pragma(`table_info(${table})`) as { readonly name: string; readonly notnull: number }[]
    const given = columns.filter(({ notnull }) => notnull === 1).map((each) => `"${each.name.replaceAll('"', '""')}"`)
    const sql =
      given.length === 0 ? 'DEFAULT VALUES' : `(${given.join(', ')}) VALUES (${given.map(() => 1).join(', ')})`
    try {
      database.exec(`INSERT INTO ${table} ${sql}`)
    } catch {
      // It has constraints that this does not satisfy.
    }
  }
}

test('what a plan says is what upgrade does: the same statements, or the refusal that it foretold', {
  timeout: 60_000 + numRuns * 500,
}, async () => {
  const tally = { done: 0, refused: 0, unforeseen: 0 }
  await fc.assert(
    fc.asyncProperty(historyArbitrary, fc.boolean(), async (history, hasRows) => {
      const scripts = scriptsOf(history)
      if (scripts === null) return
      const connection = new Database(':memory:')
      try {
        const migrator = new Migrator({
          dialect: sqlite(),
          history: defineHistory({ scripts: moduleScripts(scripts) }),
          connection,
        })
        const isMade = await migrator.upgrade('r1').then(
          () => true,
          () => false,
        )
        if (!isMade) return
        if (hasRows) fill(connection)
        const before = connection.serialize()
        const plan = await migrator.plan()
        expect(connection.serialize().equals(before)).toBe(true)
        expect((await migrator.plan()).fingerprint).toBe(plan.fingerprint)
        const failure = await migrator.upgrade('head', { expect: plan.fingerprint }).then(
          () => null,
          (error: unknown) => error,
        )
        const refusals = plan.steps.map(({ revision, failure, changes }) => {
          const all = changes.flatMap((change) => change.refusals)
          const isCertain = failure !== null || all.some((each) => each.isCertain)
          return { revision, isCertain, isPossible: isCertain || all.length > 0 }
        })
        const first = refusals.findIndex(({ isCertain }) => isCertain)
        const possible = refusals.slice(0, first < 0 ? refusals.length : first + 1).filter((each) => each.isPossible)
        if (failure === null) {
          expect(first).toBe(-1)
          tally.done++
        } else {
          if (!isMigrateError(failure)) throw failure
          expect(failure.code).not.toBe('PLAN_CHANGED')
          const isForetold = possible.some(({ revision }) => revision === failure.data.revision)
          // What a statement fails at that no question asks about, only a rehearsal on a copy tells.
          if (!isForetold) expect({ code: failure.code, first }).toEqual({ code: 'STEP_FAILED', first: -1 })
          tally[isForetold ? 'refused' : 'unforeseen']++
        }
      } finally {
        connection.close()
      }
    }),
    { numRuns, seed: Number(process.env.SEED ?? 1) },
  )
  if (process.env.LONG) console.log(tally)
  expect(tally.done).toBeGreaterThan(numRuns / 4)
  expect(tally.refused).toBeGreaterThan(0)
  expect(tally.unforeseen).toBeLessThanOrEqual(numRuns / 100)
})
