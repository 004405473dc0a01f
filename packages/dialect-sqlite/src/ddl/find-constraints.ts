import { canonicalExpression } from './canonical-sql.js'
import type { ColumnConstraintNode, ColumnNode, CreateTable, TableConstraintNode } from './create-table.js'
import { enumCheckOf } from './enum-check.js'
import { foldCase, sameIdentifier } from './identifiers.js'

export type ConstraintKind = 'primaryKey' | 'unique' | 'check' | 'foreignKey'

/** Which constraint is meant: by its name, one without a name by what it says, the CHECK of an enum by its column. */
export type ConstraintDescription =
  | { readonly name: string; readonly kind?: ConstraintKind }
  | { readonly kind: 'check'; readonly expression: string }
  | { readonly kind: 'primaryKey'; readonly columns?: readonly string[] }
  | { readonly kind: 'unique' | 'foreignKey'; readonly columns: readonly string[] }
  | { readonly kind: 'enum'; readonly column: string }

/** A constraint where it is written: on a column, or behind the columns. */
export type FoundConstraint = { readonly kind: ConstraintKind } & (
  | { readonly column: ColumnNode; readonly node: ColumnConstraintNode }
  | { readonly column: null; readonly node: TableConstraintNode }
)

/** Every constraint that the description fits. A primary key without a name may be described though it has one. */
export const findConstraints = (statement: CreateTable, wanted: ConstraintDescription): readonly FoundConstraint[] => {
  if (wanted.kind === 'enum') return enumChecks(statement, wanted.column)
  const all = allConstraints(statement)
  if ('name' in wanted) {
    return all.filter(
      ({ node, kind }) =>
        node.name !== null &&
        sameIdentifier(node.name.value, wanted.name) &&
        (wanted.kind === undefined || wanted.kind === kind),
    )
  }
  return all.filter(
    (found) =>
      found.kind === wanted.kind &&
      (found.node.name === null || wanted.kind === 'primaryKey') &&
      (wanted.kind === 'check' ? hasExpression(found, wanted.expression) : hasColumns(found, wanted.columns)),
  )
}

/** The primary key, UNIQUE, CHECK and FOREIGN KEY constraints of a table; what makes an enum is part of a type. */
export const allConstraints = (statement: CreateTable): readonly FoundConstraint[] => [
  ...statement.columns.flatMap((column) => {
    const ofType = enumCheckOf(column)?.node
    return column.constraints.flatMap((node): FoundConstraint[] => {
      const kind = kinds.get(node.kind)
      return kind === undefined || node === ofType ? [] : [{ kind, column, node }]
    })
  }),
  ...statement.constraints.flatMap((node): FoundConstraint[] => {
    const kind = kinds.get(node.kind)
    return kind === undefined ? [] : [{ kind, column: null, node }]
  }),
]

/** The columns that a key, a UNIQUE or a foreign key is over. */
export const columnsOf = ({ column, node }: FoundConstraint): readonly string[] => {
  if (column !== null) return [column.name.value]
  if (node.kind === 'foreign key') return node.columns.map(({ value }) => value)
  if (node.kind !== 'primary key' && node.kind !== 'unique') return []
  return 'columns' in node ? node.columns.map(({ name, expression }) => name?.value ?? expression.text) : []
}

const enumChecks = ({ columns }: CreateTable, name: string): readonly FoundConstraint[] =>
  columns.flatMap((column): FoundConstraint[] => {
    const check = sameIdentifier(column.name.value, name) ? enumCheckOf(column) : null
    return check === null ? [] : [{ kind: 'check', column, node: check.node }]
  })

const kinds: ReadonlyMap<string, ConstraintKind> = new Map([
  ['primary key', 'primaryKey'],
  ['unique', 'unique'],
  ['check', 'check'],
  ['references', 'foreignKey'],
  ['foreign key', 'foreignKey'],
])

const hasExpression = ({ node }: FoundConstraint, expression: string): boolean =>
  node.kind === 'check' && canonicalExpression(node.expression.text) === canonicalExpression(expression)

const hasColumns = (found: FoundConstraint, columns: readonly string[] | undefined): boolean =>
  columns === undefined || JSON.stringify(columnsOf(found).map(foldCase)) === JSON.stringify(columns.map(foldCase))
