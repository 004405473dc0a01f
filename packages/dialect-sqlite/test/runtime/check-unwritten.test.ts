import type { Op } from '@ads/migrate-core'
import { describeDrift } from '@ads/migrate-core/operations'
import { type AnyColumn, defineSchema, integer, sql, table, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { chain, type TestDatabase, testDatabase } from './database.js'

const history = chain((op: Op) => {
  op.createTable('users', { id: integer().primaryKey(), name: text() })
  op.createTable('others', { id: integer().primaryKey() })
})

const modelsWith = (name: AnyColumn) =>
  defineSchema({
    users: table('users', { id: integer().primaryKey(), name }),
    others: table('others', { id: integer().primaryKey() }),
  })

/** The same difference, as a model and as a table that somebody changed by hand. */
const differences: readonly (readonly [string, AnyColumn, string, readonly string[]])[] = [
  ['nullability', text().notNull(), 'name TEXT NOT NULL', ['alterColumn']],
  ['a default', text().default('x'), "name TEXT DEFAULT 'x'", ['alterColumn']],
  ['type affinity', integer(), 'name INTEGER', ['alterColumn']],
  ['a unique constraint', text().unique(), 'name TEXT UNIQUE', ['addConstraint']],
  ['a check constraint', text().check(sql`name <> ''`), "name TEXT CHECK (name <> '')", ['addConstraint']],
  [
    'a foreign key',
    integer().references('others.id'),
    'name INTEGER REFERENCES others (id)',
    ['alterColumn', 'addConstraint'],
  ],
  ['a collation', text().collate('NOCASE'), 'name TEXT COLLATE NOCASE', ['alterColumn']],
]

const backwards: Readonly<Record<string, string>> = { addConstraint: 'dropConstraint', alterColumn: 'alterColumn' }

const replaceUsers = ({ file }: TestDatabase, column: string): void => {
  const db = new Database(file)
  db.exec(`DROP TABLE users; CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, ${column})`)
  db.close()
}

describe('check', () => {
  it('finds nothing where models, history and database agree', async () => {
    const database = testDatabase()
    const migrator = database.migrator(history, { schema: modelsWith(text()) })
    await migrator.upgrade()
    replaceUsers(database, 'name TEXT')
    expect(await migrator.check()).toEqual({
      upToDate: true,
      operations: [],
      questions: [],
      pending: [],
      drift: [],
      integrity: [],
      unwritten: [],
      notes: [],
    })
  })

  it.each(differences)('reports a table whose models differ from the history in %s', async (_, column, _sql, kinds) => {
    const migrator = testDatabase().migrator(history, { schema: modelsWith(column) })
    const found = { upToDate: false, operations: kinds.map((kind) => ({ kind })), unwritten: [] }
    expect(await migrator.check({ offline: true })).toMatchObject(found)
    await migrator.upgrade()
    expect(await migrator.check()).toMatchObject({ ...found, pending: [], drift: [] })
  })

  it('tells what the next revision would ask', async () => {
    const migrator = testDatabase().migrator(history, { schema: modelsWith(text().notNull()) })
    expect(await migrator.check({ offline: true })).toMatchObject({
      questions: [{ kind: 'fill', table: 'users', column: 'name', reason: 'not null' }],
    })
  })

  it.each(differences)('reports a table that differs from its history in %s', async (_, column, changed, kinds) => {
    const database = testDatabase()
    const migrator = database.migrator(history)
    await migrator.upgrade()
    replaceUsers(database, changed)
    const drift = kinds.map((kind) => backwards[kind]!)
    const found = await migrator.check()
    expect(found).toMatchObject({ upToDate: false, unwritten: [] })
    expect(found.drift.map(({ kind }) => kind).sort()).toEqual(drift.sort())
    // Models that say the same as the database still differ from the history.
    const both = database.migrator(history, { schema: modelsWith(column) })
    expect((await both.check()).operations.map(({ kind }) => kind)).toEqual(kinds)
  })

  it('says in words what a database has that no revision made', async () => {
    const database = testDatabase()
    const migrator = database.migrator(history)
    await migrator.upgrade()
    const db = new Database(database.file)
    db.exec(`CREATE INDEX ix_a ON users (name); CREATE TABLE surplus (a); CREATE VIEW seen AS SELECT 1 AS one;
      CREATE TRIGGER ours AFTER DELETE ON users BEGIN SELECT 1; END;
      CREATE TRIGGER theirs AFTER DELETE ON surplus BEGIN SELECT 1; END`)
    db.close()
    expect(describeDrift((await migrator.check()).drift)).toEqual([
      'the database has a trigger ours that no revision made',
      'the database has an index ix_a that no revision made',
    ])
  })
})

describe('a column that is excluded', () => {
  const without = {
    includeObject: ({ kind, name }: { kind: string; name: string }) => kind !== 'column' || name !== 'legacy',
  }

  it.each([
    ['by itself', 'legacy TEXT NOT NULL'],
    ['with a unique constraint', 'legacy TEXT UNIQUE'],
    ['with a constraint over it and another', 'legacy TEXT, UNIQUE (name, legacy)'],
    ['with a check', "legacy TEXT CHECK (legacy <> '')"],
    ['with a foreign key', 'legacy INTEGER REFERENCES others (id)'],
    ['with an index', 'legacy TEXT); CREATE INDEX by_legacy ON users (legacy'],
  ])('%s takes what names it along', async (_, column) => {
    const database = testDatabase()
    await database.migrator(history).upgrade()
    replaceUsers(database, `name TEXT, ${column}`)
    const options = { schema: modelsWith(text()) }
    expect(await database.migrator(history, { ...options, ...without }).check()).toMatchObject({
      upToDate: true,
      drift: [],
      unwritten: [],
    })
    expect(await database.migrator(history, options).check()).toMatchObject({ upToDate: false })
  })
})
