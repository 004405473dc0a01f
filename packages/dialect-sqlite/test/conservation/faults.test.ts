import { join } from 'node:path'
import type { Connection, Op } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqliteConnecting } from '../runtime/changed-dialect.js'
import { temporaryFolder } from '../temporary-folder.js'
import { databaseWith, migratorFor, revise, rowsOf } from './revise.js'
import { type Snapshot, takeSnapshot } from './snapshot.js'

const setup = `PRAGMA page_size = 512; CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1), (2);
  CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT, b TEXT, p_id INT REFERENCES p (id));
  CREATE TABLE c (t_id INT REFERENCES t (id) ON DELETE CASCADE);
  CREATE TABLE log (x);
  CREATE INDEX ia ON t (a DESC) WHERE b IS NOT NULL;
  CREATE VIEW v AS SELECT a, b FROM t;
  CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
    INSERT INTO t (a, b, p_id) SELECT i, printf('row %d', i), 1 FROM n;
  INSERT INTO c SELECT id FROM t;`

/** Native changes, a recreation, and changes after it. */
const upgrade = (op: Op): void => {
  op.addColumn('log', 'note', text())
  op.batchAlterTable(
    't',
    (t) => {
      t.addColumn('n', integer().notNull().default(3))
      t.alterColumn('b', { nullable: false })
    },
    { recreate: 'always' },
  )
  op.createIndex('ib', 't', ['b'])
  op.renameColumn('t', 'n', 'amount')
}

/** The causes of an error, itself first. */
const causes = (error: unknown): unknown[] => (error instanceof Error ? [error, ...causes(error.cause)] : [])

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

interface State extends Snapshot {
  readonly versions: unknown
}

const stateOf = (db: Database.Database): State => ({
  ...takeSnapshot(db),
  versions: rowsOf(db, 'SELECT * FROM alembic_version'),
})

/** The states before and after the revision. */
const ends = async (): Promise<{ readonly before: State; readonly after: State }> => {
  const db = databaseWith(setup)
  const migrator = await migratorFor({ connection: db }, upgrade)
  const before = stateOf(db)
  await migrator.upgrade()
  return { before, after: stateOf(db) }
}

