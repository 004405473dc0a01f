import type { ColumnConstraintNode, ColumnNode, TableConstraintNode } from './create-table.js'
import { editRefused } from './edit-errors.js'
import { parseCreateTable } from './parse-create-table.js'

/** A part of a definition: its text, without what surrounds it, and what it says. */
export interface Fragment<Node> {
  readonly text: string
  readonly node: Node
}

/** One column definition. Throws `UnreadableDdl`, and `OPERATION_REFUSED` where the text says more than one thing. */
export const readColumnText = (text: string): Fragment<ColumnNode> => {
  const { sql, columns, constraints } = read('the new column', text)
  return { node: only('the new column', columns, constraints), text: slice(sql, columns[0]!) }
}

/** One constraint as it stands behind the columns. Throws as `readColumnText`. */
export const readTableConstraintText = (text: string): Fragment<TableConstraintNode> => {
  const { sql, columns, constraints } = read('the new constraint', `x,${text}`)
  return { node: only('the new constraint', constraints, columns.slice(1)), text: slice(sql, constraints[0]!) }
}

/** One constraint as it stands on its column. Throws as `readColumnText`. */
export const readColumnConstraintText = (text: string): Fragment<ColumnConstraintNode> => {
  const { sql, columns, constraints } = read('the new constraint', `x ${text}`)
  const others = [...columns.slice(1), ...constraints, ...(columns[0]!.type === null ? [] : [columns[0]!.type])]
  return {
    node: only('the new constraint', columns[0]!.constraints, others),
    text: slice(sql, columns[0]!.constraints[0]!),
  }
}

/** A type, or nothing. Throws as `readColumnText`. */
export const readTypeText = (text: string): string => {
  const { columns, constraints } = read('the new type', `x ${text}`)
  const [column] = columns
  only('the new type', columns, [...constraints, ...column!.constraints])
  return column!.type?.text ?? ''
}

/** An expression that can stand in parentheses. Throws as `readColumnText`. */
export const readExpressionText = (text: string): string => {
  const { node } = readColumnConstraintText(`CHECK (${text}\n)`)
  if (node.kind !== 'check' || node.conflict !== null) throw several('the new expression')
  return node.expression.text
}

/** What may follow DEFAULT. Throws as `readColumnText`. */
export const readDefaultText = (text: string): string => {
  const { node, text: whole } = readColumnConstraintText(`DEFAULT ${text}`)
  if (node.kind !== 'default') throw several('the new default')
  return whole.slice('DEFAULT'.length).trimStart()
}

// The line break keeps a comment at the end of the text from taking the parenthesis along.
const read = (object: string, body: string) => parseCreateTable(`CREATE TABLE t(${body}\n)`, object)

const slice = (sql: string, { start, end }: { readonly start: number; readonly end: number }): string =>
  sql.slice(start, end)

const only = <Node>(object: string, nodes: readonly Node[], others: readonly unknown[]): Node => {
  if (nodes.length !== 1 || others.length > 0) throw several(object)
  return nodes[0]!
}

const several = (object: string) =>
  editRefused(object, 'its text says something else as well', 'Give the text of one thing.')
