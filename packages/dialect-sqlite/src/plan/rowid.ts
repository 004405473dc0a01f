import type { Table } from '@ads/migrate-core'
import { declaredType } from '../ddl/declared-type.js'
import { allConstraints, columnsOf } from '../ddl/find-constraints.js'
import { rowidNames, sameIdentifier } from '../ddl/identifiers.js'
import { parseCreateTable } from '../ddl/parse-create-table.js'
import { identifier } from '../spelling.js'

/**
 * The column that is the rowid under another name; null where there is none.
 * https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key
 */
export const rowidColumn = (table: Table): string | null => {
  if (isWithoutRowid(table)) return null
  const statement = parseCreateTable(table.source ?? '', `table "${table.name.name}"`)
  const key = allConstraints(statement).find(({ kind }) => kind === 'primaryKey')
  if (key === undefined) return null
  const [name, ...more] = columnsOf(key)
  const column = statement.columns.find((each) => sameIdentifier(each.name.value, name ?? ''))
  if (column === undefined || more.length > 0 || declaredType(column.type?.text ?? '').toUpperCase() !== 'INTEGER')
    return null
  // Written on the column, DESC makes it another column; behind the columns it does not.
  const descending = key.column !== null && 'order' in key.node && key.node.order === 'desc'
  return descending ? null : column.name.value
}

/** SQL that means the rowid in statements about the table; null where it has none, or columns have taken all its names. */
export const rowidName = (table: Table): string | null => {
  if (isWithoutRowid(table)) return null
  const key = rowidColumn(table)
  if (key !== null) return identifier(key)
  return rowidNames.find((alias) => !table.columns.some(({ name }) => sameIdentifier(name, alias))) ?? null
}

const isWithoutRowid = ({ options }: Table): boolean => options.sqlite?.withoutRowid === true
