import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, defineHistory, Migrator, moduleScripts, type ScriptModule } from '@ads/migrate-core'
import {
  check,
  defineSchema,
  enumType,
  index,
  integer,
  type SchemaDefinition,
  sql,
  table,
  text,
  varchar,
} from '@ads/migrate-core/schema'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { postgresSpike } from '../src/index.js'
import { dropMemory } from '../src/server.js'

const url = 'pglite:memory/migrator'
const dialect = postgresSpike()
const folder = mkdtempSync(join(tmpdir(), 'migrate-postgres-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => dropMemory(url))

const migratorOf = (
  modules: readonly ScriptModule[],
  more: { schema?: SchemaDefinition<unknown>; url?: string } = {},
) =>
  new Migrator({
    dialect,
    history: defineHistory({ scripts: moduleScripts(modules) }),
    url,
    folder,
    lockTimeout: 300,
    ...more,
  })

const withConnection = async <T>(use: (connection: Connection) => Promise<T>): Promise<T> => {
  const connection = await dialect.connect({ url, folder }, 'write')
  try {
    return await use(connection)
  } finally {
    await connection.close()
  }
}

const query = (text: string) => withConnection(async (connection) => (await connection.execute(text)).rows)

const mood = enumType('mood', ['calm', "it's"])

const people = {
  id: integer().primaryKey({ autoIncrement: true }),
  name: varchar(40).notNull().default('nobody'),
  mood: mood.notNull().default('calm'),
  age: integer(),
}

const peopleChecks = () => [
  check(sql`${sql.id('name')} IN (${'a'}, ${'b'}) OR ${sql.id('age')} BETWEEN 1 AND 9`, { name: 'known' }),
]

const first: ScriptModule = {
  revision: 'first',
  downRevision: null,
  upgrade(op) {
    op.execute('CREATE SCHEMA app', { reverse: 'DROP SCHEMA app' })
    op.createTable('people', people, peopleChecks, { schema: 'app' })
    op.createIndex('people_by_name', 'people', [sql`lower(${sql.id('name')})`], { schema: 'app' })
    op.createTable('people', { id: integer().primaryKey(), name: text().notNull() })
  },
}

const models = defineSchema({
  people: table(
    'people',
    people,
    (t) => [...peopleChecks(), index([sql`lower(${sql.id(t.name)})`], { name: 'people_by_name' })],
    {
      schema: 'app',
    },
  ),
  others: table('people', { id: integer().primaryKey(), name: text().notNull() }),
})

// Starting the first server takes seconds, and more on a machine that is busy.
beforeAll(() => dialect.scratch!().then((connection) => connection.close()), 60_000)

describe('a migrator on PostgreSQL', () => {
  it('takes tables of one name in two schemas, an enum and a check that the server rewrites, up and down', async () => {
    const migrator = migratorOf([first], { schema: models })
    await migrator.upgrade()
    expect((await migrator.current()).map(({ revision }) => revision)).toEqual(['first'])
    const [{ text: stored } = {}] = await query(
      "SELECT pg_get_expr(conbin, conrelid) AS text FROM pg_constraint WHERE conname = 'known'",
    )
    expect(stored).toContain('ANY')
    expect(await query("SELECT typname FROM pg_type WHERE typtype = 'e'")).toEqual([{ typname: 'mood' }])
    expect(await migrator.check()).toMatchObject({ upToDate: true, operations: [], drift: [], unwritten: [] })
    await migrator.downgrade('base')
    expect(await migrator.current()).toEqual([])
    expect(await query("SELECT typname FROM pg_type WHERE typtype = 'e'")).toEqual([])
    expect(await query("SELECT 1 AS one FROM pg_namespace WHERE nspname = 'app'")).toEqual([])
  })

  it('says what somebody changed by hand, in another schema too', async () => {
    const migrator = migratorOf([first], { schema: models })
    await migrator.upgrade()
    await query('ALTER TABLE app.people DROP COLUMN age CASCADE')
    const { upToDate, drift } = await migrator.check()
    expect(upToDate).toBe(false)
    expect(drift).toContainEqual(
      expect.objectContaining({ kind: 'addColumn', table: { schema: 'app', name: 'people' } }),
    )
  })

  it('rolls a revision back whole, with its tables, types and version row', async () => {
    const failing: ScriptModule = {
      ...first,
      upgrade(op) {
        first.upgrade!(op)
        op.execute('SELECT 1 / 0')
      },
    }
    await expect(migratorOf([failing]).upgrade()).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringContaining('division by zero'),
    })
    expect(await query("SELECT relname FROM pg_class WHERE relname IN ('people', 'alembic_version')")).toEqual([])
    expect(await query("SELECT typname FROM pg_type WHERE typname = 'mood'")).toEqual([])
  })

  it('applies a revision once, whoever starts at the same time', async () => {
    const both = await Promise.all([migratorOf([first]).upgrade(), migratorOf([first]).upgrade()])
    expect(both.map(({ steps }) => steps.length).sort()).toEqual([0, 1])
  })

  it('waits for the lock no longer than it is told, and the server holds it meanwhile', async () => {
    await migratorOf([first]).upgrade()
    await withConnection(async (connection) => {
      const options = { timeout: 0, name: 'alembic_version' }
      const lock = await dialect.lock(connection, options)
      expect((await connection.execute("SELECT 1 AS one FROM pg_locks WHERE locktype = 'advisory'")).rows).toHaveLength(
        1,
      )
      await expect(migratorOf([first]).downgrade('base')).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' })
      await lock.release()
      expect((await connection.execute("SELECT 1 AS one FROM pg_locks WHERE locktype = 'advisory'")).rows).toEqual([])
    })
    expect((await migratorOf([first]).downgrade('base')).steps).toHaveLength(1)
  })

  it('leaves nothing behind in the database whose schema it normalizes', async () => {
    await migratorOf([first]).upgrade()
    await withConnection(async (connection) => {
      const before = await dialect.schemaVersion(connection)
      const schema = await dialect.introspect(connection, { schemas: ['app'] })
      const told = await dialect.normalize(schema, connection)
      expect(told).toEqual(await dialect.normalize(told, connection))
      expect(await dialect.schemaVersion(connection)).toBe(before)
    })
  })

  it('keeps its database in a folder, and finds it there again', async () => {
    const elsewhere = { url: 'pglite:database' }
    await expect(migratorOf([first], elsewhere).downgrade('base')).resolves.toMatchObject({ steps: [] })
    await migratorOf([first], elsewhere).upgrade()
    expect((await migratorOf([first], elsewhere).current()).map(({ revision }) => revision)).toEqual(['first'])
  }, 30_000)
})

const concurrent = (unique: boolean): ScriptModule => ({
  revision: 'index',
  downRevision: 'first',
  upgrade(op) {
    op.createIndex('by_name', 'people', ['name'], { unique, postgres: { concurrently: true } })
  },
})

describe('an index built concurrently', () => {
  it('is built behind the transaction of its revision', async () => {
    await migratorOf([first, concurrent(false)]).upgrade()
    expect(await query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_name'::regclass")).toEqual([
      { indisvalid: true },
    ])
  })

  // The seam ends here: what stands behind a transaction is there to put settings back, so its failure is not told.
  it('that fails is left invalid while its revision counts as applied', async () => {
    await migratorOf([first]).upgrade()
    await query("INSERT INTO people VALUES (1, 'same'), (2, 'same')")
    const migrator = migratorOf([first, concurrent(true)])
    await migrator.upgrade()
    expect((await migrator.current()).map(({ revision }) => revision)).toEqual(['index'])
    expect(await query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_name'::regclass")).toEqual([
      { indisvalid: false },
    ])
  })
})
