import type { MigrateError, Op, ScriptModule } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { sqliteWith } from './changed-dialect.js'
import { chain, type TestDatabase, testDatabase } from './database.js'

const users = (op: Op): void => op.createTable('users', { id: integer().primaryKey(), name: text() })
const usersOtherwise = (op: Op): void => op.createTable('users', { id: integer().primaryKey(), name: integer() })
const age = (op: Op): void => op.addColumn('users', 'age', integer())
const size = (op: Op): void => op.addColumn('users', 'size', integer())

const applied = async (...scripts: readonly ScriptModule[]): Promise<TestDatabase> => {
  const database = testDatabase()
  await database.migrator(scripts).upgrade()
  return database
}

const errorOf = (promise: Promise<unknown>): Promise<MigrateError> =>
  promise.then(
    () => expect.unreachable('it was to fail'),
    (error) => error,
  )

const execute = ({ file }: TestDatabase, sql: string): void => {
  const db = new Database(file)
  db.exec(sql)
  db.close()
}

const [one, two] = chain(users, age) as [ScriptModule, ScriptModule]

/** What has become of the history r1, r2 once it was applied, and what is to be said of it. */
const tampered: readonly (readonly [what: string, now: readonly ScriptModule[], fault: object])[] = [
  ['an edited script', [one, { ...two, upgrade: size }], { kind: 'edited', revision: 'r2' }],
  ['an edited older script', [{ ...one, upgrade: usersOtherwise }, two], { kind: 'edited', revision: 'r1' }],
  ['an edited downgrade', [one, { ...two, downgrade: () => {} }], { kind: 'edited', revision: 'r2' }],
  ['a script that went', [{ ...two, downRevision: null }], { kind: 'missing', revision: 'r1' }],
  [
    'a script with another parent',
    [one, { ...one, revision: 'x', downRevision: 'r1', upgrade: size }, { ...two, downRevision: 'x' }],
    {
      kind: 'reordered',
      revision: 'r2',
      detail: 'it follows x now, and followed r1 when it was applied',
    },
  ],
  [
    'two scripts that changed places',
    [
      { ...two, downRevision: null },
      { ...one, downRevision: 'r2' },
    ],
    { kind: 'reordered', revision: 'r2' },
  ],
]

describe('upgrade and check', () => {
  it.each(tampered)('find %s: check names it, upgrade refuses and changes nothing', async (_, now, fault) => {
    const database = await applied(one, two)
    // The place of the last revision, where the new history has another one at its end.
    execute(database, `UPDATE alembic_version SET version_num = '${now.at(-1)!.revision}'`)
    const before = database.dump()
    const last = now.at(-1)!.revision
    const migrator = database.migrator([
      ...now,
      { revision: 'r3', downRevision: last, upgrade: (op) => op.execute('SELECT 3') },
    ])
    const error = await errorOf(migrator.upgrade())
    expect(error).toMatchObject({
      code: 'INTEGRITY',
      data: { integrity: expect.arrayContaining([expect.objectContaining(fault)]) },
    })
    expect(error.message).toContain((fault as { revision: string }).revision)
    expect(error.hint).toContain('migrate accept')
    expect(database.dump()).toBe(before)
    const found = await migrator.check()
    expect(found.integrity).toEqual(expect.arrayContaining([expect.objectContaining(fault)]))
    expect(found.upToDate).toBe(false)
  })

  it('let a script be written otherwise that records the same', async () => {
    const database = await applied(one, two)
    const again = {
      ...two,
      upgrade: (op: Op) => {
        for (const name of ['age']) op.addColumn('users', name, integer(), { ifNotExists: false })
      },
    }
    expect((await database.migrator([one, again]).check()).integrity).toEqual([])
    expect(await database.migrator([one, again]).upgrade()).toMatchObject({ steps: [] })
  })

  it('let scripts be changed that are not applied, or were taken back', async () => {
    const database = await applied(one, two)
    await database.migrator([one, two]).downgrade('r1')
    const edited = database.migrator([one, { ...two, upgrade: size }])
    expect((await edited.check()).integrity).toEqual([])
    await edited.upgrade()
    expect((await edited.check()).integrity).toEqual([])
  })

  it('say nothing of what was applied without the log', async () => {
    const database = testDatabase()
    await database.migrator([one, two], { with: { log: false } }).upgrade()
    const edited = database.migrator([one, { ...two, upgrade: size }])
    expect((await edited.check()).integrity).toEqual([])
    expect(await edited.upgrade()).toMatchObject({ steps: [] })
  })
})

