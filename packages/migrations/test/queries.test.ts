import type { Database as Tables } from '@ads/models'
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { migratorOf } from './migrator.js'
import { noDatabase } from './temporary-database.js'

describe('a query that the models type', () => {
  test('gives back the row that was put in', async () => {
    await withTables(async (db) => {
      const account = { name: 'Konto "é"', status: 'ACTIVE', currency: 'EUR', type: 'BUSINESS', fetched_at: null }
      await db
        .insertInto('ad_accounts')
        .values({ id: 1, is_test: 0, ...account })
        .execute()
      const row = await db.selectFrom('ad_accounts').selectAll().executeTakeFirstOrThrow()
      expectTypeOf(row.is_test).toEqualTypeOf<0 | 1 | null>()
      expect(row).toEqual({ id: 1, is_test: 0, ...account })
    })
  })

  test('replaces the metrics of a day under their key of two columns', async () => {
    await withTables(async (db) => {
      await insertCampaign(db)
      const save = (date: string, clicks: number) =>
        db
          .insertInto('campaign_daily_metrics')
          .values({ campaign_id: 10, date, clicks })
          .onConflict((on) =>
            on.columns(['campaign_id', 'date']).doUpdateSet((row) => ({ clicks: row.ref('excluded.clicks') })),
          )
          .execute()
      await save('2026-01-01', 3)
      await save('2026-01-02', 4)
      await save('2026-01-01', 5)
      const rows = await db.selectFrom('campaign_daily_metrics').select(['date', 'clicks']).orderBy('date').execute()
      expectTypeOf(rows).toEqualTypeOf<{ date: string; clicks: number | null }[]>()
      expect(rows).toEqual([
        { date: '2026-01-01', clicks: 5 },
        { date: '2026-01-02', clicks: 4 },
      ])
    })
  })

  test('replaces a segment under its key of four columns', async () => {
    await withTables(async (db) => {
      await insertCampaign(db)
      const key = { account_id: 1, pivot_type: 'MEMBER_INDUSTRY', segment: 'Shipping', date_start: '2026-01-01' }
      const rest = { impressions: 1, ctr: null, share_pct: null, date_end: null, fetched_at: null }
      for (const clicks of [1, 2]) {
        await db
          .insertInto('audience_demographics')
          .values({ ...key, ...rest, clicks })
          .onConflict((on) => on.columns(['account_id', 'pivot_type', 'segment', 'date_start']).doUpdateSet({ clicks }))
          .execute()
      }
      expect(await db.selectFrom('audience_demographics').selectAll().execute()).toEqual([
        { ...key, ...rest, clicks: 2 },
      ])
    })
  })

  test('joins the metrics with their campaign and account', async () => {
    await withTables(async (db) => {
      await insertCampaign(db)
      await db
        .insertInto('campaign_daily_metrics')
        .values({ campaign_id: 10, date: '2026-01-01', spend: 12.5 })
        .execute()
      const rows = await db
        .selectFrom('campaign_daily_metrics as m')
        .innerJoin('campaigns as c', 'c.id', 'm.campaign_id')
        .leftJoin('ad_accounts as a', 'a.id', 'c.account_id')
        .select(['a.name as account', 'c.name as campaign', 'm.date', 'm.spend'])
        .execute()
      expectTypeOf(rows).toEqualTypeOf<
        { account: string | null; campaign: string | null; date: string; spend: number | null }[]
      >()
      expect(rows).toEqual([{ account: 'Account', campaign: 'Campaign', date: '2026-01-01', spend: 12.5 }])
    })
  })

  test('may leave out what the database fills in', async () => {
    await withTables(async (db) => {
      const run = await db
        .insertInto('sync_log')
        .values({ account_id: '1', started_at: '2026-01-01T00:00:00Z' })
        .returning(['id', 'status', 'campaigns_fetched', 'creatives_fetched', 'api_calls_made'])
        .executeTakeFirstOrThrow()
      expect(run).toEqual({
        id: 1,
        status: 'running',
        campaigns_fetched: 0,
        creatives_fetched: 0,
        api_calls_made: 0,
      })
    })
  })

  test('cannot refer to an account that is not there', async () => {
    await withTables(async (db) => {
      await db.deleteFrom('ad_accounts').execute()
      await expect(insertCampaign(db, 2)).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
    })
  })
})

/** The real tables in a real file. */
const withTables = async (use: (db: Kysely<Tables>) => Promise<void>): Promise<void> => {
  const database = noDatabase()
  await migratorOf(database).upgrade('head')
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: new Database(database.url.slice('sqlite:'.length), { fileMustExist: true }),
    }),
  })
  try {
    await use(db)
  } finally {
    await db.destroy()
  }
}

/** Campaign 10 of account 1, and that account. */
const insertCampaign = async (db: Kysely<Tables>, accountId = 1): Promise<void> => {
  await db.insertInto('ad_accounts').values({ id: 1, name: 'Account', is_test: 1 }).execute()
  await db
    .insertInto('campaigns')
    .values({ id: 10, account_id: accountId, name: 'Campaign', daily_budget: 12.5, offsite_delivery_enabled: 0 })
    .execute()
}
