import type { Op, ScriptModule } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { chain, dumpOf, testDatabase } from './database.js'

const create = (name: string) => (op: Op) => op.createTable(name, { id: integer().primaryKey(), name: text() })

const versions = 'SELECT version_num FROM alembic_version ORDER BY 1'
const tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'alembic_version%' ORDER BY 1"
const rows = (...revisions: string[]) => revisions.map((version_num) => ({ version_num }))
const named = (...names: string[]) => names.map((name) => ({ name }))

describe('downgrade', () => {
  it('is derived from the upgrade where it is left out', async () => {
    const database = testDatabase()
    const migrator = database.migrator(
      chain(create('users'), (op) => {
        op.addColumn('users', 'age', integer())
        op.createIndex('users_by_age', 'users', ['age'])
        op.renameTable('users', 'people')
        op.execute("INSERT INTO people VALUES (7, 'x', 1)", { reverse: 'DELETE FROM people WHERE id = 7' })
      }),
    )
    await migrator.upgrade('r1')
    const before = database.dump()
    await migrator.upgrade()
    expect(database.query('SELECT age FROM people')).toEqual([{ age: 1 }])
    const { steps, heads } = await migrator.downgrade('r1')
    expect(steps).toMatchObject([{ direction: 'downgrade', revision: 'r2', from: ['r2'], to: ['r1'] }])
    expect(heads).toEqual(['r1'])
    expect(database.dump()).toBe(before)
    await migrator.downgrade('base')
    expect(database.query(tables)).toEqual([])
    expect(database.query(versions)).toEqual([])
  })

  it.each<readonly [string, Partial<ScriptModule>]>([
    ['says that there is no way back', { downgrade: null }],
    ['executes what has no reverse', { upgrade: (op) => op.execute('DELETE FROM users') }],
    ['runs what has no reverse', { upgrade: (op) => op.run('code', async () => {}) }],
  ])('is refused before anything changes when a revision on the way %s', async (_what, irreversible) => {
    const database = testDatabase()
    const scripts: ScriptModule[] = [
      ...chain(create('users')),
      { revision: 'r2', downRevision: 'r1', upgrade: () => {}, ...irreversible },
      { revision: 'r3', downRevision: 'r2', upgrade: create('posts') },
    ]
    const migrator = database.migrator(scripts)
    await migrator.upgrade()
    const before = database.dump()
    await expect(migrator.downgrade('base')).rejects.toMatchObject({
      code: 'IRREVERSIBLE',
      message: expect.stringContaining('revision r2'),
    })
    expect(database.dump()).toBe(before)
    await migrator.downgrade('r2')
    expect(database.query(tables)).toEqual(named('users'))
  })

  it('takes the function that the script gives', async () => {
    const database = testDatabase()
    const [first] = chain(create('users'))
    const migrator = database.migrator([{ ...first!, downgrade: (op) => op.renameTable('users', 'kept') }])
    await migrator.upgrade()
    await migrator.downgrade('base')
    expect(database.query(tables)).toEqual(named('kept'))
  })
})

describe('branches', () => {
  const scripts: ScriptModule[] = [
    { revision: 'root', downRevision: null, upgrade: create('root') },
    { revision: 'a1', downRevision: 'root', branchLabels: 'left', upgrade: create('a1') },
    { revision: 'a2', downRevision: 'a1', upgrade: create('a2') },
    { revision: 'b1', downRevision: 'root', upgrade: create('b1') },
    { revision: 'merge', downRevision: ['a2', 'b1'], upgrade: () => {} },
  ]

  it('are applied one by one, merged, and parted again, with the rows that Alembic would have', async () => {
    const database = testDatabase()
    const open = database.migrator(scripts.slice(0, 4))
    await expect(open.upgrade()).rejects.toMatchObject({ code: 'MULTIPLE_HEADS' })
    await open.upgrade('left@head')
    expect(database.query(versions)).toEqual(rows('a2'))
    await open.upgrade('heads')
    expect(database.query(versions)).toEqual(rows('a2', 'b1'))

    const merged = database.migrator(scripts)
    const { steps } = await merged.upgrade()
    expect(steps).toMatchObject([{ revision: 'merge', from: ['a2', 'b1'], to: ['merge'] }])
    expect(database.query(versions)).toEqual(rows('merge'))
    await merged.downgrade('a2')
    expect(database.query(versions)).toEqual(rows('a2', 'b1'))
    await merged.downgrade('base')
    expect(database.query(versions)).toEqual([])
    expect(database.query(tables)).toEqual([])
  })

  it('print the same moves of version rows as they make', async () => {
    const database = testDatabase()
    const migrator = database.migrator(scripts)
    const printed = new Database(':memory:')
    printed.exec((await migrator.script('upgrade', 'head')).sql)
    await migrator.upgrade()
    expect(dumpOf(printed)).toBe(database.dump())
    printed.close()
  })
})

