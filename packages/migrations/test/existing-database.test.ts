import { describe, expect, test } from 'vitest'
import { migratorOf } from './migrator.js'
import { firstRevision } from './revisions.js'
import {
  alembicDatabase,
  bytesOf,
  insertSampleData,
  rawDatabase,
  rowCounts,
  type TemporaryDatabase,
} from './temporary-database.js'

const sampleRows = {
  ad_accounts: 3,
  audience_demographics: 360,
  campaign_daily_metrics: 16_000,
  campaigns: 40,
  creative_daily_metrics: 80_000,
  creatives: 200,
  sync_log: 45,
}

describe('a database from before there were migrations', () => {
  test('is refused, with the revision that it equals and the command that says so, and keeps every byte', async () => {
    const database = withSampleData()
    const before = bytesOf(database)
    await expect(migratorOf(database).upgrade('head')).rejects.toMatchObject({
      code: 'DATABASE_UNSTAMPED',
      hint: expect.stringMatching(/revision 0001\b.*migrate stamp 0001$/),
    })
    expect(bytesOf(database)).toEqual(before)
  })

  test('is up to date once it is stamped and upgraded, with all its rows', async () => {
    const database = withSampleData()
    const migrator = migratorOf(database)
    expect((await migrator.stamp('0001')).heads).toEqual(['0001'])
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
    expect(rowCounts(database)).toEqual(sampleRows)
    expect(Object.values(rowCounts(database)).reduce((sum, count) => sum + count)).toBe(96_648)
  })

  test('changes by its version table and the log alone when it is stamped', async () => {
    const database = rawDatabase()
    const before = ddl(database)
    await migratorOf(database).stamp('0001')
    const added = expect.stringMatching(/^CREATE TABLE "?alembic_version"? /)
    const log = expect.stringMatching(/^CREATE (?:TABLE|TRIGGER) "alembic_version_log/)
    expect(ddl(database)).toEqual([...before, added, log, log, log, log])
  })

  test('hands no number out twice in sync_log', async () => {
    const database = withSampleData()
    await migratorOf(database).stamp('0001')
    expect(nextSyncId(database)).toBe(51)
  })
})

describe.each([
  ['in rollback mode', alembicDatabase],
  ['in WAL mode', alembicInWal],
])("Alembic's database, %s,", (_mode, make) => {
  test('is where Alembic left it, and has nothing to do there: every byte stays', async () => {
    const database = make()
    const before = bytesOf(database)
    const migrator = migratorOf(database, [firstRevision.script])
    expect((await migrator.current()).map(({ revision, isHead }) => ({ revision, isHead }))).toEqual([
      { revision: '0001', isHead: true },
    ])
    expect(await migrator.upgrade('head')).toEqual({ steps: [], heads: ['0001'], atHead: ['0001'] })
    expect(await migrator.check()).toMatchObject({ pending: [], drift: [], integrity: [], unwritten: [], notes: [] })
    expect(bytesOf(database)).toEqual(before)
  })

  test('is up to date at head, with all its rows', async () => {
    const database = make()
    const rows = rowCounts(database)
    const migrator = migratorOf(database)
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
    expect(rowCounts(database)).toEqual(rows)
    expect(Object.values(rows).reduce((sum, count) => sum + count)).toBeGreaterThan(1000)
  })

  test('goes to base and back, as with Alembic', async () => {
    const database = make()
    const migrator = migratorOf(database, [firstRevision.script])
    await migrator.downgrade('base')
    expect(rowCounts(database)).toEqual({})
    await migrator.upgrade('0001')
    expect((await migrator.check()).drift).toEqual([])
  })
})

function withSampleData(): TemporaryDatabase {
  const database = rawDatabase()
  insertSampleData(database)
  return database
}

function alembicInWal(): TemporaryDatabase {
  const database = alembicDatabase()
  expect(database.open((db) => db.pragma('journal_mode = WAL', { simple: true }))).toBe('wal')
  return database
}

const ddl = ({ open }: TemporaryDatabase) =>
  open((db) => db.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').pluck().all())

const nextSyncId = ({ open }: TemporaryDatabase) =>
  open((db) => db.prepare("INSERT INTO sync_log (account_id, started_at) VALUES ('1', 'now')").run().lastInsertRowid)
