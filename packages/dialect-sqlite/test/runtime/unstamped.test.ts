import type { Op, ScriptModule } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sqliteWith } from './changed-dialect.js'
import { chain, type TestDatabase, testDatabase } from './database.js'

const users = (op: Op): void =>
  op.createTable('users', { id: integer().primaryKey(), name: text().notNull(), email: text().unique() })
const posts = (op: Op): void => op.createTable('posts', { id: integer().primaryKey() })

const execute = ({ file }: TestDatabase, sql: string): void => {
  const db = new Database(file)
  db.exec(sql)
  db.close()
}

describe('another migrator that is quicker', () => {
  /** A dialect with which `meanwhile` runs just before its `nth` connection is opened. */
  const before = (nth: number, meanwhile: () => Promise<unknown>) =>
    sqliteWith((sqlite) => {
      let count = 0
      return {
        async connect(address, access) {
          count++
          if (count === nth) await meanwhile()
          return sqlite.connect(address, access)
        },
      }
    })

  it.each([
    ['the first of two revisions', 'r1', ['r2']],
    ['both revisions', 'r2', []],
  ])(
    'and commits %s after the rows were read does not have its tables taken for unstamped',
    async (_, target, left) => {
      const database = testDatabase()
      const other = database.migrator(chain(users, posts))
      const dialect = before(2, () => other.upgrade(target))
      const { steps, heads } = await database.migrator(chain(users, posts), { dialect }).upgrade()
      expect(steps.map(({ revision }) => revision)).toEqual(left)
      expect(heads).toEqual(['r2'])
    },
  )

  it('and commits between the look at the rows and the look at the tables is not half seen', async () => {
    const database = testDatabase()
    // A reader keeps a writer from committing in the other modes.
    execute(database, 'PRAGMA journal_mode = WAL; CREATE TABLE of_another_program (id INTEGER)')
    const other = database.migrator(chain(users))
    let looks = 0
    const dialect = sqliteWith((sqlite) => ({
      async introspect(connection, options) {
        // The rows were read before the first look at everything.
        if (options?.only === undefined && looks++ === 0) await other.upgrade()
        return sqlite.introspect(connection, options)
      },
    }))
    expect(await database.migrator(chain(users), { dialect }).upgrade()).toEqual({
      steps: [],
      heads: ['r1'],
      atHead: ['r1'],
    })
    expect(looks).toBeGreaterThan(0)
  })
})

/** The hint for a database that an upgrade along these revisions refuses. */
const hintFor = async (database: TestDatabase, upgrades: readonly ScriptModule['upgrade'][]): Promise<string> => {
  const error = await database
    .migrator(chain(...upgrades))
    .upgrade()
    .catch((error) => error)
  expect(error).toMatchObject({ code: 'DATABASE_UNSTAMPED' })
  return error.hint
}

const none = 'Its schema equals no revision. Bring it to one by hand, then say which with: migrate stamp REVISION'

const equals = (first: string, ...others: readonly string[]): string => {
  const rest = `(and ${others.join(', ')}, which change no table: stamp one of them if its rows are there)`
  return `Its schema equals revision ${first}${others.length === 0 ? '' : ` ${rest}`}. If it was made before there were migrations, say so with: migrate stamp ${first}`
}

describe('the hint for an unstamped database', () => {
  const kinds = {
    table: (i: number) => (op: Op) => op.createTable(`t${i}`, { id: integer().primaryKey(), name: text() }),
    column: (i: number) => (op: Op) => op.addColumn('users', `c${i}`, text()),
    view: (i: number) => (op: Op) => op.execute(`CREATE VIEW v${i} AS SELECT id FROM users`),
    trigger: (i: number) => (op: Op) => op.execute(`CREATE TRIGGER g${i} AFTER DELETE ON users BEGIN SELECT ${i}; END`),
    rows: (i: number) => (op: Op) => op.execute(`INSERT INTO users (id, name) VALUES (${i}, 'n${i}')`),
    code: () => (op: Op) => op.run('rows', async (db) => void (await db.deleteFrom('users').execute())),
  }
  type Kind = keyof typeof kinds
  const kind = fc.constantFrom(...(Object.keys(kinds) as Kind[]))
  const changesNothing = (kind: Kind | undefined) => kind === 'rows' || kind === 'code'

  it('names the revision that made its objects, and those after it that change no table', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(kind, { maxLength: 6 }), fc.nat(), async (history, seed) => {
        const database = testDatabase()
        const upgrades = [users, ...history.map((kind, i) => kinds[kind](i + 2))]
        let [first, last] = [1 + (seed % upgrades.length), 1 + (seed % upgrades.length)]
        await database.migrator(chain(...upgrades)).upgrade(`r${last}`)
        execute(database, 'DROP TABLE alembic_version')
        // Revision r1 makes the users; what comes after it is `history`.
        while (first > 1 && changesNothing(history[first - 2])) first--
        while (changesNothing(history[last - 1])) last++
        const others = Array.from({ length: last - first }, (_, i) => `r${first + 1 + i}`)
        const before = database.dump()
        expect(await hintFor(database, upgrades)).toBe(equals(`r${first}`, ...others))
        expect(database.dump()).toBe(before)
      }),
      { numRuns: 40 },
    )
  })

  const asMade = 'CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, email TEXT UNIQUE)'

  it('counts a table made by hand as what it says', async () => {
    const database = testDatabase()
    execute(database, asMade)
    expect(await hintFor(database, [users])).toBe(equals('r1'))
  })

  it.each([
    ['in nullability', asMade.replace('name TEXT NOT NULL', 'name TEXT')],
    ['in a type', asMade.replace('name TEXT', 'name INTEGER')],
    ['in a default', asMade.replace('name TEXT NOT NULL', "name TEXT NOT NULL DEFAULT ''")],
    ['by a lacking constraint', asMade.replace(' UNIQUE', '')],
    ['by one constraint more', asMade.replace(')', ", CHECK (name <> ''))")],
    ['in its primary key', asMade.replace(' PRIMARY KEY', '')],
    ['by a lacking column', asMade.replace(', email TEXT UNIQUE', '')],
    ['by one column more', asMade.replace(')', ', age INTEGER)')],
    ['by one index more', `${asMade}; CREATE INDEX users_by_name ON users (name)`],
  ])('says that a table that differs %s equals no revision', async (_, sql) => {
    const database = testDatabase()
    execute(database, sql)
    expect(await hintFor(database, [users])).toBe(none)
  })

  const view = 'CREATE VIEW names AS SELECT name FROM users'
  const trigger = "CREATE TRIGGER keep BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'no'); END"

  it.each([
    ['view', view, view.replace('name FROM', 'id FROM')],
    ['trigger', trigger, trigger.replace('BEFORE', 'AFTER')],
  ])('counts a %s: without it, or with another, the database is where it was before it', async (_, made, other) => {
    const history = [users, (op: Op) => op.execute(made)]
    for (const [sql, revision] of [
      [`${asMade}; ${made}`, 'r2'],
      [`${asMade}; ${other}`, 'r1'],
      [asMade, 'r1'],
    ] as const) {
      const database = testDatabase()
      execute(database, sql)
      expect(await hintFor(database, history), sql).toBe(equals(revision))
    }
  })
})
