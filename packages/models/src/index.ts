/** The tables of the ads database, and the types of their rows. A new table is one line in `tables.ts`. */
import { type DatabaseOf, defineSchema } from '@ads/migrate-core/schema'
import type { SqliteTypes } from '@ads/migrate-dialect-sqlite'
import * as tables from './tables.js'

export * from './tables.js'

/** What the database should look like. */
export const schema = defineSchema(tables)

/** The rows of every table, for `new Kysely<Database>(…)`. */
export type Database = DatabaseOf<typeof schema, SqliteTypes>
