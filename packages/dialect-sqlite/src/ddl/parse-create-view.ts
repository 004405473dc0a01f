import { Cursor, type Name, type Piece } from './cursor.js'
import { parseNames, parseQualifiedName, parseRest } from './parse-clauses.js'

/** A CREATE VIEW statement. */
export interface CreateView {
  readonly sql: string
  readonly schema: Name | null
  readonly name: Name
  /** The names given to the columns; empty where the query names them. */
  readonly columns: readonly Name[]
  readonly query: Piece
}

/** Reads a CREATE VIEW statement. `object` is what errors call it. Throws `UnreadableDdl`. */
export const parseCreateView = (sql: string, object = 'a view'): CreateView => {
  const cursor = new Cursor(sql, object)
  cursor.expectWords('create')
  cursor.acceptOneOf(['temp', 'temporary'])
  cursor.expectWords('view')
  cursor.acceptWords('if', 'not', 'exists')
  const names = parseQualifiedName(cursor, 'a view name')
  const columns = cursor.atSymbol('(') ? parseNames(cursor) : []
  cursor.expectWords('as')
  return { sql, ...names, columns, query: parseRest(cursor, 'a query') }
}
