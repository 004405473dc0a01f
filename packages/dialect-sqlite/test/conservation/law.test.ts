import type Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectConserved } from './law.js'
import { changesOf } from './random-change.js'
import { type DatabasePlan, databasePlan, describeDatabase, makeDatabase } from './random-database.js'
import { takeSnapshot } from './snapshot.js'

const plan: DatabasePlan = {
  ...fc.sample(databasePlan(), { seed: 1, numRuns: 1 })[0]!,
  ...{ kind: 'autoincrement', strict: false, constraints: 'inline', generated: 'both', checks: 3, comments: true },
  ...{ self: true, mutual: false, indexes: 31, triggers: 7, views: 2, orphans: false, spareNotNull: false },
  ...{ spareCollate: true, spareDefault: true, shortRows: true },
  rows: Array.from({ length: 6 }, (_, i) => Array.from({ length: 12 }, (_, k) => i * 12 + k)),
}
const random = describeDatabase(plan)
const q = (role: Parameters<typeof random.name>[0]): string => `"${random.name(role).replaceAll('"', '""')}"`

const rewrite = (db: Database.Database, type: string, change: (sql: string) => string): void => {
  db.unsafeMode(true)
  db.pragma('writable_schema = ON')
  db.function('changed', { deterministic: true }, (sql) => change(String(sql)))
  db.prepare('UPDATE sqlite_schema SET sql = changed(sql) WHERE type = ? AND tbl_name = ? AND sql IS NOT NULL').run(
    type,
    random.name('table'),
  )
  db.pragma('writable_schema = RESET')
  db.unsafeMode(false)
}

const run = (sql: string) => (db: Database.Database) => void db.exec(sql)

test.each<[string, (db: Database.Database) => void]>([
  ['a trigger', run('DROP TRIGGER tr_after')],
  [
    'the order of triggers',
    (db) => {
      const sql = db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'tr_after'").pluck().get() as string
      db.exec(`DROP TRIGGER tr_after; ${sql}`)
    },
  ],
  ['a view', run(`DROP VIEW ${q('outerView')}`)],
  ['an index', run('DROP INDEX ix_partial')],
  ['DESC of an index', (db) => rewrite(db, 'index', (sql) => sql.replace(' DESC', ''))],
  ['a comment', (db) => rewrite(db, 'table', (sql) => sql.replace('/* kept, (always) */', ''))],
  ['a CHECK', (db) => rewrite(db, 'table', (sql) => sql.replace(/,(\s*--[^\n]*\n)?\s*CHECK \(.*1e9.*\)/, ''))],
  ['a default', (db) => rewrite(db, 'table', (sql) => sql.replace("DEFAULT 'w,)'", ''))],
  ['a collation', (db) => rewrite(db, 'table', (sql) => sql.replace('COLLATE NOCASE', ''))],
  ['the mark of AUTOINCREMENT', run('UPDATE sqlite_sequence SET seq = 6')],
  ['rows of a child', run(`DELETE FROM ${q('grandchild')}`)],
  ['a reference of a child', run(`UPDATE ${q('child')} SET owner = NULL`)],
  ['a row', run(`DELETE FROM ${q('table')} WHERE rowid = (SELECT min(rowid) FROM ${q('table')})`)],
  ['the storage class of a value', run(`UPDATE ${q('table')} SET ${q('word')} = CAST(${q('word')} AS BLOB)`)],
  ['a setting', run('PRAGMA foreign_keys = OFF')],
  [
    'a reference that fits',
    (db) => {
      db.exec(`PRAGMA foreign_keys = OFF; INSERT INTO ${q('grandchild')} VALUES (4711); PRAGMA foreign_keys = ON`)
    },
  ],
])('the law sees when %s is lost', (_, damage) => {
  const db = makeDatabase(random)
  const before = takeSnapshot(db)
  expectConserved(random, [], before, takeSnapshot(db))
  damage(db)
  expect(() => expectConserved(random, [], before, takeSnapshot(db))).toThrow()
  db.close()
})

test('the law accepts no change that did not happen', () => {
  const db = makeDatabase(random)
  const before = takeSnapshot(db)
  const unseen = changesOf(random).filter((change) => {
    try {
      expectConserved(random, [change], before, before)
      return true
    } catch {
      return false
    }
  })
  expect(unseen.map(({ kind }) => kind)).toEqual([])
  db.close()
})
