import type { Connection } from '@ads/migrate-core'

/** SQLite's own count of schema changes. https://www.sqlite.org/pragma.html#pragma_schema_version */
export const schemaVersion = async (connection: Connection): Promise<string> => {
  const [row] = (await connection.execute('PRAGMA main.schema_version')).rows
  return String(row?.schema_version)
}
