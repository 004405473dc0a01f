import type { ColumnConstraintNode, ColumnNode } from './create-table.js'
import type { Cursor, Name, Piece } from './cursor.js'
import { atDeferrable, parseConflict, parseDeferrable, parseReferences } from './parse-clauses.js'

/** One column definition. Throws `UnreadableDdl`. */
export const parseColumn = (cursor: Cursor): ColumnNode => {
  const start = cursor.start
  const name = cursor.expectName('a column name')
  const type = parseType(cursor)
  const constraints: ColumnConstraintNode[] = []
  while (!cursor.atSymbol(',') && !cursor.atSymbol(')')) constraints.push(parseColumnConstraint(cursor))
  return { start, end: cursor.end, name, type, constraints }
}

const constraintWords: ReadonlySet<string> = new Set(
  'as check collate constraint default deferrable not null primary references unique'.split(' '),
)

/** Any number of words and quoted words, then perhaps one or two numbers in parentheses. */
const parseType = (cursor: Cursor): Piece | null => {
  const start = cursor.start
  while (atTypeWord(cursor)) cursor.next('a type')
  if (cursor.end <= start) return null
  if (cursor.acceptSymbol('(')) {
    parseTypeNumber(cursor)
    if (cursor.acceptSymbol(',')) parseTypeNumber(cursor)
    cursor.expectSymbol(')')
  }
  return { start, end: cursor.end, text: cursor.sql.slice(start, cursor.end) }
}

const atTypeWord = (cursor: Cursor): boolean => {
  const token = cursor.peek()
  if (token === null) return false
  if (token.kind === 'identifier' || token.kind === 'string') return true
  // GENERATED ALWAYS alone are words like any other: only AS makes a generated column of them.
  return (
    token.kind === 'word' &&
    !constraintWords.has(token.text.toLowerCase()) &&
    !cursor.atWords('generated', 'always', 'as')
  )
}

const parseTypeNumber = (cursor: Cursor): void => {
  if (!cursor.acceptSymbol('-')) cursor.acceptSymbol('+')
  if (cursor.peek()?.kind !== 'number') throw cursor.unreadable('a number')
  cursor.next('a number')
}

const parseColumnConstraint = (cursor: Cursor): ColumnConstraintNode => {
  const start = cursor.start
  const name = cursor.acceptWords('constraint') ? cursor.expectName('a constraint name') : null
  const body = parseBody(cursor, name)
  return { ...body, name, start, end: cursor.end }
}

type Body<Node> = Node extends unknown ? Omit<Node, 'name' | 'start' | 'end'> : never

const parseBody = (cursor: Cursor, name: Name | null): Body<ColumnConstraintNode> => {
  if (cursor.acceptWords('primary', 'key')) {
    const order = cursor.acceptOneOf(['asc', 'desc'] as const)
    const conflict = parseConflict(cursor)
    return { kind: 'primary key', order, conflict, autoIncrement: cursor.acceptWords('autoincrement') }
  }
  if (cursor.acceptWords('not', 'null')) return { kind: 'not null', conflict: parseConflict(cursor) }
  if (cursor.acceptWords('null')) return { kind: 'null', conflict: parseConflict(cursor) }
  if (cursor.acceptWords('unique')) return { kind: 'unique', conflict: parseConflict(cursor) }
  if (cursor.acceptWords('check')) {
    return {
      kind: 'check',
      expression: cursor.expectGroup('an expression in parentheses'),
      conflict: parseConflict(cursor),
    }
  }
  if (cursor.acceptWords('default')) return parseDefault(cursor)
  if (cursor.acceptWords('collate')) return { kind: 'collate', collation: cursor.expectName('a collation') }
  if (cursor.acceptWords('references')) return { kind: 'references', references: parseReferences(cursor) }
  if (atDeferrable(cursor)) return { kind: 'deferrable', deferrable: parseDeferrable(cursor) }
  if (cursor.acceptWords('generated', 'always', 'as') || cursor.acceptWords('as')) {
    const expression = cursor.expectGroup('an expression in parentheses')
    const kind = cursor.acceptOneOf(['stored', 'virtual'] as const)
    return { kind: 'generated', expression, stored: kind === 'stored' }
  }
  if (name !== null) return { kind: 'name only' }
  throw cursor.unreadable('a column constraint')
}

const parseDefault = (cursor: Cursor): Body<ColumnConstraintNode> => {
  if (cursor.atSymbol('(')) {
    return { kind: 'default', value: cursor.expectGroup('an expression in parentheses'), parenthesized: true }
  }
  const start = cursor.start
  if (!cursor.acceptSymbol('-')) cursor.acceptSymbol('+')
  const token = cursor.next('a default value')
  if (token.kind === 'operator' || token.kind === 'illegal' || token.kind === 'parameter') {
    throw cursor.unreadable('a default value', token)
  }
  return {
    kind: 'default',
    value: { start, end: token.end, text: cursor.sql.slice(start, token.end) },
    parenthesized: false,
  }
}
