import type { Question } from '@ads/migrate-core'
import { literal } from '../spelling.js'

/** Refuses what lives only in this connection and uses the table: it would be lost without a word, or left broken. */
export const noTemporaryDependants = (table: string, what: string): Question => ({
  sql: `SELECT type, name FROM temp.sqlite_schema WHERE ${usesIt} AND ${says(table)}`,
  about: 'schema',
  expect: 'no rows',
  otherwise: { refuse: `the temporary {type} "{name}" stands in the way of "${table}", which ${what}: drop it first` },
})

/** The same for a column that is to go. SQLite itself would see most of them, when it is at it. */
export const noTemporaryReaders = (table: string, column: string): Question => ({
  sql: `SELECT type, name FROM temp.sqlite_schema WHERE ${usesIt} AND ${says(table)} AND (${says(column)} OR sql LIKE '%insert%')`,
  about: 'schema',
  expect: 'no rows',
  otherwise: {
    refuse: `the temporary {type} "{name}" stands in the way of dropping "${table}"."${column}": drop it first`,
  },
})

const usesIt = `type IN ('trigger', 'view')`

/** That the text has the name as a word of its own. */
const says = (name: string): string =>
  `(' ' || lower(sql) || ' ') GLOB lower(${literal(`*[^a-z0-9_$]${name.replace(/[*?[]/g, '[$&]')}[^a-z0-9_$]*`)})`
