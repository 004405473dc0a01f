import type { TableConstraintNode } from './create-table.js'
import type { Cursor, Name } from './cursor.js'
import { parseIndexedColumns } from './indexed-columns.js'
import { parseConflict, parseNames, parseReferences } from './parse-clauses.js'

/** Whether the token `ahead` begins a table constraint: these words cannot be the name of a column. */
export const atTableConstraint = (cursor: Cursor, ahead: number): boolean => {
  const token = cursor.peek(ahead)
  return token !== null && token.kind === 'word' && firstWords.has(token.text.toLowerCase())
}

/** One table constraint, or a CONSTRAINT name that nothing follows. Throws `UnreadableDdl`. */
export const parseTableConstraint = (cursor: Cursor): TableConstraintNode => {
  const start = cursor.start
  const name = cursor.acceptWords('constraint') ? cursor.expectName('a constraint name') : null
  const body = parseBody(cursor, name)
  return { ...body, name, start, end: cursor.end }
}

const firstWords: ReadonlySet<string> = new Set(['constraint', 'primary', 'unique', 'check', 'foreign'])

type Body<Node> = Node extends unknown ? Omit<Node, 'name' | 'start' | 'end'> : never

const parseBody = (cursor: Cursor, name: Name | null): Body<TableConstraintNode> => {
  if (cursor.acceptWords('primary', 'key')) {
    const { columns, autoIncrement } = parseIndexedColumns(cursor)
    return { kind: 'primary key', columns, autoIncrement, conflict: parseConflict(cursor) }
  }
  if (cursor.acceptWords('unique')) {
    const { columns } = parseIndexedColumns(cursor)
    return { kind: 'unique', columns, conflict: parseConflict(cursor) }
  }
  if (cursor.acceptWords('check')) {
    const expression = cursor.expectGroup('an expression in parentheses')
    return { kind: 'check', expression, conflict: parseConflict(cursor) }
  }
  if (cursor.acceptWords('foreign', 'key')) {
    const columns = parseNames(cursor)
    cursor.expectWords('references')
    return { kind: 'foreign key', columns, references: parseReferences(cursor) }
  }
  if (name !== null) return { kind: 'name only' }
  throw cursor.unreadable('a table constraint')
}
