import type { Table } from '@ads/migrate-core'
import { literal } from '../spelling.js'

/**
 * Statements that keep the highest number that was ever given out, also where its row is gone. SQLite has renamed the
 * entry along with the old table, and copying has made a new one. https://www.sqlite.org/autoinc.html
 */
export const sequenceKept = (start: Table, target: Table, old: string): readonly string[] => {
  const counts = ({ columns }: Table) => columns.some(({ autoIncrement }) => autoIncrement)
  if (!counts(start) || !counts(target)) return []
  const name = literal(target.name.name)
  const entryOf = (table: string) => `EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name = ${table})`
  return [
    `DELETE FROM main.sqlite_sequence WHERE name = ${name} AND ${entryOf(literal(old))}`,
    `UPDATE main.sqlite_sequence SET name = ${name} WHERE name = ${literal(old)}`,
  ]
}