describe('stamp', () => {
  const scripts = chain(create('one'), create('two'))

  it('says where the database is and runs nothing', async () => {
    const database = testDatabase()
    const { heads } = await database.migrator(scripts).stamp('r1')
    expect(heads).toEqual(['r1'])
    expect(database.query(versions)).toEqual(rows('r1'))
    expect(database.query(tables)).toEqual([])
    await database.migrator(scripts).upgrade()
    expect(database.query(tables)).toEqual(named('two'))
    await database.migrator(scripts).stamp('base')
    expect(database.query(versions)).toEqual([])
  })

  it('forgets a revision that no script has with purge, and only then', async () => {
    const database = testDatabase()
    await database.migrator(chain(create('one'), create('two'), create('three'))).upgrade()
    const before = database.dump()
    const migrator = database.migrator(scripts)
    await expect(migrator.stamp('r1')).rejects.toMatchObject({ code: 'UNKNOWN_DATABASE_REVISION' })
    expect(database.dump()).toBe(before)
    await migrator.stamp('r1', { purge: true })
    expect(database.query(versions)).toEqual(rows('r1'))
  })
})

describe('a version row that no script has', () => {
  it('is an error of every command that needs to know, and nothing is changed', async () => {
    const database = testDatabase()
    const without = { with: { log: false } }
    await database.migrator(chain(create('one'), create('two')), without).upgrade()
    const before = database.dump()
    const migrator = database.migrator(chain(create('one')), without)
    const unknown = { code: 'UNKNOWN_DATABASE_REVISION', message: expect.stringContaining('r2') }
    await expect(migrator.upgrade()).rejects.toMatchObject(unknown)
    await expect(migrator.downgrade('base')).rejects.toMatchObject(unknown)
    await expect(migrator.current()).rejects.toMatchObject(unknown)
    expect(await migrator.check()).toMatchObject({
      upToDate: false,
      integrity: [{ kind: 'unknown', revision: 'r2' }],
      drift: [],
      pending: [],
    })
    expect(database.dump()).toBe(before)
  })

  it('that is not even text is not taken for none', async () => {
    const database = testDatabase()
    const migrator = database.migrator(chain(create('one')))
    await migrator.upgrade()
    database.query("UPDATE alembic_version SET version_num = x'00' RETURNING 1")
    const before = database.dump()
    await expect(migrator.upgrade()).rejects.toMatchObject({ code: 'VERSION_TABLE_UNREADABLE' })
    expect(database.dump()).toBe(before)
  })
})

describe('two histories in one file', () => {
  it('do not see each other', async () => {
    const database = testDatabase()
    const ads = database.migrator(chain(create('ads')))
    const billing = database.migrator([{ revision: 'b1', downRevision: null, upgrade: create('bills') }], {
      with: { versionTable: { name: 'billing "version"', column: 'revision' } },
    })
    await ads.upgrade()
    await billing.upgrade()
    expect((await ads.current()).map(({ revision }) => revision)).toEqual(['r1'])
    expect((await billing.current()).map(({ revision }) => revision)).toEqual(['b1'])
    expect(database.query('SELECT * FROM "billing ""version"""')).toEqual([{ revision: 'b1' }])
    await ads.downgrade('base')
    expect(database.query("SELECT name FROM sqlite_schema WHERE name IN ('ads', 'bills')")).toEqual(named('bills'))
    expect((await billing.current()).map(({ revision }) => revision)).toEqual(['b1'])
  })
})

describe('the connection of a service', () => {
  it('in memory is migrated, stays open, and has its settings back', async () => {
    const db = new Database(':memory:')
    db.pragma('foreign_keys = OFF')
    db.pragma('busy_timeout = 1234')
    const migrator = testDatabase().migrator(chain(create('one'), create('two')), { connection: db })
    await migrator.upgrade()
    expect(db.open).toBe(true)
    expect(db.inTransaction).toBe(false)
    expect(db.prepare(tables).all()).toEqual(named('one', 'two'))
    expect(db.pragma('foreign_keys', { simple: true })).toBe(0)
    expect(db.pragma('busy_timeout', { simple: true })).toBe(1234)
    expect((await migrator.current()).map(({ revision }) => revision)).toEqual(['r2'])
    await migrator.downgrade('r1')
    expect(db.prepare(tables).all()).toEqual(named('one'))
    db.close()
  })

  it('has its settings back after a failure, too', async () => {
    const db = new Database(':memory:')
    db.pragma('foreign_keys = OFF')
    const before = dumpOf(db)
    const migrator = testDatabase().migrator(
      chain((op) => {
        create('one')(op)
        op.execute('nonsense')
      }),
      { connection: db },
    )
    await expect(migrator.upgrade()).rejects.toMatchObject({ code: 'STEP_FAILED' })
    expect(dumpOf(db)).toBe(before)
    expect(db.inTransaction).toBe(false)
    expect(db.pragma('foreign_keys', { simple: true })).toBe(0)
    db.close()
  })
})

