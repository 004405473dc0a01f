/** Scripts of a history with `transaction: 'all'`, which is Alembic's `transaction_per_migration = False`. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Op, ScriptModule } from '@ads/migrate-core'
import { integer, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { chain, type TestDatabase, testDatabase } from './database.js'

const users = (op: Op) => op.createTable('users', { id: integer().primaryKey(), name: text() })
const posts = (op: Op) =>
  op.createTable('posts', {
    id: integer().primaryKey(),
    author: integer().references('users.id', { onDelete: 'cascade' }),
  })
const age = (op: Op) => op.addColumn('users', 'age', integer())
/** A script cannot see whether a row is in the way, so that it has to recreate the table that posts refer to. */
const named = (op: Op) => op.alterColumn('users', 'name', { nullable: false, fill: '' })

const all = { with: { transaction: 'all' } } as const

const printed = async (database: TestDatabase, scripts: ScriptModule[], range: string): Promise<string> =>
  (await database.migrator(scripts, all).script(range.endsWith('base') ? 'downgrade' : 'upgrade', range)).sql

/** Runs a script as its first line says; without the `sqlite3` program, better-sqlite3 stops at the first error too. */
const run = ({ file }: TestDatabase, script: string): { readonly ok: boolean; readonly message: string } => {
  const { status, stderr } = spawnSync('sqlite3', ['-bail', file], { input: script, encoding: 'utf8' })
  if (status !== null) return { ok: status === 0, message: stderr }
  const db = new Database(file)
  try {
    db.exec(script)
    return { ok: true, message: '' }
  } catch (error) {
    return { ok: false, message: String(error) }
  } finally {
    db.close()
  }
}

/** The script's lines, without the three that say what it is. */
const body = (script: string): string => script.split('\n').slice(3).join('\n')

