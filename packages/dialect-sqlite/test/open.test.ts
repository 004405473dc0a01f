import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Access } from '@ads/migrate-core'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { connect } from '../src/open.js'
import { crash, hold, runWriter } from './child-writer.js'
import { contentOf, temporaryFolder } from './temporary-folder.js'

const make = (file: string, journal = 'delete'): void => {
  const db = new Database(file)
  db.pragma(`journal_mode = ${journal}`)
  db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)')
  db.close()
}

const open = (folder: string, access: Access, name = 'x.db') => connect({ url: `sqlite:${name}`, folder }, access)

const count = async (folder: string): Promise<unknown> => {
  const connection = await open(folder, 'read')
  const { rows } = await connection.execute('SELECT count(*) AS n FROM t')
  await connection.close()
  return rows[0]?.n
}

/** A transaction that is so much larger than the cache that its pages reach the file before its commit. */
const half =
  "db.pragma('cache_size = 2'); db.exec('BEGIN IMMEDIATE'); const s = db.prepare('INSERT INTO t VALUES (randomblob(3000))'); for (let i = 0; i < 300; i++) s.run();"

describe('reading', () => {
  it.each(['delete', 'wal', 'persist', 'truncate'])(
    'changes no byte and leaves no file (journal_mode %s)',
    async (mode) => {
      const folder = temporaryFolder()
      make(join(folder, 'x.db'), mode)
      const before = contentOf(folder)
      expect(await count(folder)).toBe(2)
      expect(contentOf(folder)).toEqual(before)
    },
  )

  it('works beside a writer whose WAL is not checkpointed, and leaves both files as they are', async () => {
    const folder = temporaryFolder()
    make(join(folder, 'x.db'), 'wal')
    const writer = new Database(join(folder, 'x.db'))
    writer.exec('INSERT INTO t VALUES (3)')
    const before = contentOf(folder)
    expect(await count(folder)).toBe(3)
    const after = contentOf(folder)
    expect(Object.keys(after)).toEqual(['x.db', 'x.db-shm', 'x.db-wal'])
    expect([after['x.db'], after['x.db-wal']]).toEqual([before['x.db'], before['x.db-wal']])
    writer.close()
  })

  it('reads what a killed writer had committed to its WAL, and leaves database and WAL as they are', async () => {
    const folder = temporaryFolder()
    make(join(folder, 'x.db'), 'wal')
    await runWriter(join(folder, 'x.db'), `db.exec('INSERT INTO t VALUES (3)'); ${half} ${crash}`)
    const before = contentOf(folder)
    expect(before['x.db-wal']?.length).toBeGreaterThan(0)
    expect(await count(folder)).toBe(3)
    const after = contentOf(folder)
    expect([after['x.db'], after['x.db-wal']]).toEqual([before['x.db'], before['x.db-wal']])
    expect(Object.keys(after)).toEqual(Object.keys(before))
  })

  it('lets SQLite undo what a killed writer left half done', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'x.db')
    make(file)
    const before = contentOf(folder)
    await runWriter(file, half + crash)
    expect(readdirSync(folder)).toEqual(['x.db', 'x.db-journal'])
    expect(statSync(file).size).toBeGreaterThan(100_000)
    expect(await count(folder)).toBe(2)
    expect(readdirSync(folder)).toEqual(['x.db'])
    expect(statSync(file).size).toBe(Buffer.from(before['x.db']!, 'base64').length)
  })

  it('does not disturb a living writer in the middle of its transaction', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'x.db')
    make(file)
    const writer = await runWriter(file, `db.exec('BEGIN IMMEDIATE; INSERT INTO t VALUES (3)'); ${hold}`)
    const before = contentOf(folder)
    expect(Object.keys(before)).toEqual(['x.db', 'x.db-journal'])
    expect(await count(folder)).toBe(2)
    expect(contentOf(folder)).toEqual(before)
    writer.kill('SIGKILL')
  })

  it('waits for a commit that is being written', async () => {
    const folder = temporaryFolder()
    make(join(folder, 'x.db'))
    const writer = new Database(join(folder, 'x.db'))
    writer.exec('BEGIN EXCLUSIVE; INSERT INTO t VALUES (3)')
    setTimeout(() => writer.exec('COMMIT'), 200)
    expect(await count(folder)).toBe(3)
    writer.close()
  })

  it('refuses to write', async () => {
    for (const mode of ['delete', 'wal']) {
      const folder = temporaryFolder()
      make(join(folder, 'x.db'), mode)
      const connection = await open(folder, 'read')
      await expect(connection.execute('INSERT INTO t VALUES (1)')).rejects.toMatchObject({ code: 'DATABASE_UNUSABLE' })
      await connection.close()
      expect(await count(folder)).toBe(2)
    }
  })

  it('takes an empty file for an empty database', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'x.db'), '')
    const connection = await open(folder, 'read')
    expect((await connection.execute('SELECT * FROM sqlite_schema')).rows).toEqual([])
    await connection.close()
    expect(contentOf(folder)).toEqual({ 'x.db': '' })
  })

  it('finds the journal of a database behind a symbolic link', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'real'))
    make(join(folder, 'real', 'y.db'))
    await runWriter(join(folder, 'real', 'y.db'), half + crash)
    symlinkSync(join(folder, 'real', 'y.db'), join(folder, 'x.db'))
    expect(await count(folder)).toBe(2)
  })
})