describe('a failure', () => {
  it.each(['before', 'after'] as const)(
    'at any statement (%s it was run) leaves the database as it was, and is the error that is told',
    { timeout: 120_000 },
    async (moment) => {
      const { before, after } = await ends()
      let told = 0
      for (let at = 0; ; at++) {
        const db = databaseWith(setup)
        const injected = new Error(`injected at ${at}`)
        let call = 0
        let commits = false
        const failing =
          <A extends unknown[], R>(work: (...args: A) => Promise<R>, name: string) =>
          async (...args: A): Promise<R> => {
            const mine = call++ === at
            if (mine && moment === 'before') throw injected
            const result = await work(...args)
            if (!mine) return result
            commits = name === 'commit'
            throw injected
          }
        const dialect = sqliteConnecting((connection: Connection, access) =>
          access === 'read'
            ? {}
            : {
                execute: failing(connection.execute.bind(connection), 'execute'),
                begin: failing(connection.begin.bind(connection), 'begin'),
                commit: failing(connection.commit.bind(connection), 'commit'),
              },
        )
        const migrator = await migratorFor({ connection: db }, upgrade, { dialect })
        const error = await failure(migrator.upgrade())
        const state = stateOf(db)
        if (error === null) {
          expect(state).toEqual(after)
          // What follows the commit is putting settings back, which the handle's own release does as well.
          if (call <= at) break
          continue
        }
        told++
        expect(causes(error), `statement ${at}`).toContain(injected)
        expect(state, `statement ${at}`).toEqual(commits ? after : before)
        expect(db.inTransaction).toBe(false)
      }
      console.log(`failed ${moment} each of ${told} calls`)
      expect(told).toBeGreaterThan(20)
    },
  )

  it('of the disk at any size leaves the database as it was, and says that it is full', {
    timeout: 60_000,
  }, async () => {
    const { before, after } = await ends()
    let full = 0
    for (let pages = 0; ; pages++) {
      const db = databaseWith(setup)
      const migrator = await migratorFor({ connection: db }, upgrade)
      db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + pages}`)
      const error = await failure(migrator.upgrade())
      if (error === null) {
        expect(stateOf(db)).toEqual(after)
        break
      }
      full++
      expect(String((error as Error).message)).toMatch(/full/)
      expect(stateOf(db)).toEqual(before)
      expect(db.inTransaction).toBe(false)
    }
    expect(full).toBeGreaterThan(3)
  })

  it.each([
    ['RAISE(ROLLBACK)', "INSERT INTO log (x) VALUES ('over')"],
    ['ON CONFLICT ROLLBACK', 'INSERT OR ROLLBACK INTO p VALUES (1)'],
    ['COMMIT', 'COMMIT'],
    ['a COMMIT behind other words', 'SELECT 1; /* quietly */ COMMIT'],
    ['END', 'END TRANSACTION'],
    ['ROLLBACK', 'ROLLBACK'],
  ])('of a transaction that %s ends leaves the database as it was; nothing runs after it', async (_, sql) => {
    for (const place of ['before', 'behind']) {
      const db = databaseWith(`${setup}
        DROP TABLE c;
        CREATE TRIGGER over BEFORE INSERT ON log WHEN new.x = 'over' BEGIN SELECT RAISE(ROLLBACK, 'it is over'); END;`)
      const migrator = await migratorFor({ connection: db }, (op) => {
        if (place === 'before') op.execute(sql)
        op.batchAlterTable('log', (log) => log.addColumn('n', integer()), { recreate: 'always' })
        if (place === 'behind') op.execute(sql)
        op.createIndex('il', 'log', ['x'])
      })
      const before = stateOf(db)
      const error = await failure(migrator.upgrade())
      expect(error, `${sql} ${place}`).toBeInstanceOf(Error)
      expect((error as Error).message).not.toContain('no transaction is active')
      expect(stateOf(db), `${sql} ${place}`).toEqual(before)
      expect(db.inTransaction).toBe(false)
    }
  })
})

describe('a reader that holds COMMIT back', () => {
  const file = (): string => {
    const path = join(temporaryFolder(), 'read.db')
    const db = new Database(path)
    db.exec(setup)
    db.close()
    return path
  }
  const open = (path: string): Database.Database => {
    const db = new Database(path)
    onTestFinished(() => void db.close())
    return db
  }

  it('is waited for, and the revision is applied once', async () => {
    const path = file()
    const reader = open(path)
    const migrator = await migratorFor({ url: `sqlite:${path}` }, upgrade)
    reader.exec('BEGIN; SELECT * FROM t')
    reader.prepare('SELECT count(*) FROM t').get()
    const release = setTimeout(() => reader.exec('COMMIT'), 700)
    const started = performance.now()
    await migrator.upgrade()
    clearTimeout(release)
    expect(performance.now() - started).toBeGreaterThan(500)
    const { after } = await ends()
    expect(withoutSettings(stateOf(open(path)))).toEqual(withoutSettings(after))
  })

  it('and never lets go makes the revision fail whole', { timeout: 30_000 }, async () => {
    const path = file()
    const reader = open(path)
    const migrator = await migratorFor({ url: `sqlite:${path}` }, upgrade, { lockTimeout: 1000 })
    const before = stateOf(reader)
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM t').get()
    await expect(migrator.upgrade()).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' })
    reader.exec('COMMIT')
    expect(stateOf(reader)).toEqual(before)
    await migrator.upgrade()
    expect(withoutSettings(stateOf(reader)).versions).toEqual([['r2']])
  })
})

const withoutSettings = ({ settings: _, ...state }: State): Omit<State, 'settings'> => state

it('the revision of these tests recreates its table and keeps its rows', async () => {
  const db = databaseWith(setup)
  await revise(db, upgrade)
  expect(rowsOf(db, 'SELECT count(*), sum(amount), count(DISTINCT b) FROM t')).toEqual([[200, 600, 200]])
  expect(rowsOf(db, 'SELECT count(*) FROM c')).toEqual([[200]])
})
