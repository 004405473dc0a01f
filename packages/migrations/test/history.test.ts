import { schema } from '@ads/models'
import { describe, expect, test } from 'vitest'
import { migratorOf } from './migrator.js'
import { revisionFiles, scripts } from './revisions.js'
import { ddlOf, insertSampleData, noDatabase, rowCounts } from './temporary-database.js'

describe('the history', () => {
  test('has one head', async () => {
    expect(await migratorOf(noDatabase()).heads()).toHaveLength(1)
  })

  test.each(revisionFiles)('$name is named after its revision', ({ name, script }) => {
    expect(name.startsWith(`${script.revision}_`)).toBe(true)
  })

  test.each(revisionFiles)('$name imports the words of the schema and no model, which changes later', ({ text }) => {
    const modules = [...text.matchAll(/\bfrom '([^']+)'|\bimport\(? ?'([^']+)'/g)].map(
      ([, from, alone]) => from ?? alone,
    )
    expect(modules).toContain('@ads/migrate-core/schema')
    expect(modules.filter((name) => name !== '@ads/migrate-core/schema' && name !== 'kysely')).toEqual([])
  })
})

describe('a new database', () => {
  test('has nothing left to do at head', async () => {
    const migrator = migratorOf(noDatabase())
    await migrator.upgrade('head')
    expect(await migrator.check()).toEqual({
      upToDate: true,
      operations: [],
      questions: [],
      pending: [],
      drift: [],
      integrity: [],
      unwritten: [],
      notes: [],
    })
    expect((await migrator.upgrade('head')).steps).toEqual([])
  })

  test('is not up to date one revision before', async () => {
    const migrator = migratorOf(noDatabase())
    await migrator.upgrade('head')
    await migrator.downgrade('-1')
    const { revision } = (await migrator.heads())[0]!
    expect(await migrator.check()).toMatchObject({ upToDate: false, pending: [revision] })
  })

  test('is after each downgrade as it was before that upgrade', async () => {
    const database = noDatabase()
    const migrator = migratorOf(database)
    const before: unknown[] = []
    for (const _ of scripts) {
      before.push(ddlOf(database))
      await migrator.upgrade('+1')
    }
    for (const ddl of before.slice(1).reverse()) {
      await migrator.downgrade('-1')
      expect(ddlOf(database)).toEqual(ddl)
    }
    await migrator.downgrade('base')
    expect(Object.keys(ddlOf(database)).sort()).toEqual(['table alembic_version', 'table sqlite_sequence'])
    expect(await migrator.current()).toEqual([])
  })

  test('goes up, down and up again to the same tables', async () => {
    const database = noDatabase()
    const migrator = migratorOf(database)
    const up = await migrator.upgrade('head')
    const once = ddlOf(database)
    const down = await migrator.downgrade('base')
    expect((await migrator.upgrade('head')).steps.map(({ revision }) => revision)).toEqual(
      up.steps.map(({ revision }) => revision),
    )
    expect(down.steps.map(({ revision }) => revision).reverse()).toEqual(up.steps.map(({ revision }) => revision))
    expect(ddlOf(database)).toEqual(once)
    expect((await migrator.check()).upToDate).toBe(true)
  })

  test('goes to head, down and up again with rows in every table', async () => {
    const database = noDatabase()
    const migrator = migratorOf(database)
    const goUpWithRows = async () => {
      await migrator.upgrade('0001')
      insertSampleData(database)
      await migrator.upgrade('head')
      return { ddl: ddlOf(database), counts: rowCounts(database) }
    }
    const once = await goUpWithRows()
    expect(Object.values(once.counts).every((count) => count > 0)).toBe(true)

    await migrator.downgrade('base')
    expect(rowCounts(database)).toEqual({})

    expect(await goUpWithRows()).toEqual(once)
  })

  test('becomes the same through the printed script', async () => {
    const [upgraded, printed] = [noDatabase(), noDatabase()]
    await migratorOf(upgraded).upgrade('head')
    const { sql: script } = await migratorOf(noDatabase()).script('upgrade', 'head')
    printed.open((db) => db.exec(script))
    expect(ddlOf(printed)).toEqual(ddlOf(upgraded))
    expect((await migratorOf(printed).check()).upToDate).toBe(true)
  })
})

describe('without a database', () => {
  test('the models are what the history makes', async () => {
    const { upToDate, operations } = await migratorOf(noDatabase()).check({ offline: true })
    expect(operations).toEqual([])
    expect(upToDate).toBe(true)
  })

  test('an empty history lacks every table of the models', async () => {
    const { upToDate, operations } = await migratorOf(noDatabase(), []).check({ offline: true })
    expect(upToDate).toBe(false)
    expect(operations.map(({ kind }) => kind)).toEqual(Object.keys(schema.tables).map(() => 'createTable'))
  })
})
