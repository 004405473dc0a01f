import type { Question, Table } from '@ads/migrate-core'
import { identifier } from '../spelling.js'
import type { Draft } from './draft.js'
import { rowNumber, rowValue } from './row-values.js'
import { refuseIf } from './way.js'

/**
 * What follows FROM to see the rows of the table as they are to be, in these columns, though nothing has been done yet:
 * the table itself wherever its columns are what they were.
 */
export const rowsOf = (draft: Draft, columns: readonly string[]): string => {
  const table = `main.${identifier(draft.start.name.name)}`
  if (columns.every((name) => rowValue(draft, name) === identifier(name))) return table
  const values = columns.map((name) => `${rowValue(draft, name)} AS ${identifier(name)}`).join(', ')
  // In the order in which they are copied.
  const from = values.includes(rowNumber)
    ? `(SELECT *, row_number() OVER () AS ${rowNumber} FROM ${table} NOT INDEXED)`
    : table
  return `(SELECT ${values === '' ? '1' : values} FROM ${from})`
}

/**
 * Refuses, with these words, where rows of `from` meet the condition: `{count}` is how many do, and `{example}` stands
 * for the SQL `example` of one of them.
 */
export const refuseRows = (from: string, condition: string, example: string, refuse: string): Question =>
  refuseIf(
    `SELECT * FROM (SELECT count(*) AS "count", ${example} AS "example" FROM ${from} WHERE ${condition}) WHERE "count" > 0`,
    refuse,
  )

/** Refuses, with these words, where rows of `from` have the same in all of the columns; NULL is never the same. */
export const refuseDuplicates = (from: string, columns: readonly string[], refuse: string): Question => {
  const names = columns.map(identifier)
  const filled = names.map((name) => `${name} IS NOT NULL`).join(' AND ')
  const groups = `SELECT ${quoted(columns)} AS "value" FROM ${from} WHERE ${filled} GROUP BY ${names.join(', ')} HAVING count(*) > 1`
  return refuseIf(
    `SELECT * FROM (SELECT count(*) AS "count", "value" AS "example" FROM (${groups})) WHERE "count" > 0`,
    refuse,
  )
}

/** The values of these columns as people read them. */
export const quoted = (columns: readonly string[]): string =>
  columns.map((name) => `quote(${identifier(name)})`).join(` || ', ' || `)

/** The columns of its key, else its first one: what a row is told by. */
export const tellingColumns = (table: Table): readonly string[] => {
  const key = table.constraints.find(({ kind }) => kind === 'primaryKey')
  if (key?.kind === 'primaryKey') return key.columns
  return table.columns.slice(0, 1).map(({ name }) => name)
}