describe("a script of transaction: 'all'", () => {
  it('is one transaction round all revisions, in which the version table is made and the start asserted once', async () => {
    const script = await printed(testDatabase(), chain(users, age), 'head')
    expect(script.split('\n')[2]).toBe(
      '-- Run it as the first line says: it then stops at the first error, and the script that failed leaves nothing.',
    )
    expect(body(script)).toBe(`PRAGMA foreign_keys = ON;

BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS "alembic_version" (
  "version_num" VARCHAR(32) NOT NULL,
  CONSTRAINT "alembic_version_pkc" PRIMARY KEY ("version_num")
);
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the database is not at <base>, where this script starts" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM "alembic_version") = 0));
DROP TABLE temp."migrate_assertion";

-- Running upgrade  -> r1
CREATE TABLE "users" (
  "id" INTEGER NOT NULL,
  "name" TEXT,
  CONSTRAINT "pk_users" PRIMARY KEY ("id")
);
INSERT INTO "alembic_version" ("version_num") VALUES ('r1');

-- Running upgrade r1 -> r2
ALTER TABLE "users" ADD COLUMN "age" INTEGER;
UPDATE "alembic_version" SET "version_num" = 'r2' WHERE "version_num" = 'r1';

COMMIT;
`)
  })

  it('makes what an upgrade makes, and takes back what a downgrade takes back', async () => {
    const [byScript, byMigrator] = [testDatabase(), testDatabase()]
    const scripts = chain(users, posts, age, named)
    for (const [range, move] of [
      ['head', 'upgrade'],
      ['head:base', 'downgrade'],
    ] as const) {
      expect(run(byScript, await printed(byScript, scripts, range))).toEqual({ ok: true, message: '' })
      await byMigrator.migrator(scripts, { with: { transaction: 'all', log: false } })[move](range.replace('head:', ''))
      expect(shapeOf(byScript)).toEqual(shapeOf(byMigrator))
    }
  })

  it('leaves the file as it was, byte for byte, when a statement of its second revision fails', async () => {
    const database = testDatabase()
    const scripts = chain(users, posts, age)
    await database.migrator(scripts, all).upgrade('r1')
    const before = readFileSync(database.file)
    const script = await printed(database, scripts, 'r1:head')
    const { ok, message } = run(database, script.replace('ALTER TABLE "users"', 'ALTER TABLE "nobody"'))
    expect(ok).toBe(false)
    expect(message).toContain('nobody')
    expect(readFileSync(database.file).equals(before)).toBe(true)
    expect(run(database, script)).toEqual({ ok: true, message: '' })
    expect(database.query('SELECT * FROM alembic_version')).toEqual([{ version_num: 'r3' }])
  })

  it('has settings around the one transaction where a later revision needs them, and rows that refer to others stay', async () => {
    const database = testDatabase()
    const scripts = chain(users, posts, age, named)
    await database.migrator(scripts, all).upgrade('r2')
    database.query("INSERT INTO users VALUES (1, 'Ada') RETURNING 1")
    database.query('INSERT INTO posts VALUES (7, 1) RETURNING 1')
    const script = await printed(database, scripts, 'r2:head')
    const marks = script.match(/^(?:PRAGMA foreign_keys = \w+|BEGIN IMMEDIATE|COMMIT|-- Running upgrade .*);?$/gm)
    expect(marks).toEqual([
      'PRAGMA foreign_keys = ON;',
      'PRAGMA foreign_keys = OFF;',
      'BEGIN IMMEDIATE;',
      '-- Running upgrade r2 -> r3',
      '-- Running upgrade r3 -> r4',
      'COMMIT;',
      'PRAGMA foreign_keys = ON;',
    ])
    expect(run(database, script)).toEqual({ ok: true, message: '' })
    expect(database.query('SELECT * FROM posts')).toEqual([{ id: 7, author: 1 }])
  })

  it('is refused where one revision changes rows under settings that another takes, and names both', async () => {
    const scripts = chain(users, posts, (op) => op.execute('DELETE FROM users WHERE id = 1'), named)
    await expect(printed(testDatabase(), scripts, 'r2:head')).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringMatching(/revision r4 .*«PRAGMA foreign_keys = OFF».*DELETE FROM users.* of revision r3/),
      hint: 'Print the two apart: START:END.',
    })
    for (const range of ['r2:r3', 'r3:r4']) expect(await printed(testDatabase(), scripts, range)).toContain('COMMIT;')
  })

  it('ends its transaction for a revision that runs outside of any, and says so', async () => {
    const database = testDatabase()
    const [r1, r2, r3, r4] = chain(users, (op) => op.execute('VACUUM'), age, posts)
    const scripts = [r1!, { ...r2!, transaction: 'none' as const }, r3!, r4!]
    const script = await printed(database, scripts, 'head')
    expect(script).toContain('the transaction that failed leaves nothing.')
    expect(script.match(/^(?:BEGIN IMMEDIATE;|COMMIT;|VACUUM;|-- (?:Running|Outside)).*/gm)).toEqual([
      'BEGIN IMMEDIATE;',
      '-- Running upgrade  -> r1',
      'COMMIT;',
      '-- Running upgrade r1 -> r2',
      '-- Outside of a transaction, as its script says: where this stops, what was done stays. Look before you go on.',
      'VACUUM;',
      'BEGIN IMMEDIATE;',
      'COMMIT;',
      'BEGIN IMMEDIATE;',
      '-- Running upgrade r2 -> r3',
      '-- Running upgrade r3 -> r4',
      'COMMIT;',
    ])
    expect(run(database, script)).toEqual({ ok: true, message: '' })
    expect(database.query('SELECT * FROM alembic_version')).toEqual([{ version_num: 'r4' }])
  })

  it('of nothing to do has no transaction', async () => {
    expect(body(await printed(testDatabase(), chain(users), 'r1:r1'))).toBe('PRAGMA foreign_keys = ON;\n')
  })
})

/** SQLite itself writes texts with other quotes and spaces than we do. */
const shapeOf = (database: TestDatabase): readonly unknown[] => [
  database.query('SELECT type, name, sql FROM sqlite_schema ORDER BY name').map((row) => {
    const { sql, ...rest } = row as { sql: string | null }
    return { ...rest, sql: sql?.replace(/[\s"]+/g, '') }
  }),
  database.query('SELECT * FROM alembic_version'),
]
