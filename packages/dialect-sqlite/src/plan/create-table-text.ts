import type { Table } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import {
  autoIncrementColumn,
  autoIncrementKey,
  columnDefinition,
  requireCountable,
  tableConstraint,
} from './definition.js'

/** The statement that makes the table, without its indexes. Throws `OPERATION_REFUSED` for a table that cannot be. */
export const createTableText = (table: Table, ifNotExists: boolean): string => {
  const body = bodies.get(table) ?? bodyOf(table)
  bodies.set(table, body)
  return `CREATE TABLE ${ifNotExists ? 'IF NOT EXISTS ' : ''}${identifier(table.name.name)} ${body}`
}

/** Both the statement and what is planned after it need the same text. */
const bodies = new WeakMap<Table, string>()

const bodyOf = (table: Table): string => {
  const { strict = false, withoutRowid = false } = table.options.sqlite ?? {}
  const counted = autoIncrementColumn(table)
  if (counted !== null && withoutRowid) {
    throw operationRefused(
      `"${table.name.name}" has AUTOINCREMENT and WITHOUT ROWID`,
      'SQLite has only one of them at a time.',
    )
  }
  if (counted !== null) requireCountable(counted.column, table)
  if (table.columns.length === 0) throw operationRefused(`"${table.name.name}" has no columns`, 'Give it one.')
  const keyColumns = table.constraints.flatMap((each) => (each.kind === 'primaryKey' ? each.columns : []))
  const lines = [
    ...table.columns.map((column) => {
      // SQLite itself would let NULL into most keys.
      const nullable = column.nullable && !keyColumns.some((name) => sameIdentifier(name, column.name))
      const inline = column === counted?.column ? [autoIncrementKey(counted.key)] : []
      return columnDefinition({ ...column, nullable }, table, inline)
    }),
    ...table.constraints.filter((each) => each !== counted?.key).map(tableConstraint),
  ]
  const options = [...(withoutRowid ? ['WITHOUT ROWID'] : []), ...(strict ? ['STRICT'] : [])].join(', ')
  return `(\n${lines.map((line) => `  ${line}`).join(',\n')}\n)${options === '' ? '' : ` ${options}`}`
}
