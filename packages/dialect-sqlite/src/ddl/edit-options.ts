import type { CreateTable, TableOptionNode } from './create-table.js'
import { isSymbol, isWord } from './cursor.js'
import { editRefused } from './edit-errors.js'
import { allConstraints } from './find-constraints.js'
import { insertAt, removePart, removeSpan, spaceEnd, splice, tokensWithin } from './splice.js'

/** The table with STRICT or WITHOUT ROWID set or taken off; what it has already stays as it is. */
export const setOption = (statement: CreateTable, kind: TableOptionNode['kind'], on: boolean): string => {
  const { sql, options } = statement
  if (on === options.some((option) => option.kind === kind)) return sql
  if (!on) return removeOptions(statement, kind)
  const last = options.at(-1)
  const text = kind.toUpperCase()
  return splice(sql, [last === undefined ? insertAt(statement.body.end, ` ${text}`) : insertAt(last.end, `, ${text}`)])
}

/**
 * The primary key with or without AUTOINCREMENT, on its column or behind the columns. Throws `OPERATION_REFUSED` for a
 * table without a primary key.
 */
export const setAutoIncrement = (statement: CreateTable, on: boolean): string => {
  const key = allConstraints(statement).find(({ kind }) => kind === 'primaryKey')
  if (key === undefined || key.node.kind !== 'primary key') {
    throw editRefused(`table "${statement.name.value}"`, 'it has no primary key to count up', 'Add the key first.')
  }
  if (key.node.autoIncrement === on) return statement.sql
  if (!on) {
    const words = tokensWithin(statement.tokens, key.node).filter((token) => isWord(token, 'autoincrement'))
    return splice(
      statement.sql,
      words.slice(-1).map((word) => removePart(statement.tokens, word)),
    )
  }
  const at = 'columns' in key.node ? key.node.columns.at(-1)!.end : key.node.end
  return splice(statement.sql, [insertAt(at, ' AUTOINCREMENT')])
}

const removeOptions = (statement: CreateTable, kind: TableOptionNode['kind']): string => {
  const { sql, options, tokens } = statement
  const last = options.findLast((option) => option.kind !== kind)
  // SQLite stores nothing behind the last option, and no comment behind the parenthesis where there is none.
  const tail = removeSpan(last?.end ?? statement.body.end, options.at(-1)!.end)
  const before = options.filter((option) => option.kind === kind && option.start < (last?.start ?? 0))
  return splice(sql, [
    ...before.map(({ start, end }) => {
      const comma = tokens.find((token) => isSymbol(token, ',') && token.start >= end)!
      return removeSpan(start, spaceEnd(tokens, comma.end))
    }),
    tail,
  ])
}
