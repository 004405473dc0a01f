import type { Connection } from '@ads/migrate-core'
import { SqliteConnection } from './connection.js'
import { sameIdentifier } from './ddl/identifiers.js'
import { operationRefused } from './errors.js'

/**
 * Throws `OPERATION_REFUSED` where something that lives only in the connection has one of these names: statements would
 * be about that, and not about what the database has under the name. https://www.sqlite.org/lang_naming.html
 */
export const refuseHidden = async (connection: Connection, names: readonly string[]): Promise<void> => {
  // This is asked for each revision, and takes half of the time.
  if (connection instanceof SqliteConnection && !(await connection.hasTemporary())) return
  const { rows } = await connection.execute('SELECT type, name FROM temp.sqlite_schema')
  const found = rows.find((row) => names.some((name) => sameIdentifier(name, String(row.name))))
  if (found === undefined) return
  throw operationRefused(
    `a temporary ${found.type} hides what is called "${found.name}" in the database`,
    'Drop it first: it lives only in this connection.',
  )
}
