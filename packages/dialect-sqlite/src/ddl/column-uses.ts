import type { CreateTable, References } from './create-table.js'
import type { Name, Piece } from './cursor.js'
import { foldCase, sameIdentifier } from './identifiers.js'
import { findOperands, type Operand } from './operands.js'
import { tokensWithin } from './splice.js'
import { isSignificant } from './tokenize.js'

/** A place where the definition of a table names one of its columns. */
export interface ColumnUse {
  readonly name: Name
  /** What names it, as errors call it. */
  readonly by: string
  /** The column that it is written on; null for a table constraint. */
  readonly on: string | null
}

/** Every place where the definition names a column, the columns' own names left out. */
export const findColumnUses = (statement: CreateTable): readonly ColumnUse[] => {
  const columns = new Set(statement.columns.map(({ name }) => foldCase(name.value)))
  return findAllNames(statement).filter(({ name }) => columns.has(foldCase(name.value)))
}

/** Names in expressions that are no column: texts in double quotes, TRUE, the rowid. A column of that name takes them. */
export const findLooseNames = (statement: CreateTable): readonly Operand[] => {
  const columns = new Set(statement.columns.map(({ name }) => foldCase(name.value)))
  return expressionsOf(statement)
    .flatMap(({ expression }) => operandsIn(statement, expression))
    .filter(({ value, qualifier }) => qualifier === null && !columns.has(foldCase(value)))
}

/** The places where an expression says of which table a column is. */
export const findQualifiers = (statement: CreateTable): readonly Name[] =>
  expressionsOf(statement)
    .flatMap(({ expression }) => operandsIn(statement, expression))
    .flatMap(({ qualifier }) =>
      qualifier !== null && sameIdentifier(qualifier.value, statement.name.value) ? [qualifier] : [],
    )

/** The foreign keys of a table, wherever they are written. */
export const findReferences = (statement: CreateTable): readonly References[] => [
  ...statement.columns.flatMap(({ constraints }) =>
    constraints.flatMap((each) => (each.kind === 'references' ? [each.references] : [])),
  ),
  ...statement.constraints.flatMap((each) => (each.kind === 'foreign key' ? [each.references] : [])),
]

const findAllNames = (statement: CreateTable): readonly ColumnUse[] => [
  ...expressionsOf(statement).flatMap(({ expression, by, on }) =>
    operandsIn(statement, expression).map((name) => ({ name, by, on })),
  ),
  ...statement.constraints.flatMap((each) => {
    const by = called(each.kind.toUpperCase(), each.name)
    if (each.kind === 'foreign key') return each.columns.map((name) => ({ name, by, on: null }))
    if (each.kind !== 'primary key' && each.kind !== 'unique') return []
    return each.columns.flatMap(({ name }) => (name === null ? [] : [{ name, by, on: null }]))
  }),
  ...ownReferences(statement),
]

/** What foreign keys of the table to itself refer to. */
const ownReferences = (statement: CreateTable): readonly ColumnUse[] => {
  const isOwn = ({ table }: References) => sameIdentifier(table.value, statement.name.value)
  const uses = (references: References, by: string, on: string | null) =>
    isOwn(references) ? references.columns.map((name) => ({ name, by, on })) : []
  return [
    ...statement.columns.flatMap(({ name: column, constraints }) =>
      constraints.flatMap((each) =>
        each.kind === 'references' ? uses(each.references, called('FOREIGN KEY', each.name), column.value) : [],
      ),
    ),
    ...statement.constraints.flatMap((each) =>
      each.kind === 'foreign key' ? uses(each.references, called('FOREIGN KEY', each.name), null) : [],
    ),
  ]
}

interface PlacedExpression {
  readonly expression: Piece
  readonly by: string
  readonly on: string | null
}

// No DEFAULT: it cannot name a column, and a bare word in it is a text.
const expressionsOf = (statement: CreateTable): readonly PlacedExpression[] => [
  ...statement.columns.flatMap(({ name: column, constraints }) =>
    constraints.flatMap((each) => {
      if (each.kind !== 'check' && each.kind !== 'generated') return []
      const by = each.kind === 'check' ? called('CHECK', each.name) : `the generated column "${column.value}"`
      return [{ expression: each.expression, by, on: column.value }]
    }),
  ),
  ...statement.constraints.flatMap((each) =>
    each.kind === 'check' ? [{ expression: each.expression, by: called('CHECK', each.name), on: null }] : [],
  ),
  ...statement.constraints.flatMap((each) =>
    each.kind === 'primary key' || each.kind === 'unique'
      ? each.columns
          .filter(({ name }) => name === null)
          .map(({ expression }) => ({ expression, by: called(each.kind.toUpperCase(), each.name), on: null }))
      : [],
  ),
]

const operandsIn = (statement: CreateTable, expression: Piece): readonly Operand[] =>
  findOperands(tokensWithin(statement.tokens, expression).filter(isSignificant)).operands

const called = (kind: string, name: Name | null): string =>
  name === null ? `an unnamed ${kind} constraint` : `the ${kind} constraint "${name.value}"`