describe('many migrators at once', () => {
  const appending = ['a', 'b', 'c'].map((name) => (op: Op) => {
    create(name)(op)
    op.execute(`INSERT INTO ${name} VALUES (NULL, 'once')`)
    op.run('wait', async (db) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      await db.insertInto(name).values({ name: 'twice' }).execute()
    })
  })

  it.each(['each', 'all'] as const)('apply each revision once (transaction: %s)', async (transaction) => {
    const database = testDatabase()
    const results = await Promise.all(
      Array.from({ length: 12 }, () => database.migrator(chain(...appending), { with: { transaction } }).upgrade()),
    )
    const taken = results.flatMap(({ steps }) => steps.map(({ revision }) => revision))
    expect(taken.sort()).toEqual(['r1', 'r2', 'r3'])
    for (const { heads } of results) expect(heads).toEqual(['r3'])
    for (const name of ['a', 'b', 'c']) {
      expect(database.query(`SELECT name FROM ${name}`)).toEqual(named('once', 'twice'))
    }
    expect(database.query(versions)).toEqual(rows('r3'))
  })

  it('share one connection', async () => {
    const db = new Database(':memory:')
    const database = testDatabase()
    const results = await Promise.all(
      Array.from({ length: 8 }, () => database.migrator(chain(...appending), { connection: db }).upgrade()),
    )
    expect(results.flatMap(({ steps }) => steps)).toHaveLength(3)
    expect(db.prepare(versions).all()).toEqual(rows('r3'))
    db.close()
  })

  it('take each revision back once', async () => {
    const database = testDatabase()
    const scripts = chain(create('one'), create('two'), create('three'))
    await database.migrator(scripts).upgrade()
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => database.migrator(scripts).downgrade('r1')),
    )
    const taken = results.flatMap((each) => (each.status === 'fulfilled' ? each.value.steps : []))
    expect(taken.map(({ revision }) => revision).sort()).toEqual(['r2', 'r3'])
    expect(database.query(tables)).toEqual(named('one'))
  })
})

describe('an upgrade', () => {
  it('with nothing to do changes no byte', async () => {
    const database = testDatabase()
    const migrator = database.migrator(chain(create('one')))
    await migrator.upgrade()
    const before = database.dump()
    expect(await migrator.upgrade()).toEqual({ steps: [], heads: ['r1'], atHead: ['r1'] })
    expect(database.dump()).toBe(before)
  })

  it.each(['two', 'three'])(
    'leaves out what somebody else has taken between two of its revisions: %s',
    async (table) => {
      const database = testDatabase()
      const migrator = database.migrator(chain(create('one'), create('two'), create('three'), create('four')), {
        onEvent(event) {
          if (event.kind !== 'stepFinished' || event.step.revision.revision !== (table === 'two' ? 'r1' : 'r2')) return
          const db = new Database(database.file)
          db.exec(
            `CREATE TABLE ${table} (a); UPDATE alembic_version SET version_num = '${table === 'two' ? 'r2' : 'r3'}'`,
          )
          db.close()
        },
      })
      const { steps, heads } = await migrator.upgrade()
      expect(steps.map(({ revision }) => revision)).toEqual(table === 'two' ? ['r1', 'r3', 'r4'] : ['r1', 'r2', 'r4'])
      expect(heads).toEqual(['r4'])
    },
  )

  it('keeps what somebody else has put beside its rows, also where the transaction has to begin again', async () => {
    const database = testDatabase()
    const family = (op: Op) => {
      op.createTable('parent', { id: integer().primaryKey(), name: text() })
      op.createTable('child', { id: integer().primaryKey(), parent: integer().references('parent.id') })
    }
    const wider = (op: Op) =>
      op.batchAlterTable('parent', (t) => t.alterColumn('name', { type: integer() }), { recreate: 'always' })
    const scripts = [...chain(family, wider), { revision: 'b1', downRevision: null, upgrade: create('other') }]
    const migrator = database.migrator(scripts, {
      onEvent(event) {
        if (event.kind !== 'stepFinished' || event.step.revision.revision !== 'r1') return
        const db = new Database(database.file)
        db.exec("INSERT INTO alembic_version VALUES ('b1')")
        db.close()
      },
    })
    const { heads } = await migrator.upgrade('r2')
    expect([...heads].sort()).toEqual(['b1', 'r2'])
  })

  it('sees what SQL of a revision has done to the version rows before it goes on', async () => {
    const database = testDatabase()
    const meddling = (op: Op) => op.execute("INSERT INTO alembic_version VALUES ('r9')")
    const migrator = database.migrator(chain(create('one'), meddling, create('three')))
    await expect(migrator.upgrade()).rejects.toThrow('r9')
    expect(database.query("SELECT name FROM sqlite_schema WHERE name = 'three'")).toEqual([])
  })

  it('tells what it does as it does it', async () => {
    const database = testDatabase()
    const events: string[] = []
    const migrator = database.migrator(chain(create('one'), create('two')), {
      onEvent: (event) => events.push('step' in event ? `${event.kind} ${event.step.revision.revision}` : event.kind),
    })
    await migrator.upgrade()
    expect(events).toEqual(['stepStarted r1', 'stepFinished r1', 'stepStarted r2', 'stepFinished r2'])
  })
})
