import type { Statement, Table } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { identifier } from '../spelling.js'
import { type Draft, tableOf } from './draft.js'
import { givenValue } from './row-values.js'
import { rowidColumn, rowidName } from './rowid.js'
import { substitute } from './substitute.js'

/** The table that rows are copied from. */
export interface Source {
  /** Its name while they are. */
  readonly name: string
  /** What a column of the start is called in it. */
  readonly columnName: (start: string) => string
}

/**
 * The statement that fills the new table: columns by name, generated ones left to SQLite, rowids kept. In pieces over
 * the rowid where there is one.
 */
export const copyRows = (draft: Draft, source: Source): Statement => {
  const target = tableOf(draft)
  const rendered = (sql: string) => substitute(sql, (name) => columnOf(draft.start, source, name))
  const filled = draft.columns.flatMap(({ name, value }) =>
    value === null ? [] : [{ name: identifier(name), value: rendered(value) }],
  )
  const rowid = rowidIn(draft.start, source)
  const kept = rowidColumn(target) === null ? rowidName(target) : null
  const all = rowid !== null && kept !== null ? [{ name: kept, value: rowid }, ...filled] : filled
  // Rows of which nothing is left are still rows.
  if (all.length === 0) all.push(firstColumn(draft))
  const table = `main.${identifier(draft.start.name.name)}`
  const from = `main.${identifier(source.name)}`
  const head = `INSERT INTO ${table} (${all.map(({ name }) => name).join(', ')}) SELECT ${all.map(({ value }) => value).join(', ')} FROM ${from} NOT INDEXED`
  if (rowid === null) return { sql: head, transaction: 'inside', pieces: null }
  return {
    sql: head,
    transaction: 'inside',
    pieces: {
      // Each by itself, so that each is looked up in the index that serves it.
      bounds: `SELECT (SELECT min(${rowid}) FROM ${from}) AS low, (SELECT count(*) FROM ${from}) AS "rows"`,
      until: `SELECT max("key") AS "key" FROM (SELECT ${rowid} AS "key" FROM ${from} NOT INDEXED WHERE ${rowid} >= ? ORDER BY ${rowid} LIMIT ?)`,
      sql: `${head} WHERE ${rowid} BETWEEN ? AND ?`,
    },
  }
}

const firstColumn = (draft: Draft) => {
  const { name } = tableOf(draft).columns.find(({ generated }) => generated === null)!
  return { name: identifier(name), value: givenValue(draft, name) }
}

/** How the rowid of the source is called, whatever its columns are called by now. */
const rowidIn = (start: Table, source: Source): string | null => {
  const key = rowidColumn(start)
  if (key !== null) return identifier(source.columnName(key))
  const name = rowidName(start)
  const taken = start.columns.some((column) => name !== null && sameIdentifier(source.columnName(column.name), name))
  return taken ? null : name
}

const columnOf = (start: Table, source: Source, name: string): string | null => {
  const column = start.columns.find((each) => sameIdentifier(each.name, name))
  return column === undefined ? null : identifier(source.columnName(column.name))
}
