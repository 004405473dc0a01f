import type { ColumnConstraintNode, ColumnNode, CreateTable } from './create-table.js'
import { removePart, splice } from './splice.js'
import { hasCommentInType, keepCommentOutOfType } from './type-comments.js'

/** The column without these constraints, each with its name; the comments around them stay. */
export const removeColumnConstraints = (
  statement: CreateTable,
  column: ColumnNode,
  nodes: readonly ColumnConstraintNode[],
): string => {
  const gone = new Set(nodes)
  for (const node of nodes) for (const name of danglingNames(column.constraints, node, gone)) gone.add(name)
  const sql = splice(
    statement.sql,
    [...gone].map((node) => removePart(statement.tokens, node)),
  )
  return hasCommentInType(statement, column) ? sql : keepCommentOutOfType(sql, statement.columns.indexOf(column))
}

/** `CONSTRAINT x CONSTRAINT y NOT NULL CHECK (…)`: without `y`, the idle name `x` would become that of the CHECK. */
const danglingNames = (
  nodes: readonly ColumnConstraintNode[],
  node: ColumnConstraintNode,
  gone: ReadonlySet<ColumnConstraintNode>,
): readonly ColumnConstraintNode[] => {
  const index = nodes.indexOf(node)
  const heir = nodes.slice(index + 1).find((each) => !gone.has(each))
  if (heir === undefined || heir.name !== null) return []
  const names: ColumnConstraintNode[] = []
  for (let before = index - 1; nodes[before]?.kind === 'name only' || gone.has(nodes[before]!); before -= 1) {
    if (nodes[before] === undefined) break
    names.push(nodes[before]!)
  }
  return names
}
