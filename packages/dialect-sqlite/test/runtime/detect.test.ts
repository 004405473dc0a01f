import type { Op } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { chain, type TestDatabase, testDatabase } from './database.js'

const users = (op: Op): void => op.createTable('users', { id: integer().primaryKey(), name: text() })
const posts = (op: Op): void => op.createTable('posts', { id: integer().primaryKey() })
const age = (op: Op): void => op.addColumn('users', 'age', integer())
const rows = (op: Op): void => op.execute("INSERT INTO users (name) VALUES ('one')")

const made = (sql: string): TestDatabase => {
  const database = testDatabase()
  const db = new Database(database.file)
  db.exec(sql)
  db.close()
  return database
}

const asUsers = 'CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, name TEXT)'
const asPosts = 'CREATE TABLE posts (id INTEGER PRIMARY KEY NOT NULL)'
const withAge = asUsers.replace(')', ', age INTEGER)')

describe('stamp that detects', () => {
  it.each([
    ['r1', asUsers],
    ['r2', `${asUsers}; ${asPosts}`],
    ['r3', `${withAge}; ${asPosts}; CREATE TABLE of_another_program (id)`],
  ])('says that the database is at %s, whose schema it has', async (revision, sql) => {
    const database = made(sql)
    const migrator = database.migrator(chain(users, posts, age))
    expect(await migrator.stamp([], { detect: true })).toMatchObject({ heads: [revision] })
    expect(await migrator.log()).toMatchObject([{ direction: 'stamp', revision }])
    expect((await migrator.check()).drift).toEqual([])
    await migrator.upgrade()
    expect((await migrator.check()).upToDate).toBe(true)
  })

  it('finds all rows of branches that are there', async () => {
    const database = made(`${asUsers}; ${asPosts}`)
    const scripts = [
      { revision: 'a', downRevision: null, upgrade: users },
      { revision: 'b', downRevision: null, upgrade: posts },
    ]
    expect(await database.migrator(scripts).stamp([], { detect: true })).toMatchObject({ heads: ['a', 'b'] })
  })

  it('leaves the choice where later revisions change only rows', async () => {
    const database = made(asUsers)
    const before = database.dump()
    await expect(database.migrator(chain(users, rows)).stamp([], { detect: true })).rejects.toMatchObject({
      code: 'SEVERAL_EQUAL_REVISIONS',
      message: 'the schema equals revisions r1, r2: those after r1 change no table',
    })
    expect(database.dump()).toBe(before)
  })

  it('says what the nearest revision differs in, and changes nothing', async () => {
    const database = made(`${withAge.replace('name TEXT', 'name INTEGER')}; ${asPosts}`)
    const before = database.dump()
    await expect(database.migrator(chain(users, posts, age)).stamp([], { detect: true })).rejects.toMatchObject({
      code: 'NO_EQUAL_REVISION',
      message: 'the schema equals no revision; r3 is the nearest: the column users.name differs: type',
      hint: expect.stringContaining('migrate stamp r3'),
    })
    expect(database.dump()).toBe(before)
  })
})
