import { isSymbol, isWord, type Name } from './cursor.js'
import { foldCase, unquote } from './identifiers.js'
import { phraseAt } from './phrases.js'
import type { Token } from './tokenize.js'

/** A name that stands in an expression where a value is wanted: a column, or what is read as one. */
export interface Operand extends Name {
  /** The table it is said to be of: `t` in `t.a`. */
  readonly qualifier: Name | null
  /** Its place among the tokens. */
  readonly index: number
}

export interface Operands {
  readonly operands: readonly Operand[]
  /** Names directly behind a value: given to a result, a table or a window. */
  readonly aliases: readonly Name[]
}

/**
 * The names in an expression or a query that stand for values: no function, collation or type, nothing in single quotes,
 * and no keyword but where SQLite takes it for a name, which is decided by what stands before it. `tokens` are those that
 * mean something.
 */
export const findOperands = (tokens: readonly Token[]): Operands => {
  const operands: Operand[] = []
  const aliases: Name[] = []
  let afterValue = false
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!
    const next = tokens[index + 1]
    const phrase = phraseAt(tokens, index, afterValue)
    if (isSymbol(next, '.') && isNameToken(token)) {
      // The column follows the last dot; `t.*` has none.
      index += 1
      afterValue = false
    } else if (phrase !== null) {
      index += phrase.length - 1
      afterValue = phrase.endsValue
    } else if (afterValue) {
      const taken = stepBehindValue(tokens, index, aliases)
      index = taken.index
      afterValue = taken.afterValue
    } else if (isNameToken(token)) {
      afterValue = !isSymbol(next, '(')
      if (afterValue) operands.push({ ...nameOf(token), qualifier: qualifierOf(tokens, index), index })
    } else {
      afterValue = isSymbol(token, ')') || isValue(token)
    }
  }
  return { operands, aliases }
}

const stepBehindValue = (tokens: readonly Token[], index: number, aliases: Name[]) => {
  const token = tokens[index]!
  if (isWord(token, 'collate')) return { index: index + 1, afterValue: true }
  if (isWord(token, 'as')) return stepBehindAs(tokens, index, aliases)
  if (token.kind === 'word' && closingWords.has(foldCase(token.text))) return { index, afterValue: true }
  if (token.kind === 'identifier' || token.kind === 'string' || (token.kind === 'word' && !isOperatorWord(token))) {
    aliases.push(nameOf(token))
    return { index, afterValue: true }
  }
  return { index, afterValue: isSymbol(token, ')') }
}

/** Behind AS stands an alias, a query in parentheses, or the type of a CAST. */
const stepBehindAs = (tokens: readonly Token[], index: number, aliases: Name[]) => {
  const next = tokens[index + 1]
  if (next === undefined || isSymbol(next, '(') || !['word', 'identifier', 'string'].includes(next.kind)) {
    return { index, afterValue: false }
  }
  if (!isCast(tokens, index)) {
    aliases.push(nameOf(next))
    return { index: index + 1, afterValue: true }
  }
  let end = index + 1
  for (let depth = 0; end + 1 < tokens.length && (depth > 0 || !isSymbol(tokens[end + 1], ')')); end += 1) {
    depth += Number(isSymbol(tokens[end + 1], '(')) - Number(isSymbol(tokens[end + 1], ')'))
  }
  return { index: end, afterValue: true }
}

const isCast = (tokens: readonly Token[], index: number): boolean => {
  let depth = 0
  for (let place = index - 1; place > 0; place -= 1) {
    depth += Number(isSymbol(tokens[place], ')')) - Number(isSymbol(tokens[place], '('))
    if (depth < 0) return isWord(tokens[place - 1], 'cast')
  }
  return false
}

const isNameToken = (token: Token): boolean =>
  token.kind === 'identifier' || (token.kind === 'word' && !reserved.has(foldCase(token.text)))

const isValue = (token: Token): boolean =>
  ['string', 'number', 'blob', 'parameter'].includes(token.kind) ||
  (token.kind === 'word' && valueWords.has(foldCase(token.text)))

const isOperatorWord = (token: Token): boolean => {
  const word = foldCase(token.text)
  return reserved.has(word) || likeWords.has(word) || operatorWords.has(word)
}

const qualifierOf = (tokens: readonly Token[], index: number): Name | null =>
  isSymbol(tokens[index - 1], '.') && tokens[index - 2] !== undefined ? nameOf(tokens[index - 2]!) : null

const nameOf = (token: Token): Name => ({ start: token.start, end: token.end, value: unquote(token.text) })

const wordSet = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

const valueWords = wordSet('null current_date current_time current_timestamp')
const closingWords = wordSet('end isnull notnull asc desc')
const likeWords = wordSet('like glob regexp match')

/** The keywords that SQLite never reads as a name without quotes. */
const reserved = wordSet(
  `add all alter and as autoincrement between case check collate commit constraint create current_date current_time
  current_timestamp default deferrable delete distinct drop else escape except exists foreign from group having in
  index insert intersect into is isnull join limit not nothing notnull null on or order primary references returning
  select set table then to transaction union unique update using values when where`,
)

/** Those that a value may have behind it, though elsewhere they are names. */
const operatorWords = wordSet('offset left right full inner cross natural outer filter do indexed begin')
