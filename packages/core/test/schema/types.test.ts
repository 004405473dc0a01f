import { type ColumnType, type Insertable, Kysely, sql as kyselySql, type Selectable, type Updateable } from 'kysely'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type AnyColumn,
  bigint,
  blob,
  boolean,
  check,
  type DatabaseOf,
  defineSchema,
  enumType,
  foreignKey,
  index,
  integer,
  json,
  numeric,
  primaryKey,
  rawType,
  real,
  sql,
  type TableOf,
  table,
  text,
  timestamp,
  unique,
  varchar,
  view,
} from '../../src/schema.js'
import type { SqliteTypes } from './sqlite-types.js'

const accounts = table('ad_accounts', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull().unique(),
  currency: varchar(3).notNull().default('EUR'),
})

const campaigns = table(
  'campaigns',
  {
    id: integer().primaryKey(),
    account_id: integer().notNull().references('ad_accounts.id', { onDelete: 'cascade' }),
    parent_id: integer().references('campaigns.id'),
    name: text(),
    status: enumType('campaign_status', ['draft', 'live']).notNull().default('draft'),
    objective: text().$type<'reach' | 'clicks'>(),
    daily_budget: real().default(0),
    impressions: bigint().notNull(),
    enabled: boolean(),
    settings: json().$type<ColumnType<{ tags: string[] }, string, string>>(),
    logo: blob(),
    created_at: timestamp().notNull().default(sql`CURRENT_TIMESTAMP`),
    name_lower: text().generatedAs(sql`lower(name)`, { stored: true }),
    extra: rawType('geometry'),
  },
  (t) => [
    index(t.account_id, { on: t.name, desc: true }),
    index([sql`lower(name)`, 'status'], { name: 'ix_lower', unique: true, where: sql`enabled` }),
    check(sql`daily_budget >= 0`, { name: 'ck_budget' }),
  ],
)

const members = table(
  'members',
  { account_id: integer().references('ad_accounts.id'), email: text(), role: text() },
  (t) => [primaryKey(t.account_id, 'email'), unique('role', 'email')],
)

const notes = table(
  'notes',
  { id: integer().primaryKey(), account_id: integer(), email: varchar(255) },
  () => [foreignKey(['account_id', 'email'], 'members', ['account_id', 'email'], { onDelete: 'cascade' })],
  { schema: 'audit', comment: 'what people wrote' },
)

const schema = defineSchema({ accounts, campaigns, inner: { members, notes, aNumber: 7 } })
type Database = DatabaseOf<typeof schema, SqliteTypes>
type Campaigns = Database['campaigns']

describe('what Kysely sees', () => {
  test('the tables are under their names, those of a schema with it', () => {
    expectTypeOf<keyof Database>().toEqualTypeOf<'ad_accounts' | 'campaigns' | 'members' | 'audit.notes'>()
    expect(Object.keys(schema.tables)).toEqual(['ad_accounts', 'campaigns', 'members', 'audit.notes'])
  })

  test('columns are nullable unless they are not null or in the key', () => {
    expectTypeOf<Selectable<Campaigns>>().toEqualTypeOf<{
      id: number
      account_id: number
      parent_id: number | null
      name: string | null
      status: 'draft' | 'live'
      objective: 'reach' | 'clicks' | null
      daily_budget: number | null
      impressions: number
      enabled: 0 | 1 | null
      settings: { tags: string[] } | null
      logo: Uint8Array | null
      created_at: string
      name_lower: string | null
      extra: unknown
    }>()
  })

  test('columns of a table-level key are not null', () => {
    expectTypeOf<Selectable<Database['members']>>().toEqualTypeOf<{
      account_id: number
      email: string
      role: string | null
    }>()
  })

  test('on insert, defaulted and nullable columns are optional and generated ones absent', () => {
    expectTypeOf<Insertable<Campaigns>>().branded.toEqualTypeOf<{
      id: number
      account_id: number
      parent_id?: number | null
      name?: string | null
      status?: 'draft' | 'live'
      objective?: 'reach' | 'clicks' | null
      daily_budget?: number | null
      impressions: number | bigint
      enabled?: 0 | 1 | null
      settings?: string | null
      logo?: Uint8Array | null
      created_at?: string
      extra?: unknown
    }>()
    expectTypeOf<'name_lower'>().not.toExtend<keyof Insertable<Campaigns>>()
    expectTypeOf<'name_lower'>().not.toExtend<keyof Updateable<Campaigns>>()
  })

  test('a key that counts by itself is optional on insert, another one is not', () => {
    expectTypeOf<Insertable<Database['ad_accounts']>>().branded.toEqualTypeOf<{
      id?: number
      name: string
      currency?: string
    }>()
    // @ts-expect-error id has to be given
    expectTypeOf({ account_id: 1, impressions: 1 }).toExtend<Insertable<Campaigns>>()
  })

  test('one table alone has its type, too', () => {
    expectTypeOf<TableOf<typeof members, SqliteTypes>>().toEqualTypeOf<Database['members']>()
  })

  test('a query over two tables is typed', () => {
    const query = (db: Kysely<Database>) =>
      db
        .selectFrom('campaigns')
        .innerJoin('ad_accounts', 'ad_accounts.id', 'campaigns.account_id')
        .select(['campaigns.id', 'ad_accounts.currency', 'enabled'])
        .where('status', '=', 'live')
        .execute()
    expectTypeOf(query).returns.resolves.toEqualTypeOf<{ id: number; currency: string; enabled: 0 | 1 | null }[]>()
    // @ts-expect-error paused is no status
    const wrong = (db: Kysely<Database>) => db.selectFrom('campaigns').where('status', '=', 'paused')
    expect([query, wrong]).toHaveLength(2)
  })

  test('what describes the rest of the schema is not among the tables', () => {
    const withView = defineSchema({ accounts, names: view('names', sql`SELECT name FROM ad_accounts`) })
    expectTypeOf<keyof DatabaseOf<typeof withView, SqliteTypes>>().toEqualTypeOf<'ad_accounts'>()
    expect([...withView.schema.views.keys()]).toEqual(['names'])
  })
})

