import type { Op } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { sqliteConnecting } from './changed-dialect.js'
import { chain, testDatabase } from './database.js'

const users = (op: Op): void => {
  op.createTable('users', { id: integer().primaryKey(), name: text() })
  op.execute("INSERT INTO users VALUES (1, 'ada')")
  op.execute("CREATE TRIGGER guard BEFORE UPDATE ON users BEGIN SELECT RAISE(ROLLBACK, 'not to be changed'); END")
}

/** SQLite, with the statements that its connections were given to execute. */
const traced = () => {
  const statements: string[] = []
  const dialect = sqliteConnecting((connection) => {
    const execute = connection.execute.bind(connection)
    return {
      execute(sql, parameters) {
        statements.push(sql)
        return execute(sql, parameters)
      },
    }
  })
  return { dialect, statements }
}

/** Many rows, for which there is no room. */
const tooMuch = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
  INSERT INTO users (id, name) SELECT i + 10, printf('%01000d', i) FROM n`

const causes: readonly (readonly [what: string, end: (op: Op) => void, message: RegExp])[] = [
  ['a disk that is full', (op) => op.execute(tooMuch), /database or disk is full/],
  [
    'ON CONFLICT ROLLBACK',
    (op) => op.execute("INSERT OR ROLLBACK INTO users (id, name) VALUES (1, 'bob')"),
    /UNIQUE constraint failed: users\.id/,
  ],
  ['RAISE(ROLLBACK) of a trigger', (op) => op.execute("UPDATE users SET name = 'x'"), /not to be changed/],
  ['COMMIT in the SQL', (op) => op.execute('INSERT INTO users (id) VALUES (7); COMMIT'), /COMMIT/],
  ['ROLLBACK in the SQL', (op) => op.execute('ROLLBACK'), /ROLLBACK/],
  ['COMMIT in a data step', (op) => op.run('commit', async (db) => void (await sql`COMMIT`.execute(db))), /COMMIT/],
  [
    'ON CONFLICT ROLLBACK in a data step that goes on',
    (op) =>
      op.run('insert', async (db) => {
        await sql`INSERT OR ROLLBACK INTO users (id, name) VALUES (1, 'bob')`.execute(db).catch(() => {})
        await sql`INSERT INTO users (id) VALUES (8)`.execute(db).catch(() => {})
      }),
    /UNIQUE constraint failed: users\.id/,
  ],
]

describe('a transaction that is ended under a revision', () => {
  it.each(causes)(
    'by %s: nothing is run behind it, all is as before, and the cause is what is told',
    async (_, end, message) => {
      const database = testDatabase()
      const { dialect, statements } = traced()
      const connection = new Database(database.file)
      await database.migrator(chain(users), { connection }).upgrade()
      connection.pragma(`max_page_count = ${(connection.pragma('page_count', { simple: true }) as number) + 20}`)
      const before = database.dump()
      const ending = (op: Op) => {
        op.addColumn('users', 'age', integer())
        end(op)
        op.execute('CREATE TABLE never (n)')
      }
      const error: Error = await database
        .migrator(chain(users, ending), { connection, dialect })
        .upgrade()
        .then(
          () => expect.unreachable('it was to fail'),
          (error) => error,
        )
      expect(error.message).toMatch(message)
      expect(error.message).not.toMatch(/no transaction is active/)
      expect(statements.some((statement) => statement.includes('never'))).toBe(false)
      expect(database.dump()).toBe(before)
      connection.close()
    },
  )
})

describe('a lock that another has at BEGIN and at COMMIT', () => {
  it.each(['delete', 'wal'])(
    'is waited for: both are tried again, and the revision is done once (%s)',
    async (mode) => {
      const database = testDatabase()
      await database.migrator(chain(users)).upgrade()
      const other = new Database(database.file)
      other.pragma(`journal_mode = ${mode}`)
      other.exec('BEGIN IMMEDIATE')
      const tries = { begin: 0, commit: 0 }
      const inner = Database.prototype.exec
      let runs = 0
      try {
        // First the other one writes, then it reads, which holds a commit back, but for WAL: each until it was in the way.
        Database.prototype.exec = function (text) {
          if (this !== other && /^BEGIN IMMEDIATE/.test(text) && ++tries.begin === 3) {
            other.exec('COMMIT; BEGIN')
            other.prepare('SELECT count(*) FROM users').get()
          }
          if (this !== other && /^COMMIT/.test(text) && ++tries.commit === 3) other.close()
          return inner.call(this, text)
        }
        const counted = (op: Op) =>
          op.run('count', async (db) => {
            runs++
            await db.insertInto('users').values({ name: 'eve' }).execute()
          })
        await database.migrator(chain(users, counted), { lockTimeout: 20_000 }).upgrade()
      } finally {
        Database.prototype.exec = inner
      }
      other.close()
      expect(runs).toBe(1)
      expect(database.query("SELECT count(*) AS n FROM users WHERE name = 'eve'")).toEqual([{ n: 1 }])
      expect(tries.begin).toBeGreaterThan(1)
      if (mode === 'delete') expect(tries.commit).toBeGreaterThan(1)
      else expect(tries.commit).toBe(1)
    },
  )
})
