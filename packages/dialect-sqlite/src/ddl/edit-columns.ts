import { findColumnUses, findLooseNames } from './column-uses.js'
import type { ColumnNode, CreateTable } from './create-table.js'
import { refuseStrayClauses } from './deferrables.js'
import { editRefused } from './edit-errors.js'
import { insertBehind, insertFirst, removeItem } from './edit-items.js'
import { type Item, layOut } from './edit-layout.js'
import { readColumnText } from './fragments.js'
import { sameIdentifier } from './identifiers.js'
import { splice } from './splice.js'

/** Where a column is to stand. */
export type ColumnPlace = 'first' | 'last' | { readonly before: string } | { readonly after: string }

/**
 * The column put in its place, on a line of its own where its neighbour has one. Throws `UNREADABLE_DDL` for a text that
 * is no column, `OPERATION_REFUSED` where an expression of the table would read its name otherwise.
 */
export const addColumn = (statement: CreateTable, definition: string, place: ColumnPlace): string => {
  const { text, node } = readColumnText(definition)
  refuseLooseName(statement, node.name.value)
  if (node.constraints.some(({ kind }) => kind === 'references' || kind === 'deferrable')) {
    refuseStrayClauses(statement, true)
  }
  const items = layOut(statement)
  const index = placeIndex(statement, place)
  return splice(
    statement.sql,
    index === 0 ? insertFirst(statement, items, text) : insertBehind(statement, items, index - 1, text),
  )
}

/**
 * The table without the column, its comma and its comments (see `Item`). Throws `OPERATION_REFUSED` where anything that
 * is not written on the column itself uses it, and for the only column.
 */
export const dropColumn = (statement: CreateTable, name: string): string => {
  const column = requireColumn(statement, name)
  const uses = findColumnUses(statement).filter(
    (use) => sameIdentifier(use.name.value, column.name.value) && use.on !== column.name.value,
  )
  const full = `table "${statement.name.value}"`
  if (uses.length > 0) {
    const users = [...new Set(uses.map(({ by }) => by))].join(', ')
    throw editRefused(full, `its column "${column.name.value}" is used by ${users}`, 'Drop what uses the column first.')
  }
  if (statement.columns.length === 1) {
    throw editRefused(full, `"${column.name.value}" is its only column`, 'Drop the table, or add another column first.')
  }
  if (column.constraints.some(({ kind }) => kind === 'references' || kind === 'deferrable'))
    refuseStrayClauses(statement)
  return splice(statement.sql, removeItem(statement, layOut(statement), statement.columns.indexOf(column)))
}

/**
 * The columns in another order, each with its comments. Throws `OPERATION_REFUSED` where `names` are not the columns of
 * the table, each once.
 */
export const reorderColumns = (statement: CreateTable, names: readonly string[]): string => {
  const order = names.map((name) => statement.columns.indexOf(requireColumn(statement, name)))
  if (new Set(order).size !== statement.columns.length || order.length !== statement.columns.length) {
    throw editRefused(
      `table "${statement.name.value}"`,
      'the new order does not name each of its columns once',
      'Name all of them.',
    )
  }
  if (order.every((from, to) => from === to)) return statement.sql
  refuseStrayClauses(statement)
  const items = layOut(statement).slice(0, order.length)
  const changes = order.map((from, to) => {
    const { start, end, comma } = items[to]!
    return { start, end, text: itemText(statement.sql, items[from]!, comma !== null) }
  })
  return splice(statement.sql, changes)
}

/** The column of this name, in any case. Throws `OPERATION_REFUSED` where there is none. */
export const requireColumn = (statement: CreateTable, name: string): ColumnNode => {
  const column = statement.columns.find((each) => sameIdentifier(each.name.value, name))
  if (column !== undefined) return column
  throw editRefused(`table "${statement.name.value}"`, `it has no column "${name}"`, 'Check the name of the column.')
}

/** Throws `OPERATION_REFUSED` where an expression has the name already, though it means something else there. */
export const refuseLooseName = (statement: CreateTable, name: string): void => {
  if (!findLooseNames(statement).some(({ value }) => sameIdentifier(value, name))) return
  throw editRefused(
    `table "${statement.name.value}"`,
    `an expression in it contains "${name}", which would come to mean the column`,
    'Choose another name, or write the text in the expression in single quotes.',
  )
}

const placeIndex = (statement: CreateTable, place: ColumnPlace): number => {
  if (place === 'first') return 0
  if (place === 'last') return statement.columns.length
  const indexOf = (name: string) => statement.columns.indexOf(requireColumn(statement, name))
  return 'before' in place ? indexOf(place.before) : indexOf(place.after) + 1
}

const itemText = (sql: string, { start, node, comma, end }: Item, wantsComma: boolean): string => {
  if (comma !== null)
    return wantsComma ? sql.slice(start, end) : sql.slice(start, comma.start) + sql.slice(comma.end, end)
  return wantsComma ? `${sql.slice(start, node.end)},${sql.slice(node.end, end)}` : sql.slice(start, end)
}
