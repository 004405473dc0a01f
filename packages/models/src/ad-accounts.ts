import { boolean, integer, table, text } from '@ads/migrate-core/schema'

/** Accounts that pay for campaigns. */
export const adAccounts = table('ad_accounts', {
  id: integer().primaryKey(),
  name: text(),
  status: text(),
  currency: text(),
  type: text(),
  is_test: boolean(),
  fetched_at: text(),
})
