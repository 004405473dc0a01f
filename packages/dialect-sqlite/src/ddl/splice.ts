import { isSignificant, type Span, type Token, tokenize } from './tokenize.js'

/** What a span of a text becomes. An empty span is a place to insert at. */
export interface Change extends Span {
  readonly text: string
}

export const insertAt = (offset: number, text: string): Change => ({ start: offset, end: offset, text })

export const removeSpan = (start: number, end: number): Change => ({ start, end, text: '' })

/**
 * The text with the changes made, and all of the rest byte for byte. Changes begin and end between tokens. Where parts
 * meet that would read as one token, a space comes between them; behind a comment that runs to the end of its line, a
 * line break.
 */
export const splice = (sql: string, changes: readonly Change[]): string => {
  const pieces: string[] = []
  let end = 0
  for (const change of [...changes].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (change.start < end) throw new RangeError(`two changes of one place: ${change.start}`)
    pieces.push(sql.slice(end, change.start), change.text)
    end = change.end
  }
  return join([...pieces, sql.slice(end)])
}

/** Where the spaces right before the offset begin. */
export const spaceStart = (tokens: readonly Token[], offset: number): number => {
  let start = offset
  for (let index = tokens.findIndex((token) => token.end === offset); tokens[index]?.kind === 'space'; index -= 1) {
    start = tokens[index]!.start
  }
  return start
}

/** Where the spaces right behind the offset end. */
export const spaceEnd = (tokens: readonly Token[], offset: number): number => {
  let end = offset
  for (let index = tokens.findIndex((token) => token.start === offset); tokens[index]?.kind === 'space'; index += 1) {
    end = tokens[index]!.end
  }
  return end
}

/** The tokens between two offsets, spaces and comments included. */
export const tokensWithin = (tokens: readonly Token[], { start, end }: Span): Token[] =>
  tokens.filter((token) => token.start >= start && token.end <= end)

/** Takes out a part of the text, and the spaces before it. */
export const removePart = (tokens: readonly Token[], { start, end }: Span): Change =>
  removeSpan(spaceStart(tokens, start), end)

const join = (pieces: readonly string[]): string => {
  let sql = ''
  let last: Token | undefined
  for (const piece of pieces) {
    const tokens = tokenize(piece)
    if (tokens.length === 0) continue
    sql += separator(last, tokens[0]!) + piece
    last = tokens.at(-1)
  }
  return sql
}

const separator = (left: Token | undefined, right: Token): string => {
  if (left === undefined) return ''
  // The comment takes what follows it on its line, so that a line has to end before anything that counts.
  if (left.kind === 'comment' && left.text.startsWith('--')) {
    return right.kind === 'space' && right.text.includes('\n') ? '' : '\n'
  }
  if (!isSignificant(left) || !isSignificant(right)) return ''
  return left.kind === 'operator' || right.kind === 'operator' ? '' : ' '
}
