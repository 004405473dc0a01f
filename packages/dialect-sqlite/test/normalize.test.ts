import { readFileSync } from 'node:fs'
import type { Connection, Schema, Table } from '@ads/migrate-core'
import { boolean, defineSchema, integer, real, table, text, uuid } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tokenize } from '../src/ddl/tokenize.js'
import { introspect } from '../src/introspect.js'
import { normalize } from '../src/normalize.js'
import { connect } from '../src/open.js'
import { createTable } from './ddl/random-ddl.js'

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')

const read = async (ddl: string): Promise<Schema> => {
  const database = new Database(':memory:')
  try {
    database.exec(ddl)
    return await introspect(await connect({ connection: database }, 'write'))
  } finally {
    database.close()
  }
}

const normal = async (ddl: string): Promise<Schema> => normalize(await read(ddl))

const tableOf = async (ddl: string): Promise<Table | undefined> =>
  (await normal(`CREATE TABLE t(${ddl})`)).tables.get('t')

describe('whatever the table', () => {
  let database: Database.Database
  let connection: Connection
  beforeAll(async () => {
    database = new Database(':memory:')
    connection = await connect({ connection: database }, 'write')
    database.pragma('foreign_keys = OFF')
  })
  afterAll(() => {
    database.close()
  })

  const readTable = async (sql: string): Promise<Schema | null> => {
    database.exec('DROP TABLE IF EXISTS t')
    try {
      database.exec(sql)
    } catch {
      return null
    }
    return introspect(connection)
  }

  test('what is normal stays as it is', async () => {
    await fc.assert(
      fc.asyncProperty(createTable(), async (sql) => {
        const schema = await readTable(sql)
        if (schema === null) return
        const once = await normalize(schema)
        expect(await normalize(once)).toEqual(once)
      }),
      { numRuns: Number(process.env.RUNS ?? 1000) },
    )
  }, 60_000)

  test('another spelling of the same statement is the same when normal', async () => {
    await fc.assert(
      fc.asyncProperty(createTable(), async (sql) => {
        const schema = await readTable(sql)
        const other = await readTable(respell(sql))
        if (schema === null || other === null) return
        expect(await normalize(other)).toEqual(await normalize(schema))
      }),
      { numRuns: Number(process.env.RUNS ?? 1000) },
    )
  }, 60_000)
})

// Other spaces, other case of keywords within parentheses, a comment here and there.
const respell = (sql: string): string =>
  tokenize(sql)
    .map(({ kind, text }, index) => {
      if (kind === 'space') return index % 3 === 0 ? '\n\t' : ' '
      if (kind === 'comment') return ' /* another */ '
      return kind === 'word' && /^(coalesce|length|case|when|then|in|collate|not|null|check|json)$/i.test(text)
        ? text.toUpperCase()
        : text
    })
    .join('')

test('a database made without migrations and one made by Alembic have the same normal schema', async () => {
  const raw = await normal(fixture('raw-schema.sql'))
  const alembic = await normal(fixture('alembic-schema.sql'))
  const withoutVersion = new Map([...alembic.tables].filter(([name]) => name !== 'alembic_version'))
  expect(withoutVersion.size).toBe(7)
  expect(new Map([...withoutVersion].sort())).toEqual(new Map([...raw.tables].sort()))
})

test('models have the normal schema of the database that their statements make', async () => {
  const accounts = table('ad_accounts', { id: integer().primaryKey(), name: text() })
  const campaigns = table('campaigns', {
    id: uuid().primaryKey(),
    account_id: integer().references('ad_accounts.id', { onDelete: 'cascade' }),
    paused: boolean().notNull().default(false),
    budget: real().default(1),
  })
  const models = await normalize(defineSchema({ accounts, campaigns }).schema)
  const made = await normal(`
    CREATE TABLE ad_accounts (id INTEGER NOT NULL, name VARCHAR(80), PRIMARY KEY (id));
    CREATE TABLE campaigns (id CHAR(36) PRIMARY KEY, account_id INT CONSTRAINT fk REFERENCES AD_ACCOUNTS ON DELETE CASCADE,
      paused BOOLEAN DEFAULT '0' NOT NULL, budget DOUBLE DEFAULT 1.0)`)
  const unnamed = (schema: Schema) =>
    [...schema.tables.values()].map((table) => ({
      ...table,
      constraints: table.constraints.map((constraint) => ({ ...constraint, name: null })),
    }))
  expect(unnamed(made)).toEqual(unnamed(models))
})

