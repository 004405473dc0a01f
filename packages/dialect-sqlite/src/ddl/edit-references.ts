import { findReferences } from './column-uses.js'
import type { CreateTable } from './create-table.js'
import { foldCase, sameIdentifier } from './identifiers.js'
import type { Rename } from './rename-columns.js'
import { renameAt } from './respell.js'
import { splice } from './splice.js'

/** The table with its foreign keys to one table made to refer to another. */
export const renameReferencedTable = (statement: CreateTable, from: string, to: string): string =>
  splice(
    statement.sql,
    findReferences(statement)
      .filter(({ table }) => sameIdentifier(table.value, from))
      .map(({ table }) => renameAt(statement.sql, table, to)),
  )

/** The table with the columns renamed that its foreign keys to one table refer to. */
export const renameReferencedColumns = (statement: CreateTable, table: string, columns: readonly Rename[]): string => {
  const names = new Map(columns.map(({ from, to }) => [foldCase(from), to]))
  return splice(
    statement.sql,
    findReferences(statement)
      .filter((references) => sameIdentifier(references.table.value, table))
      .flatMap((references) => references.columns)
      .flatMap((name) => {
        const to = names.get(foldCase(name.value))
        return to === undefined ? [] : [renameAt(statement.sql, name, to)]
      }),
  )
}
