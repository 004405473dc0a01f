import { version } from '@ads/migrate-core'
import { integer, type Op, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { chain, type TestDatabase, testDatabase } from './database.js'

const users = (op: Op): void => op.createTable('users', { id: integer().primaryKey(), name: text() })
const age = (op: Op): void => op.addColumn('users', 'age', integer())
const broken = (op: Op): void => op.execute('INSERT INTO nowhere VALUES (1)')

const objects = ({ query }: TestDatabase): unknown[] =>
  query("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1").map((row) =>
    Object.values(row as object).at(0),
  )

const hash = expect.stringMatching(/^[0-9a-f]{64}$/)

describe('the log', () => {
  it('says of each revision what was applied, when, by what, and how long it took, newest first', async () => {
    const database = testDatabase()
    const migrator = database.migrator(chain(users, age))
    await migrator.upgrade('r1')
    await migrator.upgrade()
    const entries = await migrator.log()
    expect(entries).toEqual([
      {
        id: 2,
        run: expect.any(String),
        direction: 'upgrade',
        revision: 'r2',
        parents: ['r1'],
        removed: ['r1'],
        added: ['r2'],
        operationsHash: hash,
        sourceHash: null,
        sqlHash: hash,
        startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        durationMs: expect.any(Number),
        tool: version,
        engine: expect.stringMatching(/^sqlite 3\.\d+\.\d+$/),
        actor: expect.any(String),
        host: expect.any(String),
        note: null,
      },
      expect.objectContaining({ id: 1, revision: 'r1', parents: [], removed: [], added: ['r1'] }),
    ])
    expect(entries[0]?.run).not.toBe(entries[1]?.run)
    expect(Math.abs(Date.now() - Date.parse(entries[0]!.startedAt))).toBeLessThan(60_000)
  })

  it('names the run that several revisions were applied by, and hashes equal SQL alike', async () => {
    const [one, two] = [testDatabase(), testDatabase()]
    await one.migrator(chain(users, age)).upgrade()
    await two.migrator(chain(users, age)).upgrade()
    const [a, b] = [await one.migrator(chain(users)).log(), await two.migrator(chain(users)).log()]
    expect(a[0]?.run).toBe(a[1]?.run)
    expect(a.map(({ sqlHash }) => sqlHash)).toEqual(b.map(({ sqlHash }) => sqlHash))
    expect(a[0]?.sqlHash).not.toBe(a[1]?.sqlHash)
  })

  it('is written with the revision: what is rolled back with the revision is not in it as applied', async () => {
    const database = testDatabase()
    await database.migrator(chain(users)).upgrade()
    await expect(database.migrator(chain(users, broken)).upgrade()).rejects.toThrow('nowhere')
    const [failed, applied] = await database.migrator(chain(users)).log()
    expect(failed).toMatchObject({
      direction: 'failed',
      revision: 'r2',
      parents: ['r1'],
      removed: [],
      added: [],
      note: 'upgrade: STEP_FAILED: no such table: nowhere',
    })
    expect(applied).toMatchObject({ direction: 'upgrade', revision: 'r1' })
  })

  it('is not made for a failure alone: the database stays as it was', async () => {
    const database = testDatabase()
    await expect(database.migrator(chain(broken)).upgrade()).rejects.toThrow('nowhere')
    expect(objects(database)).toEqual([])
    expect(await database.migrator(chain(broken)).log()).toEqual([])
  })

  it('says what a whole run in one transaction came to', async () => {
    const database = testDatabase()
    const all = { with: { transaction: 'all' as const } }
    await database.migrator(chain(users), all).upgrade()
    await expect(database.migrator(chain(users, age, broken), all).upgrade()).rejects.toThrow('nowhere')
    const entries = await database.migrator(chain(users)).log()
    expect(entries.map(({ direction, revision }) => `${direction} ${revision}`)).toEqual(['failed r3', 'upgrade r1'])
  })

  it('tells of downgrades, stamps and what a purge forgot', async () => {
    const database = testDatabase()
    const migrator = database.migrator(chain(users, age))
    await migrator.upgrade()
    await migrator.downgrade('r1')
    await migrator.stamp('base')
    await migrator.stamp('r2')
    await migrator.stamp('r1', { purge: true })
    const entries = await migrator.log()
    expect(
      entries
        .toReversed()
        .map(({ direction, revision, removed, added }) => `${direction} ${revision} -${removed} +${added}`),
    ).toEqual([
      'upgrade r1 - +r1',
      'upgrade r2 -r1 +r2',
      'downgrade r2 -r2 +r1',
      'stamp r1 -r1 +',
      'stamp r2 - +r2',
      'stamp null -r2 +',
      'stamp r1 - +r1',
    ])
    const hashOf = (direction: string) =>
      entries.find((entry) => entry.direction === direction && entry.revision === 'r2')?.operationsHash
    expect(hashOf('downgrade')).toBe(hashOf('upgrade'))
    expect(hashOf('stamp')).toBe(hashOf('upgrade'))
  })

  it.each([
    ['changed', 'UPDATE alembic_version_log SET note = 1'],
    ['deleted', 'DELETE FROM alembic_version_log'],
    ['replaced', "INSERT OR REPLACE INTO alembic_version_log SELECT * FROM alembic_version_log WHERE revision = 'r1'"],
  ])('cannot be %s', async (_, sql) => {
    const database = testDatabase()
    await database.migrator(chain(users)).upgrade()
    const db = new Database(database.file)
    expect(() => db.exec(sql)).toThrow('alembic_version_log is append-only')
    expect(db.prepare('SELECT count(*) FROM alembic_version_log').pluck().get()).toBe(1)
    db.close()
  })

  it('is left out where the history says so', async () => {
    const database = testDatabase()
    const migrator = database.migrator(chain(users), { with: { log: false } })
    await migrator.upgrade()
    expect(objects(database)).toEqual(['alembic_version', 'users'])
    expect(await migrator.log()).toEqual([])
    expect((await migrator.check()).upToDate).toBe(true)
    await expect(migrator.accept('r1', { reason: 'x' })).rejects.toMatchObject({ code: 'NO_LOG' })
  })

  it('comes with the first change to a database that has none, and reading does not make it', async () => {
    const database = testDatabase()
    await database.migrator(chain(users), { with: { log: false } }).upgrade()
    const before = database.dump()
    const migrator = database.migrator(chain(users, age))
    await migrator.current()
    await migrator.log()
    await migrator.check()
    await migrator.upgrade('r1')
    expect(database.dump()).toBe(before)
    expect(objects(database)).toEqual(['alembic_version', 'users'])
    await migrator.upgrade()
    expect((await migrator.log()).map(({ revision }) => revision)).toEqual(['r2'])
  })

  it('is seen by no comparison, and by no history with another version table', async () => {
    const database = testDatabase()
    const ours = database.migrator(chain(users), { schema: undefined })
    const theirs = database.migrator(
      [{ revision: 't1', downRevision: null, upgrade: (op) => op.createTable('bills', { id: integer() }) }],
      { with: { versionTable: "their 'version" } },
    )
    await ours.upgrade()
    await theirs.upgrade()
    for (const migrator of [ours, theirs]) {
      expect(await migrator.check()).toMatchObject({ upToDate: true, drift: [], integrity: [] })
    }
    expect((await ours.log()).map(({ revision }) => revision)).toEqual(['r1'])
    expect((await theirs.log()).map(({ revision }) => revision)).toEqual(['t1'])
    expect(await ours.accept('r1', { reason: 'as it is' })).toMatchObject({ accepted: [] })
  })

  it('that is another program’s table is refused by name, before anything changes', async () => {
    const database = testDatabase()
    const db = new Database(database.file)
    db.exec('CREATE TABLE alembic_version_log (line TEXT)')
    db.close()
    await expect(database.migrator(chain(users)).upgrade()).rejects.toMatchObject({
      code: 'LOG_UNREADABLE',
      message: expect.stringContaining('alembic_version_log is not the log of a migrator: it has no column id, run'),
    })
    expect(objects(database)).toEqual(['alembic_version_log'])
  })

  it('has one entry a revision when many migrators start at once', async () => {
    const database = testDatabase()
    const migrators = Array.from({ length: 8 }, () => database.migrator(chain(users, age)))
    await Promise.all(migrators.map((migrator) => migrator.upgrade()))
    expect((await migrators[0]!.log()).map(({ revision }) => revision)).toEqual(['r2', 'r1'])
  })
})
