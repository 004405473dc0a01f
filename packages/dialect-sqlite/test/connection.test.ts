import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SqliteConnection } from '../src/connection.js'
import { connect, openMemory } from '../src/open.js'
import { temporaryFolder } from './temporary-folder.js'

const open = (folder: string) => connect({ url: 'sqlite:x.db', folder }, 'create')

describe('execute', () => {
  it('gives every integer as it is: a number where it is safe, else a bigint', async () => {
    const connection = await openMemory()
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), async (value) => {
        const { rows } = await connection.execute('SELECT ? AS value', [value])
        const plain = Number(value)
        expect(rows).toEqual([{ value: Number.isSafeInteger(plain) ? plain : value }])
      }),
    )
    await connection.close()
  })

  it('gives rows and the number of changed rows', async () => {
    const connection = await openMemory()
    await connection.execute('CREATE TABLE t (a)')
    expect(await connection.execute('INSERT INTO t VALUES (1), (2), (?)', [3])).toEqual({ rows: [], changes: 3 })
    expect(await connection.execute('SELECT a FROM t WHERE a > ?', [1])).toEqual({
      rows: [{ a: 2 }, { a: 3 }],
      changes: 0,
    })
    expect(await connection.execute('UPDATE t SET a = 0 WHERE a > 1 RETURNING a')).toEqual({
      rows: [{ a: 0 }, { a: 0 }],
      changes: 2,
    })
    await connection.close()
  })

  it('keeps the words of SQLite, with its error as the cause', async () => {
    const connection = await openMemory()
    await connection.execute('CREATE TABLE t (a UNIQUE)')
    await connection.execute('INSERT INTO t VALUES (1)')
    await expect(connection.execute('INSERT INTO t VALUES (1)')).rejects.toMatchObject({
      code: 'CONSTRAINT_FAILED',
      message: 'UNIQUE constraint failed: t.a',
      cause: { code: 'SQLITE_CONSTRAINT_UNIQUE' },
    })
    await connection.close()
  })

  it('runs one statement at a time', async () => {
    const connection = await openMemory()
    await expect(connection.execute('CREATE TABLE t (a); CREATE TABLE u (a)')).rejects.toMatchObject({
      code: 'STATEMENT_FAILED',
    })
    expect((await connection.execute('SELECT * FROM sqlite_schema')).rows).toEqual([])
    await connection.close()
  })
})

describe('a transaction', () => {
  it('is committed or rolled back whole, schema included', async () => {
    const connection = await openMemory()
    await connection.begin()
    await connection.execute('CREATE TABLE t (a)')
    expect(connection.inTransaction).toBe(true)
    await connection.rollback()
    expect(connection.inTransaction).toBe(false)
    await connection.begin()
    await connection.execute('CREATE TABLE u (a)')
    await connection.commit()
    expect((await connection.execute('SELECT name FROM sqlite_schema')).rows).toEqual([{ name: 'u' }])
    await connection.close()
  })

  it('that SQLite ended by itself is not taken for committed, and rolling back is no error', async () => {
    const connection = await openMemory()
    await connection.execute('CREATE TABLE t (a UNIQUE ON CONFLICT ROLLBACK)')
    await connection.begin()
    await connection.execute('INSERT INTO t VALUES (1)')
    await expect(connection.execute('INSERT INTO t VALUES (1)')).rejects.toThrow('UNIQUE constraint failed')
    expect(connection.inTransaction).toBe(false)
    await expect(connection.commit()).rejects.toMatchObject({ code: 'TRANSACTION_ENDED' })
    await connection.rollback()
    await connection.close()
  })

  it('is committed when the reader that held it back has gone, and the event loop goes on meanwhile', async () => {
    const folder = temporaryFolder()
    const connection = await open(folder)
    await connection.execute('CREATE TABLE t (a)')
    await connection.execute('INSERT INTO t VALUES (1)')
    const reader = new Database(join(folder, 'x.db'), { readonly: true })
    reader.exec('BEGIN')
    reader.prepare('SELECT * FROM t').all()
    await connection.begin()
    await connection.execute('INSERT INTO t VALUES (2)')
    let ticks = 0
    const ticking = setInterval(() => ticks++, 10)
    setTimeout(() => reader.exec('COMMIT'), 300)
    await connection.commit()
    clearInterval(ticking)
    expect(ticks).toBeGreaterThan(10)
    expect(reader.prepare('SELECT count(*) FROM t').pluck().get()).toBe(2)
    reader.close()
    await connection.close()
  })

  it('that is open when the connection is closed is rolled back', async () => {
    const folder = temporaryFolder()
    const connection = await open(folder)
    await connection.begin()
    await connection.execute('CREATE TABLE t (a)')
    await connection.close()
    await connection.close()
    const db = new Database(join(folder, 'x.db'))
    expect(db.prepare('SELECT * FROM sqlite_schema').all()).toEqual([])
    db.close()
  })
})

