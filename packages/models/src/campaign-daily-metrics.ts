import { integer, primaryKey, real, table, text } from '@ads/migrate-core/schema'

/** What a campaign did on a day. */
export const campaignDailyMetrics = table(
  'campaign_daily_metrics',
  {
    campaign_id: integer().references('campaigns.id'),
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
  (t) => [primaryKey(t.campaign_id, t.date)],
)
