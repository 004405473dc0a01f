import { integer, table, text } from '@ads/migrate-core/schema'

/** Runs of the job that fetches everything else. An id is never used twice. */
export const syncLog = table('sync_log', {
  id: integer().primaryKey({ autoIncrement: true }),
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
