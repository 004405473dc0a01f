import { type Connection, type Dialect, dialectContract } from '@ads/migrate-core'
import { connect, lock, scratch } from './connection.js'
import { introspect } from './introspect.js'
import { kysely } from './kysely.js'
import { normalize } from './normalize.js'
import { script } from './script.js'
import { checkUrl, displayUrl } from './server.js'
import { columnType, identifier, literal, parameter } from './spelling.js'
import { refuseStatement, splitStatements } from './statements.js'

export type { PostgresIndexOptions } from './definition.js'
export { dropMemory } from './server.js'

/** PostgreSQL on PGlite: what core's seam has to carry beside SQLite. Not for use. */
export const postgresSpike = (): Dialect => ({
  name: 'postgres',
  contract: dialectContract,
  transactionalDdl: true,
  defaultEngine: { version: '18.0', options: {} },
  spelling: { identifier, literal, parameter, type: columnType },
  checkUrl,
  displayUrl,
  connect,
  scratch,
  introspect,
  normalize,
  schemaVersion,
  plan: async (operations, before, engine) => (await import('./plan.js')).plan(operations, before, engine),
  splitStatements,
  refuseStatement,
  script,
  lock,
  kysely,
})

/** The versions of all catalog rows that are not the system's. */
const schemaVersion = async (connection: Connection): Promise<string> => {
  const { rows } = await connection.execute(`
    SELECT md5(string_agg(version, ',' ORDER BY version)) AS version FROM (
      SELECT concat('n', oid, ' ', xmin) AS version FROM pg_namespace
      UNION ALL SELECT concat('c', oid, ' ', xmin) FROM pg_class WHERE oid >= 16384
      UNION ALL SELECT concat('a', attrelid, ' ', attnum, ' ', xmin) FROM pg_attribute WHERE attrelid >= 16384
      UNION ALL SELECT concat('k', oid, ' ', xmin) FROM pg_constraint WHERE oid >= 16384
      UNION ALL SELECT concat('d', oid, ' ', xmin) FROM pg_attrdef WHERE oid >= 16384
      UNION ALL SELECT concat('t', oid, ' ', xmin) FROM pg_type WHERE oid >= 16384
      UNION ALL SELECT concat('e', oid, ' ', xmin) FROM pg_enum WHERE oid >= 16384
      UNION ALL SELECT concat('p', oid, ' ', xmin) FROM pg_proc WHERE oid >= 16384
      UNION ALL SELECT concat('g', oid, ' ', xmin) FROM pg_trigger WHERE oid >= 16384
      UNION ALL SELECT concat('r', oid, ' ', xmin) FROM pg_rewrite WHERE oid >= 16384) AS versions`)
  return String(rows[0]?.version)
}
