import { Cursor, type Name, type Piece } from './cursor.js'
import { type IndexedColumn, parseIndexedColumns } from './indexed-columns.js'
import { parseQualifiedName, parseRest } from './parse-clauses.js'
import { printTokens, type Token } from './tokenize.js'

/** A CREATE INDEX statement with the place of each of its parts. */
export interface CreateIndex {
  readonly sql: string
  readonly tokens: readonly Token[]
  readonly unique: boolean
  readonly ifNotExists: boolean
  readonly schema: Name | null
  readonly name: Name
  readonly table: Name
  readonly columns: readonly IndexedColumn[]
  readonly where: Piece | null
}

/** Reads a CREATE INDEX statement. `object` is what errors call it. Throws `UnreadableDdl`. */
export const parseCreateIndex = (sql: string, object = 'an index'): CreateIndex => {
  const cursor = new Cursor(sql, object)
  cursor.expectWords('create')
  const unique = cursor.acceptWords('unique')
  cursor.expectWords('index')
  const ifNotExists = cursor.acceptWords('if', 'not', 'exists')
  const names = parseQualifiedName(cursor, 'an index name')
  cursor.expectWords('on')
  const table = cursor.expectName('a table name')
  const { columns } = parseIndexedColumns(cursor)
  const where = cursor.acceptWords('where') ? parseRest(cursor, 'a condition') : null
  cursor.acceptSymbol(';')
  if (cursor.peek() !== null) throw cursor.unreadable('WHERE or the end')
  return { sql, tokens: cursor.tokens, unique, ifNotExists, ...names, table, columns, where }
}

/** The text that the statement was read from. */
export const printCreateIndex = (statement: CreateIndex): string => printTokens(statement.tokens)
