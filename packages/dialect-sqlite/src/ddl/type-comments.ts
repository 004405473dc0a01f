import type { ColumnNode, CreateTable } from './create-table.js'
import { isWord } from './cursor.js'
import { parseCreateTable } from './parse-create-table.js'
import { removeSpan, splice, tokensWithin } from './splice.js'
import { isSignificant } from './tokenize.js'

/**
 * Whether a comment stands between the type of the column and its GENERATED ALWAYS. SQLite takes the comment for a part
 * of the type then, which a STRICT table refuses and other tables may read another affinity from.
 */
export const hasCommentInType = ({ tokens }: CreateTable, { type, constraints: [first] }: ColumnNode): boolean =>
  type !== null &&
  first?.kind === 'generated' &&
  first.name === null &&
  isWord(tokensWithin(tokens, first)[0], 'generated') &&
  tokensWithin(tokens, { start: type.end, end: first.start }).some(({ kind }) => kind === 'comment')

/** The text without the words GENERATED ALWAYS, which say nothing, where they would make a comment part of this type. */
export const keepCommentOutOfType = (sql: string, index: number): string => {
  const statement = parseCreateTable(sql)
  const column = statement.columns[index]!
  if (!hasCommentInType(statement, column)) return sql
  const words = tokensWithin(statement.tokens, column.constraints[0]!).filter(isSignificant)
  return splice(sql, [removeSpan(words[0]!.start, words[2]!.start)])
}
