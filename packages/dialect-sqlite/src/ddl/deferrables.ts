import type { ColumnConstraintNode, CreateTable } from './create-table.js'
import { editRefused } from './edit-errors.js'

/** The DEFERRABLE clauses of a column that stand apart from this foreign key of it, but are about it. */
export const clausesOf = (
  constraints: readonly ColumnConstraintNode[],
  reference: ColumnConstraintNode,
): readonly ColumnConstraintNode[] => {
  const behind = constraints.slice(constraints.indexOf(reference) + 1)
  const next = behind.findIndex(({ kind }) => kind === 'references')
  return (next < 0 ? behind : behind.slice(0, next)).filter(({ kind }) => kind === 'deferrable')
}

/**
 * A DEFERRABLE clause on a column without a foreign key is about the last foreign key of any column before it. Throws
 * `OPERATION_REFUSED` where there is one: moving columns or their keys could make it be about another.
 */
export const refuseStrayClauses = (statement: CreateTable, addsReference = false): void => {
  const written = statement.columns.some(({ constraints }) => constraints.some(({ kind }) => kind === 'references'))
  if (!addsReference && !written) return
  const column = statement.columns.find(({ constraints }) => {
    const first = constraints.findIndex(({ kind }) => kind === 'deferrable')
    return first >= 0 && !constraints.slice(0, first).some(({ kind }) => kind === 'references')
  })
  if (column === undefined) return
  throw editRefused(
    `table "${statement.name.value}"`,
    `the DEFERRABLE on its column "${column.name.value}" is about a foreign key of another column`,
    'Make the table anew with the clause behind its foreign key.',
  )
}
