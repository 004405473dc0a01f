import type { Column, Default } from '@ads/migrate-core'
import { foldCase } from '../ddl/identifiers.js'
import { identifier, literal } from '../spelling.js'
import { affinity, isStrict } from '../types.js'
import { embed } from './definition.js'
import { type Draft, draftColumn, tableOf, unknownText } from './draft.js'
import { findColumn } from './lookup.js'
import { rowidColumn } from './rowid.js'
import { collated, storedValue } from './stored-value.js'
import { columnsIn, substitute } from './substitute.js'

/**
 * SQL over the columns of the start for what rows that are there have in a column of the table that is to be, in the
 * form in which it is stored there: the column that it was, where that has the same in it.
 */
export const rowValue = (draft: Draft, name: string): string => {
  const column = findColumn(tableOf(draft), name)
  const known = draftColumn(draft, name)
  if (column === null || known === undefined) return identifier(name)
  if (known.from !== null && isKept(draft, name)) return identifier(known.from)
  const value = givenValue(draft, name)
  if (value === 'NULL') return isNumberedAnew(draft, name) ? rowNumber : value
  const row = identifier(draft.start.columns[0]!.name)
  const was = known.from === null ? null : findColumn(draft.start, known.from)
  return was !== null && value === identifier(was.name) && isStoredAlike(draft, was, column)
    ? collated(value, column.collation)
    : storedValue({ value, row }, affinityIn(draft, column), column.collation)
}

/** How questions call the number of a row, where rows had none and are given one while they are copied. */
export const rowNumber = '"migrate_row"'

/** The same in the form in which the column is given it. */
export const givenValue = (draft: Draft, name: string): string => {
  const known = draftColumn(draft, name)
  if (known === undefined) return identifier(name)
  if (known.value !== null) return known.value
  const column = findColumn(tableOf(draft), name)
  if (column?.generated != null) return `(${overStart(draft, embed(column.generated.expression))})`
  return column?.default == null ? 'NULL' : `(${defaultSql(column.default)})`
}

/** Whether rows have in a column of the table that is to be what they have in one that is there, and it compares alike. */
export const isKept = (draft: Draft, name: string): boolean => {
  const table = tableOf(draft)
  const is = findColumn(table, name)
  const { from = null, value = null } = draftColumn(draft, name) ?? {}
  const was = from === null ? null : findColumn(draft.start, from)
  if (from === null || was === null || is === null) return false
  if (!isStoredAlike(draft, was, is) || collationOf(was) !== collationOf(is)) return false
  if (is.generated === null) return value === identifier(from)
  const inputs = columnsIn(
    is.generated.expression.sql,
    table.columns.map((each) => each.name),
  )
  return (
    was.generated !== null &&
    overNames(is, (input) => draftColumn(draft, input)?.from ?? null) ===
      overNames(was, (input) => findColumn(draft.start, input)?.name ?? null) &&
    inputs.every((input) => isKept(draft, input))
  )
}

/** An expression over the table as it is by now, as one over the columns of the start. */
export const overStart = (draft: Draft, sql: string): string =>
  substitute(sql, (name) => (draftColumn(draft, name) === undefined ? null : rowValue(draft, name)))

/** A value or an expression as SQL. */
export const defaultSql = (value: Default): string => ('value' in value ? literal(value.value) : value.sql.trim())

/** Whether a column is the rowid of a table that had none, so that SQLite numbers the rows. */
const isNumberedAnew = (draft: Draft, name: string): boolean => {
  const table = tableOf(draft)
  return (
    draft.start.options.sqlite?.withoutRowid === true && table.source !== unknownText && rowidColumn(table) === name
  )
}

const affinityIn = (draft: Draft, { type }: Column) => affinity(type, isStrict(tableOf(draft)))

const isStoredAlike = (draft: Draft, was: Column, is: Column): boolean =>
  affinity(was.type, isStrict(draft.start)) === affinityIn(draft, is)

const collationOf = ({ collation }: Column): string => foldCase(collation ?? 'BINARY')

/** What a column is computed as, with its inputs under the names that are given for them. */
const overNames = ({ generated }: Column, nameOf: (input: string) => string | null): string =>
  substitute(generated?.expression.sql ?? '', (input) => {
    const name = nameOf(input)
    return name === null ? null : identifier(name)
  })
