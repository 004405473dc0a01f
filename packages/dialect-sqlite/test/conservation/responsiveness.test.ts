import { join } from 'node:path'
import type { Connection, Dialect, MigrationEvent, Op } from '@ads/migrate-core'
import { text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { sqliteConnecting } from '../runtime/changed-dialect.js'
import { temporaryFolder } from '../temporary-folder.js'
import { migratorFor } from './revise.js'
import { takeSnapshot } from './snapshot.js'

const long = process.env.LONG !== undefined
const rows = long ? 1_000_000 : 300_000
const wait = long ? 10_000 : 3_000

const makeFile = (): string => {
  const path = join(temporaryFolder(), 'big.db')
  using(path, (db) =>
    db.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b TEXT, c REAL); CREATE TABLE c (t_id INT REFERENCES t ON DELETE CASCADE);
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
        INSERT INTO t SELECT i, i % 97, printf('row number %d of a table that is long', i), i / 7.0 FROM n;
      INSERT INTO c SELECT id FROM t WHERE id % 1000 = 0`),
  )
  return path
}

const using = <T>(path: string, use: (db: Database.Database) => T): T => {
  const db = new Database(path)
  try {
    return use(db)
  } finally {
    db.close()
  }
}

const upgrade = (op: Op): void =>
  op.batchAlterTable('t', (t) => t.addColumn('n', text(), { before: 'a' }), { recreate: 'always' })

/** How late a timer of 100 ms came, at the worst; time that `apart` covers does not count. */
const watch = (): { readonly apart: <T>(work: () => Promise<T>) => Promise<T>; readonly stop: () => number } => {
  let last = performance.now()
  let worst = 0
  const timer = setInterval(() => {
    const now = performance.now()
    worst = Math.max(worst, now - last - 100)
    last = now
  }, 100)
  return {
    apart: async (work) => {
      try {
        return await work()
      } finally {
        last = performance.now()
      }
    },
    stop: () => {
      clearInterval(timer)
      return Math.max(worst, performance.now() - last - 100)
    },
  }
}

const committingApart = (apart: <T>(work: () => Promise<T>) => Promise<T>): Dialect =>
  sqliteConnecting((connection: Connection) => {
    const commit = connection.commit.bind(connection)
    return { commit: () => apart(commit) }
  })

/** The machine may be late for a moment, whatever is run on it; what holds the event loop up does so each time. */
const retry = 2

it(`a timer is never late by more than 300 ms while ${rows} rows are copied`, { timeout: 300_000, retry }, async () => {
  const path = makeFile()
  const watching = watch()
  const events: MigrationEvent[] = []
  const migrator = await migratorFor({ url: `sqlite:${path}` }, upgrade, {
    dialect: committingApart(watching.apart),
    onEvent: (event) => events.push(event),
  })
  const started = performance.now()
  await migrator.upgrade()
  const took = performance.now() - started
  const late = watching.stop()
  const progress = events.filter(({ kind }) => kind === 'progress')
  console.log(
    `${rows} rows in ${Math.round(took)} ms, a timer late by ${Math.round(late)} ms, ${progress.length} reports`,
  )
  expect(late).toBeLessThanOrEqual(300)
  expect(progress.at(-1)).toMatchObject({ done: rows, total: rows })
  expect(using(path, (db) => db.prepare('SELECT count(*), count(n) FROM t').raw().get())).toEqual([rows, 0])
  expect(using(path, (db) => db.prepare('SELECT count(*) FROM c').pluck().get())).toBe(rows / 1000)
})

it(`a timer is never late by more than 300 ms while the lock is waited for (${wait} ms)`, {
  timeout: 60_000,
  retry,
}, async () => {
  const path = join(temporaryFolder(), 'locked.db')
  using(path, (db) => db.exec('CREATE TABLE t (a INT)'))
  const migrator = await migratorFor({ url: `sqlite:${path}` }, upgrade)
  const holder = new Database(path)
  holder.exec('BEGIN IMMEDIATE')
  setTimeout(() => holder.exec('COMMIT'), wait)
  const watching = watch()
  const started = performance.now()
  await migrator.upgrade()
  expect(performance.now() - started).toBeGreaterThanOrEqual(wait - 50)
  expect(watching.stop()).toBeLessThanOrEqual(300)
  holder.close()
})

it('an aborted signal rolls a copy back within a second', { timeout: 120_000, retry }, async () => {
  const path = makeFile()
  const stopping = new AbortController()
  let aborted = 0
  const migrator = await migratorFor({ url: `sqlite:${path}` }, upgrade, {
    signal: stopping.signal,
    onEvent: (event) => {
      if (event.kind !== 'progress' || aborted > 0 || event.done < rows / 3) return
      aborted = performance.now()
      stopping.abort()
    },
  })
  const before = using(path, (db) => takeSnapshot(db).objects)
  await expect(migrator.upgrade()).rejects.toMatchObject({ code: 'INTERRUPTED' })
  expect(aborted).toBeGreaterThan(0)
  expect(performance.now() - aborted).toBeLessThan(1000)
  expect(using(path, (db) => takeSnapshot(db).objects)).toEqual(before)
  expect(using(path, (db) => db.prepare('SELECT count(*) FROM t').pluck().get())).toBe(rows)
})