describe('one normal form have', () => {
  test.each([
    [
      'types of one affinity',
      'a VARCHAR(80), b INT, c DOUBLE, d DATE, e',
      'a TEXT, b BIGINT, c REAL, d BOOLEAN, e BLOB',
    ],
    ['key columns, declared NOT NULL or not', 'a TEXT PRIMARY KEY', 'a TEXT NOT NULL, PRIMARY KEY (A)'],
    [
      'constraints in any order and place',
      'a UNIQUE CHECK (a > 0), b, UNIQUE (b)',
      'a, b UNIQUE, CHECK ("a">0), UNIQUE (a)',
    ],
    ['DEFAULT NULL and none', 'a DEFAULT NULL', 'a'],
    ["DEFAULT '0' and 0 of an integer", "a INTEGER DEFAULT '0'", 'a INTEGER DEFAULT (0)'],
    ['DEFAULT TRUE and 1', 'a BOOLEAN DEFAULT true', "a BOOLEAN DEFAULT '1'"],
    ['CURRENT_TIMESTAMP in any case', 'a TEXT DEFAULT current_timestamp', 'a TEXT DEFAULT (CURRENT_TIMESTAMP)'],
    ['COLLATE BINARY and none', 'a TEXT COLLATE binary', 'a TEXT'],
    ['generated columns', 'a, b AS (a+1)', 'a, b GENERATED ALWAYS AS ( (A + 1) ) VIRTUAL'],
    [
      'references to a key and to the table',
      'a INTEGER PRIMARY KEY, b REFERENCES t',
      'a INTEGER PRIMARY KEY, b REFERENCES T (A)',
    ],
    ['immediate checks of references', 'a REFERENCES p(b) DEFERRABLE', 'a REFERENCES p(b) MATCH FULL NOT DEFERRABLE'],
  ])('%s', async (_, one, other) => {
    expect(await tableOf(one)).toEqual(await tableOf(other))
  })

  test('indexes', async () => {
    const index = async (sql: string) =>
      (await normal(`CREATE TABLE t(a TEXT COLLATE nocase, b); CREATE INDEX i ON t ${sql}`)).tables
    const first = await index('(a, b, lower(a)) WHERE a > 1')
    expect(await index('("A" COLLATE NOCASE ASC, (B) COLLATE binary, LOWER( a )) WHERE (a>1)')).toEqual(first)
    expect(await index('(a COLLATE binary, b, lower(a)) WHERE a > 1')).not.toEqual(first)
    expect(await index('(a, b DESC, lower(a)) WHERE a > 1')).not.toEqual(first)
  })

  test('views and triggers', async () => {
    const objects = (view: string, trigger: string) =>
      normal(`CREATE TABLE t(a); CREATE VIEW v AS ${view}\n; ${trigger}`)
    const one = await objects('select a from t', 'create trigger r after insert on t begin select 1; end')
    const other = await objects(
      'SELECT "a" FROM\n t -- all',
      'CREATE TRIGGER IF NOT EXISTS r AFTER INSERT ON T BEGIN SELECT 1 ; END',
    )
    expect(other.views).toEqual(one.views)
    expect([...other.triggers.values()].map(({ table }) => table)).toEqual(
      [...one.triggers.values()].map(({ table }) => table),
    )
  })
})

describe('different stay', () => {
  test.each([
    ['affinities', 'a INT', 'a TEXT'],
    ['nullability', 'a TEXT', 'a TEXT NOT NULL'],
    ['defaults', 'a DEFAULT 1', 'a DEFAULT 2'],
    ["DEFAULT '0' and 0 without affinity", "a DEFAULT '0'", 'a DEFAULT 0'],
    ['checks', 'a CHECK (a > 0)', 'a CHECK (a >= 0)'],
    ['stored and virtual', 'a, b AS (a) STORED', 'a, b AS (a) VIRTUAL'],
    ['actions', 'a REFERENCES p(b)', 'a REFERENCES p(b) ON DELETE CASCADE'],
    ['deferred references', 'a REFERENCES p(b)', 'a REFERENCES p(b) DEFERRABLE INITIALLY DEFERRED'],
    ['AUTOINCREMENT', 'a INTEGER PRIMARY KEY', 'a INTEGER PRIMARY KEY AUTOINCREMENT'],
    ['constraint names', 'a CONSTRAINT x UNIQUE', 'a CONSTRAINT y UNIQUE'],
    ['the order of key columns', 'a, b, PRIMARY KEY (a, b)', 'a, b, PRIMARY KEY (b, a)'],
    ['collations', 'a COLLATE nocase', 'a'],
  ])('%s', async (_, one, other) => {
    expect(await tableOf(one)).not.toEqual(await tableOf(other))
  })
})

test('a model in another schema is refused by name', async () => {
  const moved = defineSchema({ campaigns: table('campaigns', { id: integer() }, () => [], { schema: 'ads' }) }).schema
  await expect(normalize(moved)).rejects.toMatchObject({
    code: 'SCHEMA_NOT_SUPPORTED',
    message: expect.stringContaining('ads.campaigns'),
  })
})

test('a normal schema can be compared as JSON', async () => {
  const { tables } = await normal(
    "CREATE TABLE t(a INTEGER DEFAULT 9223372036854775807, b BLOB DEFAULT x'00FF', c REAL DEFAULT 9e999)",
  )
  expect(() => JSON.stringify([...tables.values()])).not.toThrow()
  expect(tables.get('t')?.columns.map((column) => column.default)).toEqual([
    { sql: '9223372036854775807' },
    { sql: "x'00FF'" },
    { sql: '9e999' },
  ])
})
