import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection } from '@ads/migrate-core'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { copy } from '../src/copy.js'
import { lock } from '../src/lock.js'
import { connect } from '../src/open.js'
import { hold, runWriter } from './child-writer.js'
import { temporaryFolder } from './temporary-folder.js'

const open = (folder: string, name = 'x.db') => connect({ url: `sqlite:${name}`, folder }, 'create')
const name = 'alembic_version'
const increment = async (connection: Connection): Promise<void> => {
  const { rows } = await connection.execute('SELECT n FROM counter')
  await new Promise((resolve) => setTimeout(resolve, 5))
  await connection.execute('UPDATE counter SET n = ?', [Number(rows[0]!.n) + 1])
}

/** The machine may be late for a moment; what holds the event loop up does so each time. */
const retry = 2

/** How often a timer of 20 ms came while `work` was under way. */
const ticksDuring = async (work: Promise<unknown>): Promise<number> => {
  let ticks = 0
  const ticking = setInterval(() => ticks++, 20)
  await work.catch(() => {})
  clearInterval(ticking)
  return ticks
}

describe('the lock', () => {
  it.each(['delete', 'wal'])('lets one after another through, so that no work is lost (%s)', async (mode) => {
    const folder = temporaryFolder()
    const first = await open(folder)
    await first.execute(`PRAGMA journal_mode = ${mode}`)
    await first.execute('CREATE TABLE counter (n)')
    await first.execute('INSERT INTO counter VALUES (0)')
    symlinkSync(join(folder, 'x.db'), join(folder, 'link.db'))
    const connections = await Promise.all(Array.from({ length: 8 }, (_, i) => open(folder, i % 2 ? 'x.db' : 'link.db')))
    await Promise.all(
      connections.map(async (connection) => {
        const held = await lock(connection, { timeout: 20_000, name })
        await increment(connection)
        await connection.commit()
        await held.release()
        await connection.close()
      }),
    )
    expect((await first.execute('SELECT n FROM counter')).rows).toEqual([{ n: 8 }])
    await first.close()
  })

  it('takes turns with the writers of other processes', async () => {
    const folder = temporaryFolder()
    const connection = await open(folder)
    await connection.execute('CREATE TABLE counter (n)')
    await connection.execute('INSERT INTO counter VALUES (0)')
    const code = `for (let i = 0; i < 30; i++) {
      db.exec('BEGIN IMMEDIATE')
      const n = db.prepare('SELECT n FROM counter').pluck().get()
      db.prepare('UPDATE counter SET n = ?').run(n + 1)
      db.exec('COMMIT')
    }`
    const others = Promise.all([1, 2, 3].map(() => runWriter(join(folder, 'x.db'), code)))
    for (let i = 0; i < 30; i++) {
      const held = await lock(connection, { timeout: 20_000, name })
      await increment(connection)
      await connection.commit()
      await held.release()
    }
    await others
    expect((await connection.execute('SELECT n FROM counter')).rows).toEqual([{ n: 120 }])
    await connection.close()
  })

  it('keeps two migrators on one handle apart', async () => {
    const db = new Database(':memory:')
    db.exec('CREATE TABLE counter (n); INSERT INTO counter VALUES (0)')
    const connections = await Promise.all([1, 2, 3].map(() => connect({ connection: db }, 'write')))
    await Promise.all(
      connections.map(async (connection) => {
        const held = await lock(connection, { timeout: 5000, name })
        await increment(connection)
        await connection.commit()
        await held.release()
        await connection.close()
      }),
    )
    expect(db.prepare('SELECT n FROM counter').pluck().get()).toBe(3)
    db.close()
  })

  it('is the transaction: begin adds nothing, and release rolls back what was not committed', async () => {
    const connection = await open(temporaryFolder())
    const held = await lock(connection, { timeout: 0, name })
    expect(connection.inTransaction).toBe(true)
    await connection.begin()
    await connection.execute('CREATE TABLE t (a)')
    await held.release()
    await held.release()
    expect(connection.inTransaction).toBe(false)
    expect((await connection.execute('SELECT * FROM sqlite_schema')).rows).toEqual([])
    await connection.close()
  })

  it('tells who waits too long for what and how long, while the event loop goes on', { retry }, async () => {
    const folder = temporaryFolder()
    const connection = await open(folder)
    const owner = new Database(join(folder, 'x.db'))
    owner.exec('BEGIN IMMEDIATE')
    const waiting = lock(connection, { timeout: 500, name })
    expect(await ticksDuring(waiting)).toBeGreaterThan(12)
    await expect(waiting).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      database: join(folder, 'x.db'),
      message: expect.stringMatching(/x\.db was still locked after (4|5|6|7)\d\d ms/),
    })
    expect(connection.inTransaction).toBe(false)
    owner.close()
    await connection.close()
  })

  it('does not wait with a timeout of 0, neither for another process nor for this one', { retry }, async () => {
    const folder = temporaryFolder()
    const [a, b] = [await open(folder), await open(folder)]
    const held = await lock(a, { timeout: 0, name })
    const started = performance.now()
    await expect(lock(b, { timeout: 0, name })).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' })
    await held.release()
    const owner = new Database(join(folder, 'x.db'))
    owner.exec('BEGIN IMMEDIATE')
    await expect(lock(b, { timeout: 0, name })).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' })
    expect(performance.now() - started).toBeLessThan(200)
    owner.close()
    await (await lock(b, { timeout: 0, name })).release()
    await Promise.all([a.close(), b.close()])
  })

  it('lets the next one in when one that waited in this process has given up', async () => {
    const folder = temporaryFolder()
    const [a, b, c] = [await open(folder), await open(folder), await open(folder)]
    const held = await lock(a, { timeout: 0, name })
    const impatient = lock(b, { timeout: 50, name })
    const patient = lock(c, { timeout: 5000, name })
    await expect(impatient).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' })
    await held.release()
    await (await patient).release()
    await Promise.all([a.close(), b.close(), c.close()])
  })

  it('says once that it waits, after a second, wherever the owner is', async () => {
    for (const inProcess of [true, false]) {
      const folder = temporaryFolder()
      const connection = await open(folder)
      const other = await open(folder)
      const held = inProcess ? await lock(other, { timeout: 0, name }) : null
      if (!inProcess) await other.execute('BEGIN IMMEDIATE')
      const waits: number[] = []
      const started = performance.now()
      await expect(
        lock(connection, { timeout: 1500, name, onWait: () => waits.push(performance.now() - started) }),
      ).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' })
      expect(waits).toHaveLength(1)
      expect(waits[0]).toBeGreaterThan(950)
      await held?.release()
      await Promise.all([connection.close(), other.close()])
    }
  })

  it.each(['delete', 'wal'])('dies with its owner (%s)', async (mode) => {
    const folder = temporaryFolder()
    const connection = await open(folder)
    await connection.execute(`PRAGMA journal_mode = ${mode}`)
    await connection.execute('CREATE TABLE t (a)')
    const owner = await runWriter(join(folder, 'x.db'), `db.exec('BEGIN IMMEDIATE; INSERT INTO t VALUES (1)'); ${hold}`)
    await expect(lock(connection, { timeout: 0, name })).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' })
    setTimeout(() => owner.kill('SIGKILL'), 100)
    const held = await lock(connection, { timeout: 10_000, name })
    expect((await connection.execute('SELECT * FROM t')).rows).toEqual([])
    await held.release()
    await connection.close()
  })

  it('is refused on a connection that only reads, where BEGIN IMMEDIATE would pretend', async () => {
    const folder = temporaryFolder()
    await (await open(folder)).close()
    const connection = await connect({ url: 'sqlite:x.db', folder }, 'read')
    await expect(lock(connection, { timeout: 0, name })).rejects.toMatchObject({ code: 'DATABASE_UNUSABLE' })
    await connection.close()
  })

  it('can be waited for on a database that is locked while it is opened', async () => {
    const folder = temporaryFolder()
    await (await open(folder)).close()
    const owner = new Database(join(folder, 'x.db'))
    owner.exec('BEGIN EXCLUSIVE')
    const connection = await connect({ url: 'sqlite:x.db', folder }, 'write')
    setTimeout(() => owner.exec('COMMIT'), 100)
    await (await lock(connection, { timeout: 5000, name })).release()
    owner.close()
    await connection.close()
  })
})