describe('a database that is not there', () => {
  it.each(['read', 'write'] as const)('is not made by access %s', async (access) => {
    const folder = temporaryFolder()
    for (const name of ['x.db', 'sub/x.db']) {
      await expect(open(folder, access, name)).rejects.toMatchObject({
        code: 'DATABASE_NOT_FOUND',
        message: expect.stringContaining(join(folder, name)),
      })
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it('is made with its folders by access create', async () => {
    const folder = temporaryFolder()
    const connection = await open(folder, 'create', 'a/b/x.db')
    await connection.execute('CREATE TABLE t (a)')
    await connection.close()
    expect(readFileSync(join(folder, 'a/b/x.db'), 'latin1')).toMatch(/^SQLite format 3/)
  })
})

describe('what cannot be used', () => {
  const damaged = (folder: string, damage: (file: string) => void): void => {
    make(join(folder, 'x.db'))
    damage(join(folder, 'x.db'))
  }
  const cases: [string, RegExp, (folder: string) => void][] = [
    ['a folder', /is a folder/, (folder) => mkdirSync(join(folder, 'x.db'))],
    ['a text file', /not an SQLite database/, (folder) => writeFileSync(join(folder, 'x.db'), 'id,name\n'.repeat(100))],
    ['a short text file', /not an SQLite database/, (folder) => writeFileSync(join(folder, 'x.db'), 'hello')],
    ['an unreadable file', /may not be read/, (folder) => damaged(folder, (file) => chmodSync(file, 0o000))],
    ['a truncated file', /malformed/, (folder) => damaged(folder, (file) => truncateSync(file, 4096))],
    [
      'a damaged first page',
      /malformed/,
      (folder) =>
        damaged(folder, (file) => {
          const bytes = readFileSync(file)
          bytes.fill(0xff, 100, 4096)
          writeFileSync(file, bytes)
        }),
    ],
  ]
  describe.each(['read', 'write', 'create'] as const)('with access %s', (access) => {
    it.each(cases)('%s is refused with a clear message, and nothing is changed', async (_, message, prepare) => {
      const folder = temporaryFolder()
      prepare(folder)
      const names = readdirSync(folder)
      const before = statSync(join(folder, 'x.db')).isFile() ? contentOf(folder) : {}
      await expect(open(folder, access)).rejects.toMatchObject({
        code: 'DATABASE_UNUSABLE',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(/\w/),
      })
      expect(readdirSync(folder)).toEqual(names)
      if (statSync(join(folder, 'x.db')).isFile()) expect(contentOf(folder)).toEqual(before)
    })
  })

  it('a write-protected file can be read, but not opened for writing', async () => {
    const folder = temporaryFolder()
    make(join(folder, 'x.db'))
    chmodSync(join(folder, 'x.db'), 0o444)
    expect(await count(folder)).toBe(2)
    for (const access of ['write', 'create'] as const) {
      await expect(open(folder, access)).rejects.toMatchObject({
        code: 'DATABASE_UNUSABLE',
        message: expect.stringContaining('write-protected'),
      })
    }
  })

  it('a file in the place of a folder is told', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'sub'), '')
    for (const access of ['read', 'write', 'create'] as const) {
      await expect(open(folder, access, 'sub/x.db')).rejects.toMatchObject({ code: 'DATABASE_UNUSABLE' })
    }
  })
})

it('enforces foreign keys on its own connections', async () => {
  const folder = temporaryFolder()
  const connection = await open(folder, 'create')
  expect((await connection.execute('PRAGMA foreign_keys')).rows).toEqual([{ foreign_keys: 1 }])
  await connection.close()
})

it('gives every memory database to one connection alone', async () => {
  const [a, b] = [await open('/', 'create', ':memory:'), await open('/', 'read', ':memory:')]
  await a.execute('CREATE TABLE t (a)')
  expect((await b.execute('SELECT * FROM sqlite_schema')).rows).toEqual([])
  expect(a.display).toBe(':memory:')
  await Promise.all([a.close(), b.close()])
})