describe('the handle of a caller', () => {
  it('is used as it is, gets its settings back, and stays open', async () => {
    for (const [foreignKeys, timeout] of [
      ['ON', 1234],
      ['OFF', 0],
    ] as const) {
      const db = new Database(':memory:', { timeout })
      db.pragma(`foreign_keys = ${foreignKeys}`)
      db.defaultSafeIntegers(true)
      const connection = await connect({ connection: db }, 'write')
      expect((await connection.execute('PRAGMA foreign_keys')).rows).toEqual([{ foreign_keys: 1 }])
      await connection.execute('PRAGMA foreign_keys = OFF')
      await connection.execute('PRAGMA legacy_alter_table = ON')
      await connection.begin()
      await connection.execute('CREATE TABLE t (a)')
      await connection.close()
      expect(db.open).toBe(true)
      expect(db.inTransaction).toBe(false)
      expect(db.pragma('foreign_keys', { simple: true })).toBe(foreignKeys === 'ON' ? 1n : 0n)
      expect(db.pragma('legacy_alter_table', { simple: true })).toBe(0n)
      expect(db.pragma('busy_timeout', { simple: true })).toBe(BigInt(timeout))
      expect(db.prepare('SELECT * FROM sqlite_schema').all()).toEqual([])
      db.close()
    }
  })

  it('that lets the schema be edited, or alters tables the old way, does so afterwards', async () => {
    const db = new Database(':memory:')
    db.unsafeMode(true)
    for (const setting of ['writable_schema', 'legacy_alter_table']) db.pragma(`${setting} = ON`)
    const connection = await connect({ connection: db }, 'write')
    await connection.begin()
    await connection.execute('PRAGMA writable_schema = ON')
    await connection.execute('PRAGMA writable_schema = OFF')
    await connection.execute('PRAGMA legacy_alter_table = OFF')
    await connection.commit()
    await connection.close()
    expect(db.pragma('writable_schema', { simple: true })).toBe(1)
    expect(db.pragma('legacy_alter_table', { simple: true })).toBe(1)
    db.close()
  })

  it('may be shared by two migrators: the settings come back after the last', async () => {
    const db = new Database(':memory:', { timeout: 77 })
    const first = await connect({ connection: db }, 'write')
    await first.begin()
    const second = await connect({ connection: db }, 'read')
    await second.close()
    expect(db.inTransaction).toBe(true)
    await first.rollback()
    await first.close()
    expect(db.pragma('busy_timeout', { simple: true })).toBe(77)
    db.close()
  })

  it('is called by its file', async () => {
    const file = join(temporaryFolder(), 'x.db')
    const db = new Database(file)
    const connection = await connect({ connection: db }, 'read')
    expect(connection.display).toBe(file)
    await connection.close()
    db.close()
  })

  it('is refused when it is closed, in a transaction, read-only or of another kind', async () => {
    const db = new Database(':memory:')
    db.exec('BEGIN')
    const file = join(temporaryFolder(), 'x.db')
    new Database(file).exec('CREATE TABLE t (a)').close()
    const readonly = new Database(file, { readonly: true })
    const closed = new Database(':memory:')
    closed.close()
    for (const [connection, message] of [
      [db, /open transaction/],
      [closed, /was closed/],
      [readonly, /read-only/],
      [{}, /not an open Database/],
      [null, /not an open Database/],
      ['x.db', /not an open Database/],
    ] as const) {
      await expect(connect({ connection }, 'write')).rejects.toMatchObject({
        code: 'DATABASE_UNUSABLE',
        message: expect.stringMatching(message),
      })
    }
    expect(db.inTransaction).toBe(true)
    await (await connect({ connection: readonly }, 'read')).close()
    readonly.close()
    db.close()
  })
})

it('connections that share a handle take turns, and none ends the transaction of another', async () => {
  const db = new Database(':memory:')
  db.exec('CREATE TABLE t (a)')
  const [one, other] = await Promise.all([connect({ connection: db }, 'write'), connect({ connection: db }, 'read')])
  await one.begin()
  await one.execute('INSERT INTO t VALUES (1)')
  await other.rollback()
  expect(db.inTransaction).toBe(true)

  const seen = other.begin().then(async () => (await other.execute('SELECT a FROM t')).rows)
  await one.execute('INSERT INTO t VALUES (2)')
  await one.commit()
  expect(await seen).toEqual([{ a: 1 }, { a: 2 }])
  await other.rollback()
  await one.begin()
  await one.rollback()
  expect(db.inTransaction).toBe(false)
  db.close()
})

describe.each(['delete', 'wal'])('a database in %s mode', (mode) => {
  const both = async () => {
    const folder = temporaryFolder()
    const db = new Database(join(folder, 'x.db'))
    db.pragma(`journal_mode = ${mode}`)
    db.exec('CREATE TABLE t (a)')
    return { folder, db, connection: await connect({ url: 'sqlite:x.db', folder }, 'write') }
  }

  const underLock = async (connection: SqliteConnection, work: () => Promise<unknown> = async () => {}) => {
    await connection.begin()
    const isUntouched = await connection.isUntouched()
    await work()
    await connection.commit()
    return isUntouched
  }

  it('is untouched for as long as nobody but the connection itself has committed to it', async () => {
    const { db, connection } = await both()
    expect(await underLock(connection)).toBe(false)
    expect(await underLock(connection, () => connection.execute('INSERT INTO t VALUES (1)'))).toBe(true)
    expect(await underLock(connection, () => connection.execute('CREATE TABLE "u" (a)'))).toBe(true)
    expect(await underLock(connection)).toBe(true)
    db.exec('INSERT INTO t VALUES (2)')
    expect(await underLock(connection)).toBe(false)
    expect(await underLock(connection)).toBe(true)
    // Between the begin and the question nobody can write; before the begin, somebody can.
    db.exec('DROP TABLE u')
    db.exec('CREATE TABLE u (a)')
    expect(await underLock(connection)).toBe(false)
    await connection.close()
    db.close()
  })

  it('is never certainly untouched over a handle that somebody else has too, nor over one that was opened anew', async () => {
    const { db, connection } = await both()
    const shared = await connect({ connection: db }, 'write')
    for (let i = 0; i < 3; i++) expect(await underLock(shared)).toBe(false)
    expect([await underLock(connection), await underLock(connection)]).toEqual([false, true])
    connection.handle.reopen?.()
    expect([await underLock(connection), await underLock(connection)]).toEqual([false, true])
    await connection.close()
    await shared.close()
    db.close()
  })
})
