import { join } from 'node:path'
import type { Op } from '@ads/migrate-core'
import { integer, sql, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { connect } from '../../src/open.js'
import { databaseWith, migratorFor, revise, rowsOf, sourceOf } from '../conservation/revise.js'
import { temporaryFolder } from '../temporary-folder.js'

const isSound = (db: Database.Database): void => expect(db.pragma('integrity_check', { simple: true })).toBe('ok')

describe('a schema edit', () => {
  it('keeps every byte of the text but those that the operation is about', async () => {
    const db = databaseWith(`CREATE TABLE t ( -- the table
      a  INT  /* why */ NOT NULL,	[b b] 'odd type', -- about b
      CONSTRAINT c CHECK (a > 0) -- last
    )`)
    await revise(db, (op) => op.alterColumn('t', 'a', { nullable: true }))
    expect(sourceOf(db, 't')).toBe(`CREATE TABLE t ( -- the table
      a  INT  /* why */,	[b b] 'odd type', -- about b
      CONSTRAINT c CHECK (a > 0) -- last
    )`)
    isSound(db)
  })

  it('holds at once, for this connection and for others that have the old schema', async () => {
    const folder = temporaryFolder()
    const other = new Database(join(folder, 'x.db'))
    other.exec('CREATE TABLE t (a INT NOT NULL); INSERT INTO t VALUES (1)')
    const insert = other.prepare('INSERT INTO t VALUES (NULL)')
    expect(() => insert.run()).toThrow(/NOT NULL/)
    const upgrade = (op: Op) => {
      op.alterColumn('t', 'a', { nullable: true })
      op.execute('INSERT INTO t VALUES (NULL)')
    }
    await (await migratorFor({ url: 'sqlite:x.db', folder }, upgrade)).upgrade()
    insert.run()
    expect(rowsOf(other, 'SELECT a FROM t')).toEqual([[1], [null], [null]])
    other.close()
  })

  it('is taken back with everything around it, and lets nobody write to the schema afterwards', async () => {
    const db = databaseWith('CREATE TABLE t (a INT NOT NULL)')
    const upgrade = (op: Op): void => {
      op.alterColumn('t', 'a', { nullable: true })
      op.execute('SELECT * FROM nowhere')
    }
    // The log would say that it failed.
    const migrator = await migratorFor({ connection: db }, upgrade, { with: { log: false } })
    const bytes = db.serialize()
    await expect(migrator.upgrade()).rejects.toThrow(/nowhere/)
    expect(db.serialize().equals(bytes)).toBe(true)
    db.pragma('writable_schema = ON')
    expect(() => db.exec("UPDATE sqlite_schema SET sql = ''")).toThrow(/may not be modified/)
  })

  it('of a text that SQLite does not take fails before it is committed, and the table is there again', async () => {
    const folder = temporaryFolder()
    const connection = await connect({ url: 'sqlite:x.db', folder }, 'create')
    await connection.execute('CREATE TABLE t (a)')
    await connection.begin()
    await connection.execute('PRAGMA writable_schema = ON')
    await connection.execute("UPDATE main.sqlite_schema SET sql = 'CREATE TABLE t (a' WHERE name = 't'")
    await connection.execute('PRAGMA writable_schema = RESET')
    await expect(connection.execute('SELECT * FROM t')).rejects.toThrow(/malformed/)
    await connection.rollback()
    expect((await connection.execute('SELECT * FROM t')).rows).toEqual([])
    await connection.execute('PRAGMA writable_schema = ON')
    await connection.rollback()
    await expect(connection.execute("UPDATE main.sqlite_schema SET sql = ''")).rejects.toThrow(/may not be modified/)
    await connection.close()
  })
})

describe('rows from before their column', () => {
  const shortRows = 'CREATE TABLE t (a INT); INSERT INTO t VALUES (1); ALTER TABLE t ADD COLUMN b INT DEFAULT 5;'

  it.each<[string, number | string | null]>([
    ['another default', 7],
    ['no default', null],
    ['a computed default', 'sql'],
  ])('go on reading what they read under %s', async (_, value) => {
    const db = databaseWith(`${shortRows} INSERT INTO t VALUES (2, 6)`)
    await revise(db, (op) => op.alterColumn('t', 'b', { default: value === 'sql' ? sql`1 + 1` : (value as number) }))
    expect(rowsOf(db, 'SELECT a, b FROM t')).toEqual([
      [1, 5],
      [2, 6],
    ])
    isSound(db)
  })

  it('that have no default read NULL, also when there comes to be one', async () => {
    const db = databaseWith('CREATE TABLE t (a); INSERT INTO t VALUES (1); ALTER TABLE t ADD COLUMN b TEXT')
    await revise(db, (op) => op.alterColumn('t', 'b', { default: 'new' }))
    expect(rowsOf(db, 'SELECT a, b FROM t')).toEqual([[1, null]])
  })

  it('are no reason to copy a table that has none of them', async () => {
    const db = databaseWith('CREATE TABLE t (a INT DEFAULT 5); INSERT INTO t VALUES (5), (6)')
    const rootpage = rowsOf(db, "SELECT rootpage FROM sqlite_schema WHERE name = 't'")
    await revise(db, (op) => op.alterColumn('t', 'a', { default: 7 }))
    expect(rowsOf(db, "SELECT rootpage FROM sqlite_schema WHERE name = 't'")).toEqual(rootpage)
    expect(sourceOf(db, 't')).toBe('CREATE TABLE t (a INT DEFAULT 7)')
  })
})

describe('what SQLite does wrong by itself is done right', () => {
  it('a CHECK lets rows through for which it is NULL', async () => {
    const db = databaseWith('CREATE TABLE t (a INT); INSERT INTO t VALUES (NULL), (1)')
    await revise(db, (op) => op.createCheckConstraint('positive', 't', sql`a > 0`))
    expect(() => db.exec('INSERT INTO t VALUES (-1)')).toThrow(/positive/)
  })

  it('NOT NULL goes, and NOT DEFERRABLE stays', async () => {
    const text = 'CREATE TABLE t (a INT REFERENCES t NOT DEFERRABLE INITIALLY DEFERRED NOT NULL)'
    const db = databaseWith(text)
    await revise(db, (op) => op.alterColumn('t', 'a', { nullable: true }))
    expect(sourceOf(db, 't')).toBe('CREATE TABLE t (a INT REFERENCES t NOT DEFERRABLE INITIALLY DEFERRED)')
  })

  it('NOT NULL that is said twice goes twice', async () => {
    const db = databaseWith('CREATE TABLE t (a INT NOT NULL NOT NULL)')
    await revise(db, (op) => op.alterColumn('t', 'a', { nullable: true }))
    db.exec('INSERT INTO t VALUES (NULL)')
  })

  it('a name that two constraints have is refused, where SQLite would drop the first', async () => {
    const text = 'CREATE TABLE t (a INT CONSTRAINT c CHECK (a > 0), b INT CONSTRAINT c CHECK (b > 0))'
    const db = databaseWith(text)
    await expect(revise(db, (op) => op.dropConstraint('c', 't'))).rejects.toThrow(/2 constraints/)
    expect(sourceOf(db, 't')).toBe(text)
  })

  it('a foreign key goes with all that is said about its deferral', async () => {
    const db = databaseWith('CREATE TABLE t (a INT CONSTRAINT f REFERENCES t NOT DEFERRABLE INITIALLY DEFERRED, b)')
    await revise(db, (op) => op.dropConstraint('f', 't'))
    expect(sourceOf(db, 't')).toBe('CREATE TABLE t (a INT, b)')
  })

  it('comments beside a dropped column stay', async () => {
    const db = databaseWith(`CREATE TABLE t (
      a INT, -- about a
      b INT, -- about b
      c INT -- about c
    )`)
    await revise(db, (op) => op.dropColumn('t', 'b'))
    expect(sourceOf(db, 't')).toBe(`CREATE TABLE t (
      a INT, -- about a
      c INT -- about c
    )`)
    isSound(db)
  })
})

it('a key that becomes the rowid leaves no index behind', async () => {
  const db = databaseWith('CREATE TABLE t (a INT PRIMARY KEY, b); INSERT INTO t VALUES (5, 1), (3, 2)')
  await revise(db, (op) => op.alterColumn('t', 'a', { type: integer() }))
  expect(sourceOf(db, 't')).toBe('CREATE TABLE t (a INTEGER PRIMARY KEY, b)')
  expect(rowsOf(db, 'SELECT rowid, a, b FROM t')).toEqual([
    [3, 3, 2],
    [5, 5, 1],
  ])
  isSound(db)
})

it('indexes are sorted again under another collation', async () => {
  const db = databaseWith(
    "CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a); INSERT INTO t VALUES ('b'), ('A'), ('a'), ('B')",
  )
  await revise(db, (op) => op.alterColumn('t', 'a', { collate: 'NOCASE' }))
  expect(rowsOf(db, "SELECT count(*) FROM t INDEXED BY i WHERE a = 'A'")).toEqual([[2]])
  isSound(db)
})

it('an edit and SQLite’s own statements go together in one batch', async () => {
  const db = databaseWith('CREATE TABLE t (a INT NOT NULL, b INT CHECK (b > 0), c INT); INSERT INTO t VALUES (1, 1, 1)')
  await revise(db, (op) =>
    op.batchAlterTable('t', (t) => {
      t.dropConstraint({ check: sql`b > 0` })
      t.dropColumn('b')
      t.renameColumn('c', 'd')
      t.addColumn('e', text().default('x'))
      t.alterColumn('a', { nullable: true })
    }),
  )
  expect(sourceOf(db, 't')).toBe(`CREATE TABLE t (a INT, d INT, "e" TEXT DEFAULT 'x')`)
  expect(rowsOf(db, 'SELECT * FROM t')).toEqual([[1, 1, 'x']])
  isSound(db)
})
