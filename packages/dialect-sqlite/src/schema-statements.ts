import type { Connection } from '@ads/migrate-core'

/**
 * The texts of everything in the main database, as SQLite keeps them: tables first, since views and triggers may stand
 * before a table that was made again. What belongs to a virtual table comes with it.
 */
export const schemaStatements = async (connection: Connection): Promise<readonly string[]> => {
  const { rows } = await connection.execute(
    `SELECT sql FROM main.sqlite_schema
     WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       AND name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
     ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid`,
  )
  return rows.map(({ sql }) => String(sql))
}
