import type { CreateTable } from './create-table.js'
import {
  dropNotNull,
  type Generated,
  setCollation,
  setDefault,
  setGenerated,
  setNotNull,
  setType,
} from './edit-column-parts.js'
import { addColumn, type ColumnPlace, dropColumn, reorderColumns } from './edit-columns.js'
import { addConstraint, dropConstraint } from './edit-constraints.js'
import { setAutoIncrement, setOption } from './edit-options.js'
import { renameReferencedColumns, renameReferencedTable } from './edit-references.js'
import { refuseNewFaults } from './edited-faults.js'
import type { ConstraintDescription } from './find-constraints.js'
import { parseCreateTable } from './parse-create-table.js'
import { nameTable, type Rename, renameColumns, renameTable } from './rename-columns.js'

/** One change of the text of a table. Texts (`definition`, `type`, `value`, `expression`) are SQL as it is to stand there. */
export type TableEdit =
  | { readonly kind: 'addColumn'; readonly definition: string; readonly place: ColumnPlace }
  | { readonly kind: 'dropColumn'; readonly column: string }
  /** All columns, in their new order. */
  | { readonly kind: 'reorderColumns'; readonly columns: readonly string[] }
  | { readonly kind: 'renameColumns'; readonly columns: readonly Rename[] }
  /** An empty type takes it off. */
  | { readonly kind: 'setType'; readonly column: string; readonly type: string }
  | { readonly kind: 'setNotNull'; readonly column: string; readonly notNull: boolean }
  | { readonly kind: 'setDefault'; readonly column: string; readonly value: string | null }
  | { readonly kind: 'setCollation'; readonly column: string; readonly collation: string | null }
  | { readonly kind: 'setGenerated'; readonly column: string; readonly generated: Generated | null }
  /** On a column, or, with null, behind the columns. */
  | { readonly kind: 'addConstraint'; readonly definition: string; readonly column: string | null }
  | { readonly kind: 'dropConstraint'; readonly constraint: ConstraintDescription }
  | { readonly kind: 'setAutoIncrement'; readonly on: boolean }
  | { readonly kind: 'setOption'; readonly option: 'strict' | 'without rowid'; readonly on: boolean }
  | { readonly kind: 'renameTable'; readonly to: string }
  /** A name in passing: foreign keys of the table to itself keep the old one. */
  | { readonly kind: 'nameTable'; readonly to: string }
  | { readonly kind: 'renameReferencedTable'; readonly from: string; readonly to: string }
  | { readonly kind: 'renameReferencedColumns'; readonly table: string; readonly columns: readonly Rename[] }

/**
 * The text of a table with the changes made in turn, each in what the one before left; whatever they do not name stays
 * byte for byte. Throws `UNREADABLE_DDL` for a text that cannot be read, and `OPERATION_REFUSED` for a change that is not
 * possible or after which SQLite would not take the table.
 */
export const editTable = (source: string, edits: readonly TableEdit[]): string => {
  const after = editOnTheWay(source, edits)
  requireTakeable(source, after)
  return after
}

/** The same, for a text that is only passed through: SQLite need not take it. */
export const editOnTheWay = (source: string, edits: readonly TableEdit[]): string => {
  const before = parseCreateTable(source)
  const object = `table "${before.name.value}"`
  return edits.reduce((statement, edit) => parseCreateTable(applyEdit(statement, edit), object), before).sql
}

/** Throws `OPERATION_REFUSED` for what SQLite would not take in the text after, and did not have to before. */
export const requireTakeable = (before: string, after: string): void =>
  refuseNewFaults(parseCreateTable(before), parseCreateTable(after))

const applyEdit = <K extends TableEdit['kind']>(
  statement: CreateTable,
  edit: Extract<TableEdit, { kind: K }>,
): string => editors[edit.kind as K](statement, edit)

type Editors = {
  readonly [K in TableEdit['kind']]: (statement: CreateTable, edit: Extract<TableEdit, { kind: K }>) => string
}

const editors: Editors = {
  addColumn: (statement, { definition, place }) => addColumn(statement, definition, place),
  dropColumn: (statement, { column }) => dropColumn(statement, column),
  reorderColumns: (statement, { columns }) => reorderColumns(statement, columns),
  renameColumns: (statement, { columns }) => renameColumns(statement, columns),
  setType: (statement, { column, type }) => setType(statement, column, type),
  setNotNull: (statement, { column, notNull }) =>
    notNull ? setNotNull(statement, column) : dropNotNull(statement, column),
  setDefault: (statement, { column, value }) => setDefault(statement, column, value),
  setCollation: (statement, { column, collation }) => setCollation(statement, column, collation),
  setGenerated: (statement, { column, generated }) => setGenerated(statement, column, generated),
  addConstraint: (statement, { definition, column }) => addConstraint(statement, definition, column),
  dropConstraint: (statement, { constraint }) => dropConstraint(statement, constraint),
  setAutoIncrement: (statement, { on }) => setAutoIncrement(statement, on),
  setOption: (statement, { option, on }) => setOption(statement, option, on),
  renameTable: (statement, { to }) => renameTable(statement, to),
  nameTable: (statement, { to }) => nameTable(statement, to),
  renameReferencedTable: (statement, { from, to }) => renameReferencedTable(statement, from, to),
  renameReferencedColumns: (statement, { table, columns }) => renameReferencedColumns(statement, table, columns),
}