describe('what does not compile', () => {
  // Each line below is checked by tsc: a directive over a line without an error is itself an error.
  const neverCalled = () => {
    // @ts-expect-error a text is no integer
    integer().default('1')
    // @ts-expect-error a number is no text
    text().default(1)
    // @ts-expect-error the driver's 1 is not the portable true
    boolean().default(1)
    // @ts-expect-error not one of the values
    enumType('mood', ['calm', 'wild']).default('tame')
    // @ts-expect-error not of the narrowed type
    text().$type<'draft' | 'live'>().default('paused')
    // @ts-expect-error null for a column that is not null
    text().notNull().default(null)
    // @ts-expect-error an exact number is written sql`…` where a number would round it
    numeric(10, 2).default('0.10')
    // @ts-expect-error Kysely's sql is another one
    text().default(kyselySql`now()`)
    // @ts-expect-error Kysely's sql is another one
    text().check(kyselySql`name <> ''`)
    // @ts-expect-error Kysely's sql is another one
    text().generatedAs(kyselySql`lower(name)`)
    // @ts-expect-error Kysely's sql is another one
    index([kyselySql`lower(name)`], {})
    // @ts-expect-error Kysely's sql is another one
    check(kyselySql`a > b`)
    // @ts-expect-error Kysely's sql is another one
    sql`lower(${kyselySql`name`})`
    // @ts-expect-error a bare text is not SQL
    text().check('length(name) > 0')
    // @ts-expect-error text does not count
    text().primaryKey({ autoIncrement: true })
    // @ts-expect-error a reference names a column
    integer().references('users')
    // @ts-expect-error not an action
    integer().references('users.id', { onDelete: 'explode' })
    // @ts-expect-error the function instead of what it gives
    table('t', { id: integer })
    const columns = { id: integer().primaryKey(), name: text() }
    // @ts-expect-error no such column
    table('t', columns, (t) => [primaryKey(t.idd)])
    // @ts-expect-error no such column
    table('t', columns, () => [primaryKey('id', 'nme')])
    // @ts-expect-error no such column
    table('t', columns, () => [unique('nme')])
    // @ts-expect-error no such column
    table('t', columns, () => [index('nme')])
    // @ts-expect-error no such column
    table('t', columns, () => [index(['name', { on: 'nme', desc: true }], { unique: true })])
    // @ts-expect-error no such column
    table('t', columns, () => [foreignKey(['nme'], 'users')])
  }

  const users = table('users', { id: integer().primaryKey(), email: text().notNull().unique() })
  const refused = (define: () => unknown): void => expect(define).toThrow(/references|foreign key/)

  test('a foreign key to a table that is not there', () => {
    const posts = table('posts', { id: integer().primaryKey(), user_id: integer().references('user.id') })
    // @ts-expect-error there is no table user
    refused(() => defineSchema({ users, posts }))
  })

  test('a foreign key to a column that is not there', () => {
    const posts = table('posts', { id: integer().primaryKey(), user_id: integer().references('users.idd') })
    // @ts-expect-error users has no column idd
    refused(() => defineSchema({ users, posts }))
    // @ts-expect-error the same, in a module
    refused(() => defineSchema({ models: { users, posts } }))
  })

  test('a foreign key of another type, which only the compiler refuses', () => {
    const posts = table('posts', { id: integer().primaryKey(), user: text().references('users.id') })
    // @ts-expect-error posts.user is text, users.id is integer
    const schema = defineSchema({ users, posts })
    expect(schema.schema.tables.size).toBe(2)
  })

  test('a table-level foreign key whose target is not there or does not fit', () => {
    const columns = { id: integer().primaryKey(), user_id: integer() }
    const noTable = table('posts', columns, () => [foreignKey(['user_id'], 'user', ['id'])])
    // @ts-expect-error there is no table user
    refused(() => defineSchema({ users, noTable }))
    const noColumn = table('posts', columns, () => [foreignKey(['user_id'], 'users', ['idd'])])
    // @ts-expect-error users has no column idd
    refused(() => defineSchema({ users, noColumn }))
    const otherType = table('posts', columns, () => [foreignKey(['user_id'], 'users', ['email'])])
    // @ts-expect-error email is text
    expect(defineSchema({ users, otherType }).schema.tables.size).toBe(2)
    const fits = table('posts', columns, () => [foreignKey(['user_id'], 'users')])
    expect(defineSchema({ users, fits }).schema.tables.size).toBe(2)
  })

  test('whole numbers of other sizes, texts of other sizes and raw types may meet in a foreign key', () => {
    const posts = table('posts', {
      a: bigint().references('users.id'),
      b: varchar(9).references('users.email'),
      c: rawType('oid').references('users.id'),
    })
    expect(defineSchema({ users, posts }).schema.tables.size).toBe(2)
  })

  test('builders are refused where they are misused at run time, too', () => {
    expect(neverCalled).toThrow(/SQL|default|integer/)
  })
})

test('a column of any kind is a column', () => {
  const columns: readonly AnyColumn[] = [
    integer(),
    text().notNull().default('x'),
    enumType('e', ['a']).references('t.c'),
    json().$type<{ a: 1 }>(),
    text().generatedAs(sql`1`),
  ]
  expect(columns).toHaveLength(5)
})

test('Kysely takes the database type', () => {
  expectTypeOf(Kysely<Database>).toBeConstructibleWith({ dialect: {} as never })
})
