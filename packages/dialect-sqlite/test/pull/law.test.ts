import { applyNaming, emptySchema, type Operation, type Schema, schemaReader, type Table } from '@ads/migrate-core'
import { schemaArbitrary } from '@ads/migrate-core/testing'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sqlite } from '../../src/index.js'
import { databasePlan, describeDatabase } from '../conservation/random-database.js'
import { baselineOf, compareWith, evaluateModels, migratorOf, nothing, pullFrom } from './pulled.js'

const numRuns = process.env.LONG === undefined ? 80 : 2_000

const names = fc.constantFrom(
  ...['alpha', 'beta_two', 'Gamma', 'order', 'group by', 'größe', "it's", 'table', 'text', 'schema', 'class', '2fast'],
  ...['quo"te', 'back`tick', '${x}', '日本', '_', '__proto__', 'line\nend'],
)

test('a database of random models is pulled as models that find nothing in it', async () => {
  await fc.assert(
    fc.asyncProperty(schemaArbitrary(names), async (schema) => {
      const db = new Database(':memory:')
      for (const table of schema.tables.values()) for (const sql of await statementsFor(table, schema)) db.exec(sql)
      await expectPulled(db)
    }),
    { numRuns },
  )
}, 3_600_000)

test('a database written by hand is pulled as models that find nothing in it, but for what the notes name', async () => {
  let complete = 0
  await fc.assert(
    fc.asyncProperty(databasePlan(), async (plan) => {
      const db = new Database(':memory:')
      for (const sql of describeDatabase(plan).statements) db.exec(sql)
      if (await expectPulled(db)) complete++
    }),
    { numRuns },
  )
  // A name with a dot in it is one of forty.
  expect(complete / numRuns).toBeGreaterThan(0.7)
}, 3_600_000)

test('the baseline of a database makes it again, and finds nothing to do in it', async () => {
  await fc.assert(
    fc.asyncProperty(databasePlan(), async (plan) => {
      const db = new Database(':memory:')
      for (const sql of describeDatabase(plan).statements) db.exec(sql)
      const { script, text, result } = await baselineOf(db)
      if (result.notes.some((note) => note.includes('is left out'))) return
      expect([result.unwritten, result.isCurrent]).toEqual([[], false])
      const again = new Database(':memory:')
      await migratorOf(script, again).upgrade()
      await migratorOf(script, db).stamp('head')
      for (const each of [db, again])
        expect(await migratorOf(script, each).check(), text).toMatchObject({ upToDate: true })
      await migratorOf(script, again).downgrade('base')
      const left = again
        .prepare(
          "SELECT name FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'alembic*' AND name NOT GLOB 'sqlite_*'",
        )
        .all()
      expect(left).toEqual([])
    }),
    { numRuns: Math.ceil(numRuns / 3) },
  )
}, 3_600_000)

/** Gives false where the notes name something that the models could not have. */
const expectPulled = async (db: Database.Database): Promise<boolean> => {
  const { text, notes } = await pullFrom(db)
  const models = evaluateModels(text)
  if (notes.some((note) => note.includes('is left out'))) return false
  expect(await compareWith(db, models), text).toEqual(nothing)
  const dialect = sqlite()
  const introspected = await dialect.introspect(await dialect.connect({ connection: db }, 'read'))
  expect(await comparable(models.schema), text).toEqual(await comparable(introspected))
  return true
}

/** Everything that the schema says in one spelling; the order of columns too. */
const comparable = async (schema: Schema): Promise<unknown> => {
  const { tables, views, triggers } = await sqlite().normalize(schema)
  const inOrder = (objects: ReadonlyMap<string, unknown>) => [...objects].sort(([a], [b]) => (a < b ? -1 : 1))
  return [inOrder(tables), inOrder(views), inOrder(triggers)]
}

const statementsFor = async (table: Table, schema: Schema): Promise<readonly string[]> => {
  const operation: Operation = { kind: 'createTable', table: applyNaming(table), ifNotExists: false }
  const reader = schemaReader({ ...emptySchema, types: schema.types })
  const groups = await sqlite().plan([operation], reader, { version: '3.53.0', options: {} })
  return groups.flatMap(({ ways }) => ways[0]!.statements.map(({ sql }) => sql))
}