describe('a lock that this process holds', () => {
  /** Whether another process gets the lock too. */
  const othersGetIn = async (file: string): Promise<boolean> => {
    const attempt = "db.pragma('busy_timeout = 0'); try { db.exec('BEGIN IMMEDIATE'); process.exitCode = 7 } catch {}"
    const child = await runWriter(file, attempt)
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
    return child.exitCode === 7
  }

  it.each(['delete', 'wal'])('is not lost when the same process looks at the file or copies it (%s)', async (mode) => {
    const folder = temporaryFolder()
    const connection = await open(folder)
    await connection.execute(`PRAGMA journal_mode = ${mode}`)
    await connection.execute('CREATE TABLE t (n)')
    const file = join(folder, 'x.db')
    expect(await othersGetIn(file)).toBe(true)
    const held = await lock(connection, { name, timeout: 0 })
    expect(await othersGetIn(file)).toBe(false)
    for (const access of ['read', 'write', 'create'] as const) {
      await (await connect({ url: 'sqlite:x.db', folder }, access)).close()
    }
    const copied = await copy(connection, { folder: null, label: 'backup', isTemporary: false })
    await (await connect(copied.address, 'read')).close()
    expect(await othersGetIn(file)).toBe(false)
    await held.release()
    await connection.close()
  })
})
