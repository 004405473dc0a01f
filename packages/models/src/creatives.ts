import { boolean, integer, table, text } from '@ads/migrate-core/schema'

/** What a campaign shows. `created_at` and `last_modified_at` are milliseconds since 1970. */
export const creatives = table('creatives', {
  id: text().primaryKey(),
  campaign_id: integer().references('campaigns.id'),
  account_id: integer().references('ad_accounts.id'),
  intended_status: text(),
  is_serving: boolean(),
  content_reference: text(),
  created_at: integer(),
  last_modified_at: integer(),
  fetched_at: text(),
})
