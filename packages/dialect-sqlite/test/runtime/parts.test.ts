import type { Op, ScriptModule } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { sqlite } from '../../src/index.js'
import { chain, type TestDatabase, testDatabase } from './database.js'

const users = (op: Op): void => {
  op.createTable('users', { id: integer().primaryKey(), name: text() })
  op.execute("INSERT INTO users VALUES (1, 'ada'), (2, NULL)")
}

/** Six parts: none of them may be done twice, but the fourth, which no transaction holds. */
const inParts = (op: Op): void => {
  op.createTable('counted', { part: integer().notNull() })
  op.execute('INSERT INTO counted VALUES (2); INSERT INTO counted VALUES (3)')
  op.execute('VACUUM')
  op.run('the fifth', async (db) => void (await db.insertInto('counted').values({ part: 5 }).execute()))
  op.execute('INSERT INTO counted VALUES (6)')
}

const withParts = (upgrade: ScriptModule['upgrade'], more: Partial<ScriptModule> = {}): ScriptModule[] => {
  const [first, second] = chain(users, upgrade)
  return [first!, { ...second!, transaction: 'none', ...more }]
}

const counted = ({ query }: TestDatabase) =>
  query('SELECT part FROM counted ORDER BY rowid').map((row) => Object.values(row as object)[0])
const notes = async (migrator: ReturnType<TestDatabase['migrator']>) =>
  (await migrator.log())
    .filter(({ direction }) => direction === 'part')
    .map(({ note }) => note)
    .reverse()

/** The dialect, whose connections fail at a statement: the transaction is open then, or the statement is just done. */
const failing = (pattern: RegExp, when: 'before' | 'after') => {
  const dialect = sqlite()
  let left = 1
  return {
    ...dialect,
    connect: async (...args: Parameters<typeof dialect.connect>) => {
      const connection = await dialect.connect(...args)
      const execute = connection.execute.bind(connection)
      connection.execute = async (sql, parameters = []) => {
        const isHere = pattern.test([sql, ...parameters].join(' ')) && left > 0
        if (isHere && when === 'before') left--
        if (isHere && when === 'before') throw new Error('the power went')
        const result = await execute(sql, parameters)
        if (isHere) left--
        if (isHere) throw new Error('the power went')
        return result
      }
      return connection
    },
  }
}

