import { findColumnUses, findQualifiers, findReferences } from './column-uses.js'
import type { CreateTable } from './create-table.js'
import type { Name } from './cursor.js'
import { refuseLooseName, requireColumn } from './edit-columns.js'
import { foldCase, sameIdentifier } from './identifiers.js'
import { renameAt } from './respell.js'
import { splice } from './splice.js'

export interface Rename {
  readonly from: string
  readonly to: string
}

/**
 * The table with its columns renamed, all at once (so that two can change names), wherever its definition names them:
 * keys, CHECKs, generated columns, foreign keys to itself. Each place keeps its quotes where the new name can stand in
 * them. Throws `OPERATION_REFUSED` for a column that is not there, and where a new name means something else already.
 */
export const renameColumns = (statement: CreateTable, columns: readonly Rename[]): string => {
  const names = new Map(columns.map(({ from, to }) => [foldCase(requireColumn(statement, from).name.value), to]))
  for (const { to } of columns) refuseLooseName(statement, to)
  const places: readonly Name[] = [
    ...statement.columns.map(({ name }) => name),
    ...findColumnUses(statement).map(({ name }) => name),
  ]
  return splice(
    statement.sql,
    places.flatMap((name) => {
      const to = names.get(foldCase(name.value))
      return to === undefined ? [] : [renameAt(statement.sql, name, to)]
    }),
  )
}

/** The table under another name, which its expressions and its foreign keys to itself follow. */
export const renameTable = (statement: CreateTable, to: string): string =>
  splice(statement.sql, [
    ...ownNames(statement).map((name) => renameAt(statement.sql, name, to)),
    ...findReferences(statement)
      .filter(({ table }) => sameIdentifier(table.value, statement.name.value))
      .map(({ table }) => renameAt(statement.sql, table, to)),
  ])

/**
 * The table under a name that it has only in passing: its foreign keys to itself keep the name that it will have in the
 * end.
 */
export const nameTable = (statement: CreateTable, to: string): string =>
  splice(
    statement.sql,
    ownNames(statement).map((name) => renameAt(statement.sql, name, to)),
  )

const ownNames = (statement: CreateTable): readonly Name[] => [statement.name, ...findQualifiers(statement)]
