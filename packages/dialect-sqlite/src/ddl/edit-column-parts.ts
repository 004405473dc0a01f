import type { ColumnConstraintNode, ColumnNode, CreateTable } from './create-table.js'
import { isWord } from './cursor.js'
import { requireColumn } from './edit-columns.js'
import { readDefaultText, readExpressionText, readTypeText } from './fragments.js'
import { removeColumnConstraints } from './remove-column-constraints.js'
import { respell } from './respell.js'
import { type Change, insertAt, removeSpan, spaceStart, splice, tokensWithin } from './splice.js'
import { isSignificant, type Token } from './tokenize.js'
import { hasCommentInType, keepCommentOutOfType } from './type-comments.js'

/** The column with another type as it is written, or with none for ''. Throws `UNREADABLE_DDL` for what is no type. */
export const setType = (statement: CreateTable, name: string, type: string): string => {
  const column = requireColumn(statement, name)
  const text = readTypeText(type)
  const start = column.type?.start ?? column.name.end
  const change =
    text === ''
      ? removeSpan(spaceStart(statement.tokens, start), column.type?.end ?? start)
      : { start, end: column.type?.end ?? start, text: column.type === null ? ` ${text}` : text }
  if (text === '' && column.type === null) return statement.sql
  return keepCommentOutOfType(splice(statement.sql, [change]), statement.columns.indexOf(column))
}

/** The column NOT NULL, where it is not. A NULL that is written on it becomes NOT NULL. */
export const setNotNull = (statement: CreateTable, name: string): string => {
  const column = requireColumn(statement, name)
  if (column.constraints.some(({ kind }) => kind === 'not null')) return statement.sql
  const nulls = column.constraints.filter(({ kind }) => kind === 'null')
  if (nulls.length === 0) return splice(statement.sql, [insertPart(statement, column, 'NOT NULL')])
  return splice(
    statement.sql,
    nulls.map((node) => ({ start: wordsOf(statement, node)[0]!.start, end: node.end, text: 'NOT NULL' })),
  )
}

/** The column without any NOT NULL that is written on it, their names and ON CONFLICT included. */
export const dropNotNull = (statement: CreateTable, name: string): string =>
  removeKind(statement, requireColumn(statement, name), 'not null')

/**
 * The column with another default: a literal, CURRENT_TIME and the like, or an expression in parentheses. Null takes
 * every DEFAULT off. Throws `UNREADABLE_DDL` for what is no default.
 */
export const setDefault = (statement: CreateTable, name: string, value: string | null): string => {
  const column = requireColumn(statement, name)
  if (value === null) return removeKind(statement, column, 'default')
  const text = readDefaultText(value)
  // Of several, the last one counts.
  const node = lastOf(column, 'default')
  if (node === undefined) return splice(statement.sql, [insertPart(statement, column, `DEFAULT ${text}`)])
  const start = wordsOf(statement, node)[1]!.start
  return splice(statement.sql, [{ start, end: node.end, text }])
}

/** The column with another collation, or with none. */
export const setCollation = (statement: CreateTable, name: string, collation: string | null): string => {
  const column = requireColumn(statement, name)
  if (collation === null) return removeKind(statement, column, 'collate')
  const node = lastOf(column, 'collate')
  if (node?.kind !== 'collate') {
    return splice(statement.sql, [insertPart(statement, column, `COLLATE ${respell('bare', collation)}`)])
  }
  const { start, end } = node.collation
  return splice(statement.sql, [{ start, end, text: respell(statement.sql.slice(start, end), collation) }])
}

/** What a generated column is computed from. */
export interface Generated {
  readonly expression: string
  readonly stored: boolean
}

/** The column generated, by another expression, or, with null, ordinary. Throws `UNREADABLE_DDL` for what is no expression. */
export const setGenerated = (statement: CreateTable, name: string, generated: Generated | null): string => {
  const column = requireColumn(statement, name)
  if (generated === null) return removeKind(statement, column, 'generated')
  const expression = readExpressionText(generated.expression)
  const node = lastOf(column, 'generated')
  if (node?.kind !== 'generated') {
    const text = `GENERATED ALWAYS AS (${expression}${lineEnd(expression)}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`
    return splice(statement.sql, [insertPart(statement, column, text)])
  }
  const { start, end } = node.expression
  const changes: Change[] =
    node.expression.text === expression ? [] : [{ start, end, text: expression + lineEnd(expression) }]
  if (node.stored !== generated.stored) changes.push(changeStorage(statement, node, generated.stored))
  return splice(statement.sql, changes)
}

/**
 * Puts a constraint on a column, directly behind its name and type: a CONSTRAINT name at the end of the column would
 * become its name. (Where SQLite reads a comment there as part of the type, behind what makes it do so.)
 */
export const insertPart = (statement: CreateTable, column: ColumnNode, text: string): Change =>
  insertAt(
    hasCommentInType(statement, column) ? column.constraints[0]!.end : (column.type ?? column.name).end,
    ` ${text}`,
  )

/** The tokens of a constraint that mean something, from its first keyword on, CONSTRAINT and its name left out. */
export const wordsOf = ({ tokens }: CreateTable, node: ColumnConstraintNode): readonly Token[] => {
  const words = tokensWithin(tokens, node).filter(isSignificant)
  return node.name === null ? words : words.slice(2)
}

const removeKind = (statement: CreateTable, column: ColumnNode, kind: ColumnConstraintNode['kind']): string =>
  removeColumnConstraints(
    statement,
    column,
    column.constraints.filter((node) => node.kind === kind),
  )

const lastOf = (column: ColumnNode, kind: ColumnConstraintNode['kind']) =>
  column.constraints.findLast((node) => node.kind === kind)

const changeStorage = (statement: CreateTable, node: ColumnConstraintNode, stored: boolean): Change => {
  const last = wordsOf(statement, node).at(-1)!
  const text = stored ? 'STORED' : 'VIRTUAL'
  if (isWord(last, 'stored') || isWord(last, 'virtual')) return { start: last.start, end: last.end, text }
  return insertAt(node.end, ` ${text}`)
}

const lineEnd = (expression: string): string => (/--[^\n]*$/.test(expression) ? '\n' : '')