describe('accept', () => {
  it.each(tampered.filter(([, now]) => now.at(-1)!.revision === 'r2'))(
    'settles %s, with its reason in the log',
    async (_, now, fault) => {
      const database = await applied(one, two)
      const migrator = database.migrator(now)
      const before = database.dump()
      // What follows from the one fault may be a fault of its own: all are accepted one by one.
      for (const { revision } of (await migrator.check()).integrity)
        await migrator.accept(revision, { reason: `the reason of ${revision}` })
      expect(await migrator.upgrade()).toMatchObject({ heads: ['r2'] })
      expect(database.dump()).toBe(before)
      expect(await migrator.log()).toContainEqual(
        expect.objectContaining({
          direction: 'accept',
          revision: (fault as { revision: string }).revision,
          note: `the reason of ${(fault as { revision: string }).revision}`,
        }),
      )
    },
  )

  it('writes nothing where there is nothing to accept, and refuses what is not applied', async () => {
    const database = await applied(one)
    const migrator = database.migrator([one, two])
    expect(await migrator.accept('r1', { reason: 'x' })).toEqual({ revision: 'r1', accepted: [] })
    expect(await migrator.log()).toHaveLength(1)
    await expect(migrator.accept('r2', { reason: 'x' })).rejects.toMatchObject({ code: 'NOT_APPLIED' })
    await expect(migrator.accept('r9', { reason: 'x' })).rejects.toMatchObject({ code: 'UNKNOWN_REVISION' })
    await expect(migrator.accept('r1', { reason: ' ' })).rejects.toMatchObject({ code: 'USAGE' })
  })

  it('writes down a revision that was applied without the log', async () => {
    const database = testDatabase()
    await database.migrator([one], { with: { log: false } }).upgrade()
    await database.migrator([one]).accept('r1', { reason: 'taken over' })
    const edited = database.migrator([{ ...one, upgrade: usersOtherwise }])
    expect((await edited.check()).integrity).toMatchObject([{ kind: 'edited', revision: 'r1' }])
  })
})

describe('a database that is ahead', () => {
  const three: ScriptModule = { revision: 'r3', downRevision: 'r2', upgrade: size }

  it('is refused by an older release, named by check, and left as it is where that is allowed', async () => {
    const database = await applied(one, two, three)
    const before = database.dump()
    const older = database.migrator([one])
    const error = await errorOf(older.upgrade())
    expect(error.code).toBe('DATABASE_AHEAD')
    expect(error.message).toMatch(/^a newer release has migrated .*test\.db to r3; this history ends at r1$/)
    await expect(older.downgrade('base')).rejects.toMatchObject({ code: 'DATABASE_AHEAD' })
    expect(await older.check()).toMatchObject({ upToDate: false, integrity: [{ kind: 'ahead', revision: 'r3' }] })
    expect(await older.upgrade('head', { whenAhead: 'continue' })).toEqual({ steps: [], heads: ['r3'], atHead: [] })
    expect(await database.migrator([one], { whenAhead: 'continue' }).upgrade()).toEqual({
      steps: [],
      heads: ['r3'],
      atHead: [],
    })
    await expect(older.upgrade('r9', { whenAhead: 'continue' })).rejects.toMatchObject({ code: 'UNKNOWN_REVISION' })
    expect(database.dump()).toBe(before)
  })

  const allowed = { whenAhead: 'continue' } as const

  it.each<[string, ScriptModule[], (database: TestDatabase) => void]>([
    [
      'a row that the log does not know',
      [one],
      (database) => execute(database, "UPDATE alembic_version SET version_num = 'x'"),
    ],
    [
      'a row of a foreign history',
      [
        { ...one, revision: 'f1' },
        { ...two, revision: 'f2', downRevision: 'f1' },
      ],
      () => {},
    ],
    ['a history that has a revision of its own to apply', [one, { ...two, revision: 'b2' }], () => {}],
  ])('is not what %s makes it', async (_, scripts, change) => {
    const database = await applied(one, two, three)
    change(database)
    const before = database.dump()
    await expect(database.migrator(scripts).upgrade('heads', allowed)).rejects.toMatchObject({
      code: 'UNKNOWN_DATABASE_REVISION',
    })
    expect(database.dump()).toBe(before)
  })

  it('is found so along branches and their merge', async () => {
    const database = await applied(
      one,
      { ...two, revision: 'a' },
      { ...three, revision: 'b', downRevision: 'r1' },
      { revision: 'm', downRevision: ['a', 'b'], upgrade: () => {} },
    )
    const older = database.migrator([one, { ...two, revision: 'a' }, { ...three, revision: 'b', downRevision: 'r1' }])
    expect(await older.upgrade('heads', allowed)).toEqual({ steps: [], heads: ['m'], atHead: [] })
  })

  it('is found so by a migrator that a newer one overtakes', async () => {
    const database = await applied(one)
    const newer = database.migrator([one, two, three])
    let connections = 0
    const dialect = sqliteWith((sqlite) => ({
      async connect(address, access) {
        connections++
        // The first looks at where the database is; by the time of the second, that is no longer so.
        if (connections === 2) await newer.upgrade()
        return sqlite.connect(address, access)
      },
    }))
    const older = database.migrator([one, two], { dialect, ...allowed })
    expect(await older.upgrade()).toEqual({ steps: [], heads: ['r3'], atHead: [] })
    expect(connections).toBeGreaterThan(1)
  })
})
