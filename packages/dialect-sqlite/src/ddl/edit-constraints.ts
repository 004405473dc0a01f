import type { ColumnConstraintNode, CreateTable, TableConstraintNode } from './create-table.js'
import { clausesOf, refuseStrayClauses } from './deferrables.js'
import { insertPart } from './edit-column-parts.js'
import { requireColumn } from './edit-columns.js'
import { editRefused } from './edit-errors.js'
import { insertBehind, removeItem } from './edit-items.js'
import { layOut } from './edit-layout.js'
import { type ConstraintDescription, type FoundConstraint, findConstraints } from './find-constraints.js'
import { readColumnConstraintText, readTableConstraintText } from './fragments.js'
import { parseCreateTable } from './parse-create-table.js'
import { removeColumnConstraints } from './remove-column-constraints.js'
import { splice } from './splice.js'

/**
 * The table with one more constraint: behind all others, or on a column. Throws `UNREADABLE_DDL` for a text that is no
 * constraint.
 */
export const addConstraint = (statement: CreateTable, definition: string, column: string | null): string => {
  if (column === null) {
    const items = layOut(statement)
    const { text } = readTableConstraintText(definition)
    return splice(statement.sql, insertBehind(statement, items, items.length - 1, text))
  }
  const { text, node } = readColumnConstraintText(definition)
  if (node.kind === 'references') refuseStrayClauses(statement, true)
  return splice(statement.sql, [insertPart(statement, requireColumn(statement, column), text)])
}

/**
 * The table without a constraint, wherever it is written, with the DEFERRABLE clauses that are about it. Several that the
 * description fits alike go together. Throws `OPERATION_REFUSED` where there is none, or where a name belongs to
 * constraints of several kinds.
 */
export const dropConstraint = (statement: CreateTable, wanted: ConstraintDescription): string => {
  const [first, ...more] = findConstraints(statement, wanted)
  const table = `table "${statement.name.value}"`
  if (first === undefined) {
    throw editRefused(
      table,
      `it has no ${describe(wanted)}`,
      'Check the name, or describe the constraint as it is written.',
    )
  }
  if (more.some(({ kind }) => kind !== first.kind)) {
    throw editRefused(table, `constraints of several kinds are ${describe(wanted)}`, 'Say which kind is meant.')
  }
  if (first.kind === 'foreignKey' && first.column !== null) refuseStrayClauses(statement)
  const sql = first.column === null ? removeFromTable(statement, first.node) : removeFromColumn(statement, first)
  return more.length === 0 ? sql : dropConstraint(parseCreateTable(sql), wanted)
}

const removeFromColumn = (
  statement: CreateTable,
  { column, node }: Extract<FoundConstraint, { column: object }>,
): string => {
  const clauses: readonly ColumnConstraintNode[] = node.kind === 'references' ? clausesOf(column.constraints, node) : []
  return removeColumnConstraints(statement, column, [node, ...clauses])
}

const removeFromTable = (statement: CreateTable, node: TableConstraintNode): string => {
  const items = layOut(statement)
  const index = items.findIndex((item) => item.node === node)
  // A name that nothing follows, with no comma behind it, would become that of the next constraint.
  let first = index
  const heir = statement.constraints[statement.constraints.indexOf(node) + 1]
  if (heir !== undefined && heir.name === null) {
    while (items[first - 1]?.comma === null && isNameOnly(items[first - 1]!.node)) first -= 1
  }
  return splice(
    statement.sql,
    items.slice(first, index + 1).flatMap((_, offset) => removeItem(statement, items, first + offset)),
  )
}

const isNameOnly = (node: object): boolean => 'kind' in node && node.kind === 'name only'

const describe = (wanted: ConstraintDescription): string => {
  if ('name' in wanted) return `${wanted.kind === undefined ? 'constraint' : words[wanted.kind]} "${wanted.name}"`
  if (wanted.kind === 'enum') return `enum on "${wanted.column}"`
  if (wanted.kind === 'check') return `unnamed CHECK (${wanted.expression})`
  const columns = wanted.columns === undefined ? '' : ` (${wanted.columns.join(', ')})`
  return wanted.kind === 'primaryKey' ? `PRIMARY KEY${columns}` : `unnamed ${words[wanted.kind]}${columns}`
}

const words = { primaryKey: 'PRIMARY KEY', unique: 'UNIQUE', check: 'CHECK', foreignKey: 'FOREIGN KEY' }
