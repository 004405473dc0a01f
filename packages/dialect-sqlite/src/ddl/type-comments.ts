import type { ColumnNode, CreateTable } from './create-table.js'
import { isWord } from './cursor.js'
import { parseCreateTable } from './parse-create-table.js'
import { removeSpan, spaceEnd, splice, tokensWithin } from './splice.js'
import { isSignificant, type Token } from './tokenize.js'

/**
 * Whether a comment stands between the type of the column and the end of its GENERATED ALWAYS. SQLite takes the comment
 * for a part of the type then, which a STRICT table refuses and other tables may read another affinity from.
 */
export const hasCommentInType = (statement: CreateTable, column: ColumnNode): boolean => {
  const words = generatedAlways(statement, column)
  if (column.type === null || words.length === 0) return false
  const between = { start: column.type.end, end: words.at(-1)!.start }
  return tokensWithin(statement.tokens, between).some(({ kind }) => kind === 'comment')
}

/** The text without the words GENERATED ALWAYS, which say nothing, where they would make a comment part of this type. */
export const keepCommentOutOfType = (sql: string, index: number): string => {
  const statement = parseCreateTable(sql)
  const column = statement.columns[index]!
  if (!hasCommentInType(statement, column)) return sql
  return splice(
    sql,
    generatedAlways(statement, column).map(({ start, end }) => removeSpan(start, spaceEnd(statement.tokens, end))),
  )
}

/** The two words, where the column begins with them behind its type. */
const generatedAlways = ({ tokens }: CreateTable, { constraints: [first] }: ColumnNode): readonly Token[] => {
  if (first?.kind !== 'generated' || first.name !== null) return []
  const words = tokensWithin(tokens, first).filter(isSignificant).slice(0, 2)
  return isWord(words[0], 'generated') ? words : []
}
