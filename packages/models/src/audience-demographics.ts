import { integer, primaryKey, real, table, text } from '@ads/migrate-core/schema'

/** Who saw an account's ads in a span of days: one segment (a job title, an industry) of one pivot each. */
export const audienceDemographics = table(
  'audience_demographics',
  {
    account_id: integer().references('ad_accounts.id'),
    pivot_type: text(),
    segment: text(),
    impressions: integer(),
    clicks: integer(),
    ctr: real(),
    share_pct: real(),
    date_start: text(),
    date_end: text(),
    fetched_at: text(),
  },
  (t) => [primaryKey(t.account_id, t.pivot_type, t.segment, t.date_start)],
)
