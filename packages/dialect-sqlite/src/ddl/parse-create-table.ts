import type { CreateTable, TableOptionNode } from './create-table.js'
import { Cursor } from './cursor.js'
import { parseQualifiedName } from './parse-clauses.js'
import { parseColumn } from './parse-column.js'
import { atTableConstraint, parseTableConstraint } from './parse-table-constraint.js'

/**
 * Reads a CREATE TABLE statement, as SQLite stores it or as people write it. `object` is what errors call it.
 * Throws `UnreadableDdl`; `CREATE TABLE … AS SELECT` is unreadable too, since SQLite stores such a table with columns.
 */
export const parseCreateTable = (sql: string, object = 'a table'): CreateTable => {
  const known = recent.get(sql)
  if (known !== undefined) return known
  const statement = parse(sql, object)
  // The oldest goes.
  if (recent.size === 32) recent.delete(recent.keys().next().value!)
  recent.set(sql, statement)
  return statement
}

// While one table is planned, its text is read a dozen times: by each edit, each check and each question.
const recent = new Map<string, CreateTable>()

const parse = (sql: string, object: string): CreateTable => {
  const cursor = new Cursor(sql, object)
  cursor.expectWords('create')
  const temporary = cursor.acceptOneOf(['temp', 'temporary']) !== null
  cursor.expectWords('table')
  const ifNotExists = cursor.acceptWords('if', 'not', 'exists')
  const names = parseQualifiedName(cursor, 'a table name')
  const open = cursor.start
  cursor.expectSymbol('(')
  const columns = [parseColumn(cursor)]
  while (cursor.atSymbol(',') && !atTableConstraint(cursor, 1)) {
    cursor.expectSymbol(',')
    columns.push(parseColumn(cursor))
  }
  const constraints = []
  while (!cursor.atSymbol(')')) {
    // Only the first table constraint needs its comma.
    if (!cursor.acceptSymbol(',') && constraints.length === 0) throw cursor.unreadable('"," or ")"')
    constraints.push(parseTableConstraint(cursor))
  }
  cursor.expectSymbol(')')
  const body = { start: open, end: cursor.end }
  const options = parseOptions(cursor)
  cursor.acceptSymbol(';')
  if (cursor.peek() !== null) throw cursor.unreadable('the end')
  const comments = cursor.tokens.filter((token) => token.kind === 'comment')
  return { sql, tokens: cursor.tokens, comments, temporary, ifNotExists, ...names, body, columns, constraints, options }
}

const parseOptions = (cursor: Cursor): TableOptionNode[] => {
  const options: TableOptionNode[] = []
  if (cursor.peek() === null || cursor.atSymbol(';')) return options
  do {
    const start = cursor.start
    if (cursor.acceptWords('without')) {
      const rowid = cursor.expectName('ROWID')
      if (rowid.value.toLowerCase() !== 'rowid') throw cursor.unreadable('WITHOUT ROWID')
      options.push({ kind: 'without rowid', start, end: cursor.end })
    } else {
      cursor.expectWords('strict')
      options.push({ kind: 'strict', start, end: cursor.end })
    }
  } while (cursor.acceptSymbol(','))
  return options
}
