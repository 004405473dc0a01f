import { type Cursor, isSymbol, isWord, type Name, type Piece } from './cursor.js'
import { isName, unquote } from './identifiers.js'
import type { Span, Token } from './tokenize.js'

/** One column of an index, a primary key or a unique constraint. */
export interface IndexedColumn extends Span {
  /** The column, where nothing but a name is written; it may still be a value such as `true`. */
  readonly name: Name | null
  /** What is indexed, without collation and order. */
  readonly expression: Piece
  readonly collation: Name | null
  readonly order: 'asc' | 'desc' | null
}

export interface IndexedColumns {
  readonly columns: readonly IndexedColumn[]
  /** AUTOINCREMENT, which SQLite also takes at the end of a table's PRIMARY KEY list. */
  readonly autoIncrement: boolean
}

/** A list in parentheses of what an index or key is over. Throws `UnreadableDdl`. */
export const parseIndexedColumns = (cursor: Cursor): IndexedColumns => {
  cursor.expectSymbol('(')
  const columns: IndexedColumn[] = []
  let autoIncrement = false
  do {
    const tokens = takeItem(cursor)
    if (tokens.length > 1 && isWord(tokens.at(-1), 'autoincrement')) {
      autoIncrement = true
      tokens.pop()
    }
    columns.push(indexedColumn(cursor, tokens))
  } while (cursor.acceptSymbol(','))
  cursor.expectSymbol(')')
  return { columns, autoIncrement }
}

const takeItem = (cursor: Cursor): Token[] => {
  const tokens: Token[] = []
  for (let depth = 0; depth > 0 || !(cursor.atSymbol(',') || cursor.atSymbol(')')); ) {
    const token = cursor.next('")"')
    if (token.kind === 'illegal') throw cursor.unreadable('SQL', token)
    depth += Number(isSymbol(token, '(')) - Number(isSymbol(token, ')'))
    tokens.push(token)
  }
  if (tokens.length === 0) throw cursor.unreadable('a column')
  return tokens
}

const indexedColumn = (cursor: Cursor, tokens: readonly Token[]): IndexedColumn => {
  const span = { start: tokens[0]!.start, end: tokens.at(-1)!.end }
  const order = takeOrder(tokens)
  const collation = takeCollation(order.rest)
  const expression = collation.rest
  const single = withoutParentheses(expression)
  return {
    ...span,
    name: single.length === 1 && isName(single[0]!) ? nameOf(single[0]!) : null,
    expression: cursor.trimmed(expression[0]!.start, expression.at(-1)!.end),
    collation: collation.name,
    order: order.order,
  }
}

// A column may itself be called "desc" or "nulls", so something has to stand before the word.
const takeOrder = (tokens: readonly Token[]): { rest: readonly Token[]; order: 'asc' | 'desc' | null } => {
  const nulls = tokens.length > 2 && isWord(tokens.at(-2), 'nulls')
  const rest = nulls ? tokens.slice(0, -2) : tokens
  if (rest.length < 2) return { rest, order: null }
  if (isWord(rest.at(-1), 'asc')) return { rest: rest.slice(0, -1), order: 'asc' }
  if (isWord(rest.at(-1), 'desc')) return { rest: rest.slice(0, -1), order: 'desc' }
  return { rest, order: null }
}

// COLLATE binds tighter than any operator: behind `a || b` it belongs to b, and stays in the expression.
const takeCollation = (tokens: readonly Token[]): { rest: readonly Token[]; name: Name | null } => {
  const rest = tokens.slice(0, -2)
  const collated = rest.length > 0 && isWord(tokens.at(-2), 'collate') && isName(tokens.at(-1)!) && isOperand(rest)
  return collated ? { rest, name: nameOf(tokens.at(-1)!) } : { rest: tokens, name: null }
}

const isOperand = (tokens: readonly Token[]): boolean => {
  if (tokens.length === 1) return true
  const group = tokens[0]!.kind === 'word' ? tokens.slice(1) : tokens
  return isSymbol(group[0], '(') && closingIndex(group) === group.length - 1
}

const withoutParentheses = (tokens: readonly Token[]): readonly Token[] =>
  tokens.length > 2 && isSymbol(tokens[0], '(') && closingIndex(tokens) === tokens.length - 1
    ? withoutParentheses(tokens.slice(1, -1))
    : tokens

const closingIndex = (tokens: readonly Token[]): number => {
  let depth = 0
  return tokens.findIndex((token) => {
    depth += Number(isSymbol(token, '(')) - Number(isSymbol(token, ')'))
    return depth === 0
  })
}

const nameOf = (token: Token): Name => ({ start: token.start, end: token.end, value: unquote(token.text) })
