import { Cursor, type Name } from './cursor.js'
import { parseQualifiedName } from './parse-clauses.js'

/** A CREATE TRIGGER statement, as far as its heading goes. */
export interface CreateTrigger {
  readonly sql: string
  readonly schema: Name | null
  readonly name: Name
  /** The table or view it is on. */
  readonly table: Name
  readonly time: 'before' | 'after' | 'instead of'
  readonly event: 'delete' | 'insert' | 'update'
  /** The columns of UPDATE OF; empty for all. */
  readonly columns: readonly Name[]
}

/** Reads the heading of a CREATE TRIGGER statement. `object` is what errors call it. Throws `UnreadableDdl`. */
export const parseCreateTrigger = (sql: string, object = 'a trigger'): CreateTrigger => {
  const cursor = new Cursor(sql, object)
  cursor.expectWords('create')
  cursor.acceptOneOf(['temp', 'temporary'])
  cursor.expectWords('trigger')
  cursor.acceptWords('if', 'not', 'exists')
  const names = parseQualifiedName(cursor, 'a trigger name')
  const instead = cursor.acceptWords('instead', 'of')
  const time = instead ? 'instead of' : (cursor.acceptOneOf(['before', 'after'] as const) ?? 'before')
  const event = cursor.expectOneOf(['delete', 'insert', 'update'] as const)
  const columns: Name[] = []
  if (event === 'update' && cursor.acceptWords('of')) {
    do columns.push(cursor.expectName('a column name'))
    while (cursor.acceptSymbol(','))
  }
  cursor.expectWords('on')
  const table = parseQualifiedName(cursor, 'a table name').name
  return { sql, ...names, table, time, event, columns }
}
