import type { Insertable, Selectable, Updateable } from 'kysely'
import { describe, expectTypeOf, test } from 'vitest'
import type { Database } from '../src/index.js'

// tsc proves these; the test run only shows that they are there.
describe('Database', () => {
  test('has the seven tables under their names', () => {
    expectTypeOf<keyof Database>().toEqualTypeOf<
      | 'ad_accounts'
      | 'audience_demographics'
      | 'campaign_daily_metrics'
      | 'campaigns'
      | 'creative_daily_metrics'
      | 'creatives'
      | 'sync_log'
    >()
  })

  test('gives rows as better-sqlite3 gives them', () => {
    expectTypeOf<Selectable<Database['creatives']>>().toEqualTypeOf<{
      id: string
      campaign_id: number | null
      account_id: number | null
      intended_status: string | null
      is_serving: 0 | 1 | null
      content_reference: string | null
      created_at: number | null
      last_modified_at: number | null
      fetched_at: string | null
    }>()
  })

  test('has no null in a key, also one of several columns', () => {
    type Metrics = Selectable<Database['campaign_daily_metrics']>
    expectTypeOf<Pick<Metrics, 'campaign_id' | 'date' | 'clicks'>>().toEqualTypeOf<{
      campaign_id: number
      date: string
      clicks: number | null
    }>()
    expectTypeOf<Insertable<Database['audience_demographics']>>().pick('date_start').toEqualTypeOf<{
      date_start: string
    }>()
  })

  test('asks a new row for what the database cannot fill in, and for nothing else', () => {
    expectTypeOf<{ account_id: string; started_at: string }>().toExtend<Insertable<Database['sync_log']>>()
    expectTypeOf<{ account_id: string }>().not.toExtend<Insertable<Database['sync_log']>>()
    expectTypeOf<{ id: number }>().toExtend<Insertable<Database['ad_accounts']>>()
    expectTypeOf<{ name: string }>().not.toExtend<Insertable<Database['ad_accounts']>>()
  })

  test('takes no boolean, which better-sqlite3 would refuse', () => {
    expectTypeOf<{ is_test: 1 }>().toExtend<Updateable<Database['ad_accounts']>>()
    expectTypeOf<{ is_test: true }>().not.toExtend<Updateable<Database['ad_accounts']>>()
  })
})
