import { join } from 'node:path'
import { type Connection, objectName, type Schema } from '@ads/migrate-core'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { introspect } from '../src/introspect.js'
import { connect } from '../src/open.js'
import { temporaryFolder } from './temporary-folder.js'

const names = ['a', 'b', 'a b', 'c"d', 'Ä', 'ab', 'IX']
const name = fc.constantFrom(...names)
const quoted = name.map((each) => `"${each.replaceAll('"', '""')}"`)

const statement = fc.oneof(
  fc
    .tuple(fc.constantFrom('', 'IF NOT EXISTS ', 'temp.'), quoted, quoted)
    .map(
      ([how, table, other]) =>
        `CREATE TABLE ${how}${table} (x INTEGER PRIMARY KEY AUTOINCREMENT, y REFERENCES ${other})`,
    ),
  quoted.map((table) => `CREATE TEMP TABLE ${table} (x, y)`),
  fc.tuple(quoted, quoted).map(([index, table]) => `CREATE INDEX ${index} ON ${table} (y)`),
  fc.tuple(quoted, quoted).map(([view, table]) => `CREATE VIEW ${view} AS SELECT * FROM ${table}`),
  fc
    .tuple(quoted, quoted, quoted)
    .map(
      ([trigger, table, other]) => `CREATE TRIGGER ${trigger} AFTER INSERT ON ${table} BEGIN DELETE FROM ${other}; END`,
    ),
  fc.tuple(fc.constantFrom('TABLE', 'INDEX', 'VIEW'), quoted).map(([kind, each]) => `DROP ${kind} ${each}`),
  fc.tuple(quoted, quoted).map(([table, to]) => `ALTER TABLE ${table} RENAME TO ${to}`),
  quoted.map((table) => `INSERT INTO ${table} (y) VALUES (NULL)`),
  quoted.map((table) => `CREATE VIRTUAL TABLE ${table} USING fts5(z)`),
)

const move = fc.oneof(
  { weight: 6, arbitrary: statement.map((sql) => ({ kind: 'own' as const, sql })) },
  { weight: 2, arbitrary: statement.map((sql) => ({ kind: 'other' as const, sql })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('SAVEPOINT s', 'ROLLBACK TO s', 'RELEASE s')
      .map((sql) => ({ kind: 'own' as const, sql })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(quoted, quoted)
      .map(([from, to]) => `UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE type = 'view'`)
      .map((sql) => ({ kind: 'edit' as const, sql })),
  },
  { weight: 3, arbitrary: fc.constantFrom('begin', 'commit', 'rollback').map((kind) => ({ kind: kind as 'begin' })) },
)

const quietly = async (work: () => unknown): Promise<void> => {
  try {
    await work()
  } catch {
    // It does not fit what is there.
  }
}

const make = async (connection: Connection, other: Database.Database, step: { kind: string; sql?: string }) => {
  const { kind, sql = '' } = step
  if (kind === 'own') return connection.execute(sql)
  if (kind === 'begin') return connection.begin()
  if (kind === 'commit') return connection.commit()
  if (kind === 'rollback') return connection.rollback()
  if (kind === 'other') return other.exec(sql)
  await connection.execute('PRAGMA writable_schema = ON')
  await connection.execute(sql)
}

/** What is found, or why it is not. */
const look = async (connection: Connection, only: readonly string[]): Promise<unknown> => {
  const inOrder = ({ tables, views, triggers }: Schema) => [[...tables], [...views], [...triggers]]
  return introspect(connection, { only: only.map((each) => objectName(each)) }).then(inOrder, ({ message }) => message)
}

/** The same connection, of which nothing is remembered. */
const plain = (connection: Connection): Connection =>
  ({ execute: (sql: string, parameters?: readonly unknown[]) => connection.execute(sql, parameters) }) as Connection

test('what is remembered of a schema is what is stored, whoever changes it', async () => {
  const folder = temporaryFolder()
  let file = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(move, fc.uniqueArray(name, { minLength: 1, maxLength: 3 })), { maxLength: 25 }),
      async (steps) => {
        const path = `${++file}.db`
        const connection = await connect({ url: `sqlite:${path}`, folder }, 'create')
        const other = new Database(join(folder, path), { timeout: 0 })
        try {
          for (const [step, only] of steps) {
            await quietly(() => make(connection, other, step))
            expect(await look(connection, only)).toEqual(await look(plain(connection), only))
          }
        } finally {
          other.close()
          await connection.close()
        }
      },
    ),
    { numRuns: process.env.LONG ? 3000 : 200 },
  )
})

test('new objects are added to what is remembered, until somebody else changes the schema', async () => {
  const folder = temporaryFolder()
  const connection = await connect({ url: 'sqlite:x.db', folder }, 'create')
  const other = new Database(join(folder, 'x.db'))
  await connection.begin()
  await connection.execute('CREATE TABLE "a" (x)')
  const before = await connection.rememberedSchema()
  await connection.execute('CREATE INDEX "ix" ON "a" (x)')
  await connection.commit()
  await connection.begin()
  expect(await connection.rememberedSchema()).toBe(before)
  expect((await before!.about(['a'])).map((row) => row.name)).toEqual(['a', 'ix'])
  await connection.commit()
  other.exec('DROP INDEX ix')
  const after = await connection.rememberedSchema()
  expect(after).not.toBe(before)
  expect((await after!.about(['a'])).map((row) => row.name)).toEqual(['a'])
  other.close()
  await connection.close()
})
