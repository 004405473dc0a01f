import { foldCase, isName, sameIdentifier, unquote } from '../ddl/identifiers.js'
import { findOperands } from '../ddl/operands.js'
import { isSignificant, type Token, tokenize } from '../ddl/tokenize.js'

/** Whether an expression over one table names the column. */
export const namesColumn = (sql: string, column: string): boolean =>
  findOperands(significant(sql)).operands.some(({ value }) => sameIdentifier(value, column))

/** Whether the body of a view or trigger reads or writes the table. */
export const usesTable = (sql: string, table: string): boolean =>
  findSources(significant(sql)).some((source) => sameIdentifier(source.table, table))

/**
 * Whether the body of a view or trigger surely uses the column of the table: by the table's name or alias, by NEW or OLD
 * where `rowOf` says that the trigger stands on the table, or by itself where no other table is read. SQLite finds the
 * rest itself, and refuses the change.
 */
export const usesColumn = (sql: string, table: string, column: string, rowOf: boolean): boolean => {
  const tokens = significant(sql)
  const sources = findSources(tokens)
  const own = sources.filter((source) => sameIdentifier(source.table, table))
  const qualifiers = [
    ...own.flatMap(({ table, alias }) => (alias === null ? [table] : [table, alias])),
    ...(rowOf ? ['new', 'old'] : []),
  ]
  const alone = own.length > 0 && own.length === sources.length
  const isUsed = findOperands(tokens).operands.some(({ value, qualifier, index }) => {
    if (!sameIdentifier(value, column) || sources.some(({ position }) => position === index)) return false
    return qualifier === null ? alone : qualifiers.some((name) => sameIdentifier(qualifier.value, name))
  })
  return isUsed || (rowOf && tokens.some((token, position) => means(token, column) && isInColumnList(tokens, position)))
}

interface Source {
  readonly table: string
  readonly alias: string | null
  readonly position: number
}

/** What stands where a statement names its tables. */
const findSources = (tokens: readonly Token[]): readonly Source[] => {
  const sources: Source[] = []
  const clauses = ['other']
  for (const [position, token] of tokens.entries()) {
    const word = wordOf(token)
    if (token.text === '(') clauses.push(clauses.at(-1)!)
    else if (token.text === ')') clauses.pop()
    else if (word === 'FROM' || word === 'JOIN') clauses[clauses.length - 1] = 'from'
    else if (clauseWords.has(word)) clauses[clauses.length - 1] = 'other'
    else if (isName(token) && isSourceName(tokens, position, clauses.at(-1) === 'from')) {
      sources.push({ table: unquote(token.text), alias: aliasAfter(tokens, position), position })
    }
  }
  return sources
}

const isSourceName = (tokens: readonly Token[], position: number, inFrom: boolean): boolean => {
  if (tokens[position + 1]?.text === '.') return false
  const first = tokens[position - 1]?.text === '.' ? position - 2 : position
  if (first !== position && !means(tokens[first]!, 'main')) return false
  return startsSource(tokens[first - 1], tokens[first - 2], inFrom)
}

const startsSource = (previous: Token | undefined, before: Token | undefined, inFrom: boolean): boolean => {
  if (previous === undefined) return false
  const word = wordOf(previous)
  if (word === 'INTO' || word === 'IN') return true
  // `AFTER UPDATE ON` and `UPDATE OF` are followed by words, not by a table.
  if (word === 'UPDATE' || (conflictWords.has(word) && before !== undefined && wordOf(before) === 'OR')) return true
  return inFrom && (word === 'FROM' || word === 'JOIN' || previous.text === ',' || previous.text === '(')
}

const aliasAfter = (tokens: readonly Token[], position: number): string | null => {
  const next = tokens[position + 1]
  if (next === undefined) return null
  if (wordOf(next) === 'AS') return tokens[position + 2] === undefined ? null : unquote(tokens[position + 2]!.text)
  return isName(next) && !notAliases.has(wordOf(next)) ? unquote(next.text) : null
}

/** `UPDATE OF a, b ON …`: the list of a trigger. */
const isInColumnList = (tokens: readonly Token[], position: number): boolean => {
  let first = position
  while (tokens[first - 1]?.text === ',') first -= 2
  return wordOf(tokens[first - 1]) === 'OF'
}

const means = (token: Token, name: string): boolean => isName(token) && foldCase(unquote(token.text)) === foldCase(name)

const wordOf = (token: Token | undefined): string => (token?.kind === 'word' ? token.text.toUpperCase() : '')

const significant = (sql: string): Token[] => tokenize(sql).filter(isSignificant)

const clauseWords = new Set(
  'SELECT ON USING WHERE GROUP ORDER HAVING LIMIT SET VALUES WINDOW UNION EXCEPT INTERSECT RETURNING BEGIN END'.split(
    ' ',
  ),
)
const conflictWords = new Set(['ROLLBACK', 'ABORT', 'REPLACE', 'FAIL', 'IGNORE'])
const notAliases = new Set([
  ...clauseWords,
  ...'JOIN LEFT RIGHT FULL INNER CROSS NATURAL OUTER INDEXED NOT DEFAULT OF'.split(' '),
])
