import { moduleScripts, type Op, type ScriptModule } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { chain, testDatabase } from './database.js'

const users = (op: Op): void => {
  op.createTable('users', { id: integer().primaryKey(), name: text() })
  op.execute("INSERT INTO users VALUES (1, 'ada')")
}

describe('a script that throws', () => {
  it('is told with its revision, before a database is made', async () => {
    const database = testDatabase()
    const migrator = database.migrator(
      chain(users, () => {
        throw new TypeError('no such thing')
      }),
    )
    await expect(migrator.upgrade()).rejects.toMatchObject({
      code: 'SCRIPT_THREW',
      message: 'revision r2: TypeError: no such thing',
      cause: expect.any(TypeError),
    })
    await expect(migrator.current()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' })
  })

  it('that is async is refused, and its rejection does not escape', async () => {
    const database = testDatabase()
    const upgrade = (async () => {
      throw new Error('too late')
    }) as unknown as ScriptModule['upgrade']
    await expect(database.migrator(chain(upgrade)).upgrade()).rejects.toMatchObject({ code: 'INVALID_SCRIPT' })
  })

  it('is told with its file, where it has one', async () => {
    const database = testDatabase()
    const inner = moduleScripts(
      chain(() => {
        throw new Error('oh')
      }),
    )
    const withPath = <T extends { readonly header: object }>(script: T) => ({
      ...script,
      header: { ...script.header, path: 'versions/r1_first.ts' },
    })
    const scripts = {
      headers: async () => (await inner.headers()).map((header) => ({ ...header, path: 'versions/r1_first.ts' })),
      load: async (ids: readonly string[]) => (await inner.load(ids)).map(withPath),
    }
    await expect(database.migrator([], { with: { scripts } }).upgrade()).rejects.toMatchObject({
      message: 'revision r1 (versions/r1_first.ts): Error: oh',
    })
  })
})

describe('SQL that fails', () => {
  const steps: readonly ((op: Op) => void)[] = [
    (op) => op.addColumn('users', 'age', integer()),
    (op) => op.execute("UPDATE users SET age = 3, name = 'changed'"),
    (op) => op.createIndex('users_by_age', 'users', ['age']),
    (op) => op.createTable('posts', { id: integer().primaryKey({ autoIncrement: true }), title: text() }),
    (op) => op.execute("INSERT INTO posts (title) VALUES ('one'), ('two')"),
    (op) => op.run('more rows', async (db) => void (await db.insertInto('posts').values({ title: 'three' }).execute())),
    (op) => op.renameColumn('users', 'name', 'full_name'),
    (op) => op.dropIndex('users_by_age', { table: 'users' }),
    (op) => op.renameTable('users', 'people'),
    (op) => op.dropTable('posts'),
    (op) => op.execute('PRAGMA user_version = 7'),
  ]

  it.each(steps.map((_, i) => i).concat(steps.length))(
    'leaves everything as it was when it comes after %i steps, and says where',
    async (count) => {
      const database = testDatabase()
      const fail = (op: Op) => {
        for (const step of steps.slice(0, count)) step(op)
        op.execute('INSERT INTO nowhere VALUES (1)')
        for (const step of steps.slice(count)) step(op)
      }
      await database.migrator(chain(users)).upgrade()
      const before = database.dump()
      await expect(database.migrator(chain(users, fail)).upgrade()).rejects.toMatchObject({
        message: 'upgrade of r2 failed at «INSERT INTO nowhere VALUES (1)»: no such table: nowhere',
        hint: expect.stringContaining('rolled back whole'),
        cause: { message: 'no such table: nowhere' },
      })
      expect(database.dump()).toBe(before)
    },
  )

  it('keeps the revisions that were applied before it', async () => {
    const database = testDatabase()
    await database.migrator(chain(users)).upgrade()
    const later = chain(users, steps[0]!, (op) => op.execute('nonsense'))
    await expect(database.migrator(later).upgrade()).rejects.toThrow('upgrade of r3 failed at «nonsense»')
    expect(database.query('SELECT version_num FROM alembic_version')).toEqual([{ version_num: 'r2' }])
    expect(database.query('SELECT age FROM users')).toEqual([{ age: null }])
  })

  it("takes all of a run back under transaction: 'all'", async () => {
    const database = testDatabase()
    await database.migrator(chain(users)).upgrade()
    const before = database.dump()
    const later = chain(users, steps[0]!, steps[2]!, (op) => op.execute('nonsense'))
    const all = { with: { transaction: 'all' } } as const
    await expect(database.migrator(later, all).upgrade()).rejects.toThrow('upgrade of r4 failed')
    expect(database.dump()).toBe(before)
    const { steps: taken } = await database.migrator(later.slice(0, 3), all).upgrade()
    expect(taken.map(({ revision }) => revision)).toEqual(['r2', 'r3'])
    expect(database.query('SELECT version_num FROM alembic_version')).toEqual([{ version_num: 'r3' }])
  })

  it("is refused under transaction: 'all' where one revision changes rows and another has to take the settings for it", async () => {
    const database = testDatabase()
    const posts = (op: Op) =>
      op.createTable('posts', {
        id: integer().primaryKey(),
        user_id: integer().references('users.id', { onDelete: 'cascade' }),
      })
    const rows = (op: Op) => op.execute("INSERT INTO users VALUES (7, 'a'); INSERT INTO posts VALUES (1, 7)")
    await database.migrator(chain(users, posts, rows)).upgrade()
    const before = database.dump()
    const later = chain(
      users,
      posts,
      rows,
      (op) => op.execute('DELETE FROM users'),
      (op) => op.batchAlterTable('users', (batch) => batch.addColumn('age', integer()), { recreate: 'always' }),
    )
    const together = database.migrator(later, { with: { transaction: 'all' } })
    await expect(together.upgrade()).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringMatching(
        /^revision r5[^«]* takes «PRAGMA foreign_keys = OFF[\s\S]*DELETE FROM users» of revision r4/,
      ),
      hint: expect.stringContaining('Take the two apart'),
    })
    expect(database.dump()).toBe(before)
    await together.upgrade('r4')
    await together.upgrade()
    expect(database.query('SELECT * FROM posts')).toEqual([])
    expect(database.query('PRAGMA foreign_key_check')).toEqual([])
  })

  it('that ends the transaction does not leave half a revision behind', async () => {
    const database = testDatabase()
    await database.migrator(chain(users)).upgrade()
    const before = database.dump()
    for (const sql of [
      "INSERT OR ROLLBACK INTO users VALUES (1, 'taken')",
      "CREATE TEMP TRIGGER t AFTER INSERT ON users BEGIN SELECT RAISE(ROLLBACK, 'over'); END; INSERT INTO users VALUES (2, NULL)",
      'COMMIT',
      'ROLLBACK',
      ' /* quietly */ END',
    ]) {
      const fail = (op: Op) => {
        steps[0]!(op)
        op.execute(sql)
        steps[2]!(op)
      }
      await expect(database.migrator(chain(users, fail)).upgrade(), sql).rejects.toThrow('r2')
      expect(database.dump(), sql).toBe(before)
    }
  })

  it('while downgrading leaves everything as it was', async () => {
    const database = testDatabase()
    const scripts = chain(users, steps[0]!)
    const broken = [
      scripts[0]!,
      {
        ...scripts[1]!,
        downgrade: (op: Op) => {
          op.dropColumn('users', 'age')
          op.execute('nonsense')
        },
      },
    ]
    await database.migrator(broken).upgrade()
    const before = database.dump()
    await expect(database.migrator(broken).downgrade('r1')).rejects.toThrow(
      'downgrade of r2 failed at «nonsense»: near "nonsense": syntax error',
    )
    expect(database.dump()).toBe(before)
  })
})
