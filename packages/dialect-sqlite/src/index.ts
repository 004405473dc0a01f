import { type Dialect, dialectContract } from '@ads/migrate-core'
import { checkUrl, displayUrl } from './address.js'
import { appendOnly } from './append-only.js'
import { loadDriver } from './driver.js'
import { introspect } from './introspect.js'
import { kysely } from './kysely.js'
import { hold, lock } from './lock.js'
import { modelTypes } from './model-types.js'
import { connect, openMemory } from './open.js'
import { schemaStatements } from './schema-statements.js'
import { schemaVersion } from './schema-version.js'
import { script } from './script.js'
import { identifier, literal, parameter } from './spelling.js'
import { refuseStatement, splitStatements, standsAlone } from './statements.js'
import { typeSpelling } from './types.js'
import { unsaid } from './unsaid.js'

export { LockTimeout } from './errors.js'
export type { SqliteForeignKeyOptions, SqliteTableOptions } from './options.js'
export type { SqliteTypes } from './sqlite-types.js'

/** SQLite, through better-sqlite3: it, Kysely and what changes a database are loaded when they are first used. */
export const sqlite = (): Dialect => ({
  name: 'sqlite',
  contract: dialectContract,
  transactionalDdl: true,
  defaultEngine: { version: '3.35.0', options: {} },
  spelling: { identifier, literal, parameter, type: typeSpelling },
  checkUrl,
  displayUrl,
  connect: async (address, access) => {
    // Who may write will plan, and should hold no lock while the planner is loaded.
    if (access !== 'read') await planner()
    return connect(address, access)
  },
  preload: () => Promise.allSettled([planner(), loadDriver()]),
  scratch: openMemory,
  introspect,
  normalize: async (schema) => (await import('./normalize.js')).normalize(schema),
  schemaVersion,
  schemaStatements,
  copy: async (connection, options) => (await import('./copy.js')).copy(connection, options),
  plan: async (operations, before, engine) => (await planner()).plan(operations, before, engine),
  splitStatements,
  uncheckedReferences: { begin: 'PRAGMA foreign_keys = OFF', end: 'PRAGMA foreign_keys = ON' },
  appendOnly,
  refuseStatement,
  standsAlone,
  modelTypes,
  unsaid,
  script,
  lock,
  hold,
  kysely,
})

/** Node takes its time to find again what it has already loaded, and a long run plans often. */
let loaded: Promise<typeof import('./plan.js')> | null = null

const planner = () => {
  loaded ??= import('./plan.js')
  return loaded
}
