import { type Dialect, dialectContract } from '@ads/migrate-core'
import { checkUrl, displayUrl } from './address.js'
import { appendOnly } from './append-only.js'
import { introspect } from './introspect.js'
import { kysely } from './kysely.js'
import { lock } from './lock.js'
import { modelTypes } from './model-types.js'
import { normalize } from './normalize.js'
import { connect, openMemory } from './open.js'
import { plan } from './plan.js'
import { schemaVersion } from './schema-version.js'
import { script } from './script.js'
import { identifier, literal } from './spelling.js'
import { refuseStatement, splitStatements } from './statements.js'
import { typeSpelling } from './types.js'
import { unsaid } from './unsaid.js'

export { LockTimeout } from './errors.js'
export type { SqliteForeignKeyOptions, SqliteTableOptions } from './options.js'
export type { SqliteTypes } from './sqlite-types.js'

/** SQLite, through better-sqlite3: it and Kysely are loaded when they are first used. */
export const sqlite = (): Dialect => ({
  name: 'sqlite',
  contract: dialectContract,
  transactionalDdl: true,
  defaultEngine: { version: '3.35.0', options: {} },
  spelling: { identifier, literal, type: typeSpelling },
  checkUrl,
  displayUrl,
  connect,
  scratch: openMemory,
  introspect,
  normalize,
  schemaVersion,
  plan,
  splitStatements,
  appendOnly,
  refuseStatement,
  modelTypes,
  unsaid,
  script,
  lock,
  kysely,
})
