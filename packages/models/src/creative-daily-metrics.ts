import { integer, primaryKey, real, table, text } from '@ads/migrate-core/schema'

/** What a creative did on a day. */
export const creativeDailyMetrics = table(
  'creative_daily_metrics',
  {
    creative_id: text().references('creatives.id'),
    date: text(),
    impressions: integer(),
    clicks: integer(),
    spend: real(),
    landing_page_clicks: integer(),
    conversions: integer(),
    likes: integer(),
    comments: integer(),
    shares: integer(),
    ctr: real(),
    cpc: real(),
    fetched_at: text(),
  },
  (t) => [primaryKey(t.creative_id, t.date)],
)
