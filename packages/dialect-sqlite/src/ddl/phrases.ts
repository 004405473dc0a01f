import { isSymbol, isWord } from './cursor.js'
import { isName } from './identifiers.js'
import type { Token } from './tokenize.js'

/** Tokens that mean something only together, whatever columns are called: `UNBOUNDED PRECEDING`. */
export interface Phrase {
  /** How many tokens it is. */
  readonly length: number
  /** Whether an operator or an alias follows, as behind a value, and not another value. */
  readonly endsValue: boolean
}

/**
 * The phrase that begins with this token; null where the token stands for itself. Most keywords of SQLite are names as
 * well, and only their neighbours tell. https://www.sqlite.org/lang_keywords.html
 */
export const phraseAt = (tokens: readonly Token[], index: number, behindValue: boolean): Phrase | null => {
  const ahead = tokens.slice(index, index + 4)
  const fixed = (behindValue ? behindValues : atValues).find(({ words }) => isWritten(words, ahead))
  if (fixed !== undefined) return { length: fixed.words.length, endsValue: fixed.endsValue }
  if (behindValue) return joinAt(tokens, index) ?? namedAt(ahead)
  if (isResolution(tokens, index)) return { length: 1, endsValue: false }
  if (isWord(tokens[index], 'raise') && isSymbol(tokens[index + 1], '(')) return { length: 3, endsValue: true }
  return isDefinition(ahead) ? { length: 1, endsValue: false } : null
}

interface Fixed {
  readonly words: readonly string[]
  readonly endsValue: boolean
}

const phrases = (texts: readonly string[], endsValue: boolean): readonly Fixed[] =>
  texts.map((text) => ({ words: text.split(' '), endsValue }))

const lists = phrases(['order by', 'group by', 'partition by'], false)

/** Where a value could stand. */
const atValues = [
  ...lists,
  ...phrases(['with recursive', 'conflict do', 'replace into'], false),
  ...phrases(['current row', 'unbounded preceding', 'unbounded following'], true),
]

/** Where a value has just ended. */
const behindValues = [
  ...lists,
  ...phrases(['not like', 'not glob', 'not regexp', 'not match'], false),
  ...phrases(['nulls first', 'nulls last', 'not indexed'], true),
]

const isWritten = (words: readonly string[], tokens: readonly Token[]): boolean =>
  words.every((word, index) => isWord(tokens[index], word))

/** `LEFT OUTER JOIN`, up to JOIN. */
const joinAt = (tokens: readonly Token[], index: number): Phrase | null => {
  let end = index
  while (joinWords.some((word) => isWord(tokens[end], word))) end += 1
  return end > index && isWord(tokens[end], 'join') ? { length: end - index, endsValue: true } : null
}

const joinWords = ['natural', 'left', 'right', 'full', 'inner', 'cross', 'outer']

/** The name of an index behind INDEXED BY, or of a window behind OVER; WINDOW, with the names behind it. */
const namedAt = (ahead: readonly Token[]): Phrase | null => {
  const [first, second, third] = ahead
  if (isWord(first, 'indexed') && isWord(second, 'by') && third !== undefined) return { length: 3, endsValue: true }
  if (isWord(first, 'over') && second !== undefined && isName(second)) return { length: 2, endsValue: true }
  if (isWord(first, 'over')) return { length: 1, endsValue: false }
  return isWord(first, 'window') && isDefinition(ahead.slice(1)) ? { length: 2, endsValue: false } : null
}

/** `INSERT OR IGNORE`, `UPDATE OR FAIL`. */
const isResolution = (tokens: readonly Token[], index: number): boolean =>
  isWord(tokens[index - 1], 'or') && (isWord(tokens[index - 2], 'insert') || isWord(tokens[index - 2], 'update'))

/** Whether a query of WITH, or a window, is given its name here: `name AS (`. */
export const isDefinition = ([name, as, ...behind]: readonly Token[]): boolean =>
  name !== undefined &&
  isName(name) &&
  isWord(as, 'as') &&
  (isSymbol(behind[0], '(') || isWord(behind[0], 'materialized') || isWritten(['not', 'materialized'], behind))
