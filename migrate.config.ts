import { defineConfig } from '@ads/migrate-core'
import { sqlite } from '@ads/migrate-dialect-sqlite'
import history from '@ads/migrations'
import { schema } from '@ads/models'

export default defineConfig({
  dialect: sqlite(),
  url: process.env.DATABASE_URL ?? 'sqlite:data/linkedin_ads.db',
  history,
  schema,
  environments: { test: { url: 'sqlite:data/test.db' } },
})
