import type { Deferrable, ForeignKeyAction } from '@ads/migrate-core'
import type { ConflictClause, References } from './create-table.js'
import type { Cursor, Name, Piece } from './cursor.js'

/** A name that may have a schema before it. Throws `UnreadableDdl`. */
export const parseQualifiedName = (cursor: Cursor, expected: string): { schema: Name | null; name: Name } => {
  const first = cursor.expectName(expected)
  return cursor.acceptSymbol('.') ? { schema: first, name: cursor.expectName(expected) } : { schema: null, name: first }
}

/** ON CONFLICT and what follows it, where it comes next. Throws `UnreadableDdl`. */
export const parseConflict = (cursor: Cursor): ConflictClause | null =>
  cursor.acceptWords('on', 'conflict')
    ? cursor.expectOneOf(['rollback', 'abort', 'fail', 'ignore', 'replace'] as const)
    : null

/** Names in parentheses. Databases of old versions may hold a collation or an order behind one: it never had an effect. */
export const parseNames = (cursor: Cursor): Name[] => {
  cursor.expectSymbol('(')
  const names: Name[] = []
  do {
    names.push(cursor.expectName('a column name'))
    if (cursor.acceptWords('collate')) cursor.expectName('a collation')
    cursor.acceptOneOf(['asc', 'desc'])
  } while (cursor.acceptSymbol(','))
  cursor.expectSymbol(')')
  return names
}

/** What follows REFERENCES, a DEFERRABLE directly behind it included. Throws `UnreadableDdl`. */
export const parseReferences = (cursor: Cursor): References => {
  const table = cursor.expectName('a table name')
  const columns = cursor.atSymbol('(') ? parseNames(cursor) : []
  let match: Name | null = null
  const actions: { delete: ForeignKeyAction; update: ForeignKeyAction; insert: ForeignKeyAction } = {
    delete: 'no action',
    update: 'no action',
    insert: 'no action',
  }
  for (;;) {
    if (cursor.acceptWords('match')) match = cursor.expectName('a kind of match')
    // ON INSERT is in SQLite's grammar and does nothing.
    else if (cursor.acceptWords('on'))
      actions[cursor.expectOneOf(['delete', 'update', 'insert'] as const)] = parseAction(cursor)
    else break
  }
  const deferrable = atDeferrable(cursor) ? parseDeferrable(cursor) : null
  return { table, columns, onDelete: actions.delete, onUpdate: actions.update, match, deferrable }
}

const parseAction = (cursor: Cursor): ForeignKeyAction => {
  const action = foreignKeyActions.find((words) => cursor.acceptWords(...words.split(' ')))
  if (action === undefined) throw cursor.unreadable(foreignKeyActions.join(', ').toUpperCase())
  return action
}

const foreignKeyActions = ['set null', 'set default', 'cascade', 'restrict', 'no action'] as const

/** Whether DEFERRABLE or NOT DEFERRABLE comes next. */
export const atDeferrable = (cursor: Cursor): boolean =>
  cursor.atWords('deferrable') || cursor.atWords('not', 'deferrable')

/** DEFERRABLE with everything that belongs to it. Behind NOT, what INITIALLY says is void. */
export const parseDeferrable = (cursor: Cursor): Deferrable => {
  const not = cursor.acceptWords('not')
  cursor.expectWords('deferrable')
  const initially = cursor.acceptWords('initially')
    ? cursor.expectOneOf(['deferred', 'immediate'] as const)
    : 'immediate'
  return not ? 'not deferrable' : `initially ${initially}`
}

/** Everything up to the end of the statement, its semicolon left out. Throws `UnreadableDdl` where there is nothing. */
export const parseRest = (cursor: Cursor, expected: string): Piece => {
  const start = cursor.start
  while (cursor.peek() !== null && !cursor.atSymbol(';')) cursor.next(expected)
  if (cursor.end <= start) throw cursor.unreadable(expected)
  return cursor.trimmed(start, cursor.end)
}
