/**
 * initial schema
 *
 * Revision ID: 0001
 * Revises:
 * Create Date: 2026-11-22T07:00:00Z
 */
import { boolean, integer, type Op, primaryKey, real, text } from '@ads/migrate-core/schema'

export const revision = '0001'
export const downRevision = null

export function upgrade(op: Op): void {
  op.createTable('ad_accounts', {
    id: integer().primaryKey({ name: 'pk_ad_accounts' }),
    name: text(),
    status: text(),
    currency: text(),
    type: text(),
    is_test: boolean(),
    fetched_at: text(),
  })
  op.createTable(
    'audience_demographics',
    {
      account_id: integer().references('ad_accounts.id', { name: 'fk_audience_demographics_account_id_ad_accounts' }),
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
    () => [primaryKey(['account_id', 'pivot_type', 'segment', 'date_start'], { name: 'pk_audience_demographics' })],
  )
  op.createTable('campaigns', {
    id: integer().primaryKey({ name: 'pk_campaigns' }),
    account_id: integer().references('ad_accounts.id', { name: 'fk_campaigns_account_id_ad_accounts' }),
    name: text(),
    status: text(),
    type: text(),
    daily_budget: real(),
    daily_budget_currency: text(),
    total_budget: real(),
    cost_type: text(),
    unit_cost: real(),
    bid_strategy: text(),
    creative_selection: text(),
    offsite_delivery_enabled: boolean(),
    audience_expansion_enabled: boolean(),
    campaign_group: text(),
    fetched_at: text(),
  })
  op.createTable(
    'campaign_daily_metrics',
    {
      campaign_id: integer().references('campaigns.id', { name: 'fk_campaign_daily_metrics_campaign_id_campaigns' }),
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
    () => [primaryKey(['campaign_id', 'date'], { name: 'pk_campaign_daily_metrics' })],
  )
  op.createTable('creatives', {
    id: text().primaryKey({ name: 'pk_creatives' }),
    campaign_id: integer().references('campaigns.id', { name: 'fk_creatives_campaign_id_campaigns' }),
    account_id: integer().references('ad_accounts.id', { name: 'fk_creatives_account_id_ad_accounts' }),
    intended_status: text(),
    is_serving: boolean(),
    content_reference: text(),
    created_at: integer(),
    last_modified_at: integer(),
    fetched_at: text(),
  })
  op.createTable(
    'creative_daily_metrics',
    {
      creative_id: text().references('creatives.id', { name: 'fk_creative_daily_metrics_creative_id_creatives' }),
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
    () => [primaryKey(['creative_id', 'date'], { name: 'pk_creative_daily_metrics' })],
  )
  op.createTable('sync_log', {
    id: integer().primaryKey({ name: 'pk_sync_log', autoIncrement: true }),
    account_id: text().notNull(),
    started_at: text().notNull(),
    finished_at: text(),
    status: text().notNull().default('running'),
    trigger: text(),
    campaigns_fetched: integer().default(0),
    creatives_fetched: integer().default(0),
    api_calls_made: integer().default(0),
    errors: text(),
  })
}

export function downgrade(op: Op): void {
  op.dropTable('sync_log')
  op.dropTable('creative_daily_metrics')
  op.dropTable('creatives')
  op.dropTable('campaign_daily_metrics')
  op.dropTable('campaigns')
  op.dropTable('audience_demographics')
  op.dropTable('ad_accounts')
}
