import { boolean, integer, real, table, text } from '@ads/migrate-core/schema'

/** Campaigns of an account, with their budget and bidding. */
export const campaigns = table('campaigns', {
  id: integer().primaryKey(),
  account_id: integer().references('ad_accounts.id'),
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