describe("a revision with transaction = 'none'", () => {
  it('is done part by part, each written down, and a statement that no transaction holds before and after', async () => {
    const database = testDatabase()
    const migrator = database.migrator(withParts(inParts))
    await migrator.upgrade()
    expect(counted(database)).toEqual([2, 3, 5, 6])
    expect(await notes(migrator)).toEqual([
      'upgrade, part 1 of 6 done: create table counted',
      'upgrade, part 2 of 6 done: execute INSERT INTO counted VALUES (2)',
      'upgrade, part 3 of 6 done: execute INSERT INTO counted VALUES (3)',
      'upgrade, part 4 of 6 begun: execute VACUUM',
      'upgrade, part 4 of 6 done: execute VACUUM',
      'upgrade, part 5 of 6 done: run: the fifth',
      'upgrade, part 6 of 6 done: execute INSERT INTO counted VALUES (6)',
    ])
    expect((await migrator.log())[0]).toMatchObject({ direction: 'upgrade', revision: 'r2', added: ['r2'] })
    expect(await migrator.check()).toMatchObject({ upToDate: true })
    expect((await migrator.upgrade()).steps).toEqual([])
  })

  it.each([
    ['INSERT INTO counted VALUES \\(2', 'before', [2, 3, 5, 6]],
    ['INSERT INTO counted VALUES \\(3', 'after', [2, 3, 5, 6]],
    ['into "counted"', 'after', [2, 3, 5, 6]],
    ['INSERT INTO counted VALUES \\(6', 'after', [2, 3, 5, 6]],
    ['UPDATE "alembic_version"', 'before', [2, 3, 5, 6]],
  ] as const)('stopped %s (%s) goes on behind the last part that is done, and repeats none', async (sql, when, all) => {
    const database = testDatabase()
    const dialect = failing(new RegExp(sql), when)
    const scripts = withParts(inParts)
    await expect(database.migrator(scripts, { dialect }).upgrade()).rejects.toThrow('the power went')
    expect(database.query('SELECT version_num FROM alembic_version')).toEqual([{ version_num: 'r1' }])
    await database.migrator(scripts).upgrade()
    expect(counted(database)).toEqual(all)
    expect(database.query('SELECT version_num FROM alembic_version')).toEqual([{ version_num: 'r2' }])
  })

  it('that fails says how far it came, with the code of a stop part-way', async () => {
    const database = testDatabase()
    const scripts = withParts((op) => {
      inParts(op)
      op.execute('INSERT INTO nowhere VALUES (1)')
    })
    await expect(database.migrator(scripts).upgrade()).rejects.toMatchObject({
      code: 'STOPPED_PART_WAY',
      message: 'upgrade of r2 stopped at part 7 of 7, «execute INSERT INTO nowhere VALUES (1)»: no such table: nowhere',
      hint: '6 of 7 parts are done and stay so. Run the same command again: it goes on with part 7.',
    })
    const db = new Database(database.file)
    db.exec('CREATE TABLE nowhere (n)')
    db.close()
    await database.migrator(scripts).upgrade()
    expect(counted(database)).toEqual([2, 3, 5, 6])
  })

  it('whose first part fails has changed nothing', async () => {
    const database = testDatabase()
    await database.migrator(chain(users)).upgrade()
    const before = database.dump()
    const scripts = withParts((op) => op.execute('INSERT INTO nowhere VALUES (1)'))
    await expect(database.migrator(scripts).upgrade()).rejects.toMatchObject({
      code: 'STEP_FAILED',
      hint: 'Nothing of the revision was done.',
    })
    expect(database.dump()).toBe(before)
  })

  it('that was killed while a part ran outside of a transaction asks what became of it, and goes on as it is told', async () => {
    for (const isDone of [true, false]) {
      const database = testDatabase()
      const scripts = withParts(inParts)
      await database.migrator(scripts).upgrade()
      // As a kill leaves it: the part is begun, and nothing stands behind that.
      const migrator = database.migrator(scripts)
      const killed = testDatabase()
      const dialect = failing(/part 4 of 6 done|part 4 of 6 not done/, 'before')
      await expect(killed.migrator(scripts, { dialect }).upgrade()).rejects.toThrow('the power went')
      const asked = {
        code: 'PART_UNKNOWN',
        message: 'the upgrade of r2 stopped part-way: 3 of 6 parts are done, and whether part 4 was done is not known',
        hint: expect.stringMatching(
          /«execute VACUUM» ran.*VACUUM changes no row.*migrate accept r2 --part 4 --done -m/,
        ),
      }
      await expect(killed.migrator(scripts).upgrade()).rejects.toMatchObject(asked)
      await expect(killed.migrator(scripts).upgrade('r1')).rejects.toMatchObject({ code: 'PART_UNKNOWN' })
      const settle = (part: number) => killed.migrator(scripts).settlePart('r2', { part, isDone, reason: 'looked' })
      await expect(settle(3)).rejects.toMatchObject({ code: 'PART_KNOWN', hint: 'There is about part 4.' })
      expect(await settle(4)).toEqual({ revision: 'r2', part: 4, isDone })
      await killed.migrator(scripts).upgrade()
      expect(counted(killed)).toEqual([2, 3, 5, 6])
      const after = await notes(killed.migrator(scripts))
      expect(after.slice(4, 6)).toEqual(
        isDone
          ? ['upgrade, part 4 of 6 done: looked', 'upgrade, part 5 of 6 done: run: the fifth']
          : ['upgrade, part 4 of 6 not done: looked', 'upgrade, part 4 of 6 begun: execute VACUUM'],
      )
      await expect(settle(4)).rejects.toMatchObject({ code: 'PART_KNOWN' })
      expect((await migrator.check()).upToDate).toBe(true)
    }
  })

  it('is not gone on with once its script is another, and a stamp ends it', async () => {
    const database = testDatabase()
    const dialect = failing(/VALUES \(6\)/, 'before')
    await expect(database.migrator(withParts(inParts), { dialect }).upgrade()).rejects.toThrow()
    const edited = withParts((op) => {
      inParts(op)
      op.execute('INSERT INTO counted VALUES (7)')
    })
    const before = database.dump()
    const told = await database.migrator(withParts(inParts)).check()
    expect(told).toMatchObject({ upToDate: false, pending: ['r2'] })
    expect(told.notes).toEqual(['the upgrade of r2 stopped part-way: 5 of 6 parts are done'])
    await expect(database.migrator(edited).upgrade()).rejects.toMatchObject({
      code: 'INTEGRITY',
      message: expect.stringContaining(
        'revision r2 is edited: the upgrade of r2 stopped part-way: 5 of 6 parts are done',
      ),
    })
    expect(database.dump()).toBe(before)
    await database.migrator(edited).stamp('r2')
    expect((await database.migrator(edited).upgrade()).steps).toEqual([])
  })

  it('stopped on its way down is to be finished before anything else moves', async () => {
    const database = testDatabase()
    const downgrade = (op: Op) => {
      op.execute('DELETE FROM counted WHERE part = 6; DELETE FROM counted WHERE part = 5')
      op.dropTable('counted')
    }
    const scripts = [
      ...withParts(inParts, { downgrade }),
      { revision: 'r3', downRevision: 'r2', upgrade: (op: Op) => op.execute('INSERT INTO counted VALUES (9)') },
    ]
    await database.migrator(scripts).upgrade('r2')
    const dialect = failing(/part = 5/, 'after')
    await expect(database.migrator(scripts, { dialect }).downgrade('r1')).rejects.toMatchObject({
      code: 'STOPPED_PART_WAY',
    })
    await expect(database.migrator(scripts).upgrade()).rejects.toMatchObject({
      code: 'STOPPED_PART_WAY',
      message: 'the downgrade of r2 stopped part-way: 1 of 3 parts are done',
    })
    await database.migrator(scripts).downgrade('r1')
    await database.migrator(scripts).upgrade()
    expect(counted(database)).toEqual([2, 3, 5, 6, 9])
  })

  it('is refused by name where nothing could be written down, and where all is to be one transaction', async () => {
    for (const [input, code] of [
      [{ log: false }, 'NO_LOG'],
      [{ transaction: 'all' }, 'UNSUPPORTED_TRANSACTION'],
    ] as const) {
      const database = testDatabase()
      await expect(database.migrator(withParts(inParts), { with: input }).upgrade()).rejects.toMatchObject({
        code,
        message: expect.stringContaining("revision r2 runs outside of a transaction (transaction = 'none')"),
      })
      await expect(database.migrator([]).current()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' })
    }
  })

  it('is planned, tested and printed part by part', async () => {
    const database = testDatabase()
    const plain = withParts((op) => {
      op.addColumn('users', 'age', integer())
      op.execute('VACUUM')
      op.dropColumn('users', 'age')
    })
    await database.migrator(plain).upgrade('r1')
    const migrator = database.migrator(plain)
    const plan = await migrator.plan()
    expect(plan.steps[0]?.changes.map(({ way }) => way)).toEqual(['native', 'alone', 'native'])
    expect((await migrator.test()).faults).toEqual([])
    const { sql } = await migrator.script('upgrade', 'r1:r2')
    expect(sql).toContain('-- Outside of a transaction, as its script says')
    const lines = sql.split('\n')
    expect(lines.slice(lines.findIndex((line) => line.startsWith('ALTER TABLE')))).toMatchInlineSnapshot(`
      [
        "ALTER TABLE "users" ADD COLUMN "age" INTEGER;",
        "VACUUM;",
        "ALTER TABLE "users" DROP COLUMN "age";",
        "BEGIN IMMEDIATE;",
        "UPDATE "alembic_version" SET "version_num" = 'r2' WHERE "version_num" = 'r1';",
        "COMMIT;",
        "",
      ]
    `)
    await migrator.upgrade('head', { expect: plan.fingerprint })
    expect(database.query('SELECT version_num FROM alembic_version')).toEqual([{ version_num: 'r2' }])
  })

  it('stopped part-way is planned as what is left of it, and held to that', async () => {
    const database = testDatabase()
    const scripts = withParts(inParts)
    await expect(
      database.migrator(scripts, { dialect: failing(/into "counted"/, 'after') }).upgrade(),
    ).rejects.toMatchObject({ code: 'STOPPED_PART_WAY' })
    const migrator = database.migrator(scripts)
    const plan = await migrator.plan()
    expect(plan.steps.flatMap(({ changes }) => changes).map(({ operations }) => operations[0])).toEqual([
      'run: the fifth',
      'execute INSERT INTO counted VALUES (6)',
    ])
    expect((await migrator.rehearse()).failure).toBeNull()
    await migrator.upgrade('head', { expect: plan.fingerprint })
    expect(counted(database)).toEqual([2, 3, 5, 6])
  })

  it('is backed up before its first part', async () => {
    const database = testDatabase()
    const migrator = database.migrator(withParts(inParts))
    await migrator.upgrade('r1')
    const { backup } = await migrator.upgrade('head', { backup: {} })
    const copy = new Database(backup!, { readonly: true })
    expect(copy.prepare('SELECT version_num FROM alembic_version').pluck().all()).toEqual(['r1'])
    copy.close()
    expect(counted(database)).toEqual([2, 3, 5, 6])
  })

  it.each(['delete', 'wal'])('is done once by many migrators that start together (%s)', async (mode) => {
    const database = testDatabase()
    const db = new Database(database.file)
    db.pragma(`journal_mode = ${mode}`)
    db.close()
    const slow = withParts((op) => {
      inParts(op)
      op.run('slow', async () => void (await new Promise((resolve) => setTimeout(resolve, 300))))
    })
    const results = await Promise.all(Array.from({ length: 5 }, () => database.migrator(slow).upgrade()))
    expect(results.flatMap(({ steps }) => steps).map(({ revision }) => revision)).toEqual(['r1', 'r2'])
    expect(counted(database)).toEqual([2, 3, 5, 6])
  })

  it('gives the database back to others, also when it has come to WAL, or to an open connection', async () => {
    for (const mode of ['wal', 'delete']) {
      const database = testDatabase()
      const connection = new Database(database.file)
      connection.pragma(`journal_mode = ${mode === 'wal' ? 'delete' : 'wal'}`)
      const scripts = withParts((op) => {
        inParts(op)
        op.execute(`PRAGMA journal_mode = ${mode}`)
        op.execute('INSERT INTO counted VALUES (8)')
      })
      await database.migrator(scripts, { connection }).upgrade()
      expect(connection.pragma('journal_mode', { simple: true })).toBe(mode)
      const other = new Database(database.file, { timeout: 0 })
      other.exec('BEGIN IMMEDIATE; INSERT INTO counted VALUES (10); COMMIT')
      other.close()
      expect(counted(database)).toEqual([2, 3, 5, 6, 8, 10])
      connection.close()
    }
  })
})
