import { foldCase, unquote } from './identifiers.js'
import { isSignificant, type Token, tokenize } from './tokenize.js'

/** A value as SQLite's storage classes have it. */
export type Constant =
  | { readonly kind: 'null' }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'real'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  /** In hexadecimal digits, upper case. */
  | { readonly kind: 'blob'; readonly hex: string }

/** The value of an expression that is one literal, perhaps with a sign and in parentheses; null for any other. */
export const readConstant = (sql: string): Constant | null => {
  const tokens = withoutParentheses(tokenize(sql).filter(isSignificant))
  const [first, second] = tokens
  if (first === undefined || tokens.length > 2) return null
  if (second === undefined) return constantOf(first)
  if (second.kind !== 'number' || (first.text !== '-' && first.text !== '+')) return null
  return readNumber(first.text === '-' ? `-${second.text}` : second.text)
}

/** The value of a number as it is written, a minus sign before it included. */
export const readNumber = (text: string): Constant => {
  const digits = text.replaceAll('_', '')
  const negative = digits.startsWith('-')
  const unsigned = negative ? digits.slice(1) : digits
  if (/^0x/i.test(unsigned)) {
    const value = BigInt.asIntN(64, BigInt(unsigned))
    return { kind: 'integer', value: negative ? -value : value }
  }
  // An integer beyond 64 bits is a real number to SQLite.
  const value = /^\d+$/.test(unsigned) ? BigInt(digits) : null
  return value !== null && BigInt.asIntN(64, value) === value
    ? { kind: 'integer', value }
    : { kind: 'real', value: Number(digits) }
}

const withoutParentheses = (tokens: readonly Token[]): readonly Token[] =>
  tokens.length > 2 && tokens[0]!.text === '(' && tokens.at(-1)!.text === ')'
    ? withoutParentheses(tokens.slice(1, -1))
    : tokens

const constantOf = (token: Token): Constant | null => {
  if (token.kind === 'number') return readNumber(token.text)
  if (token.kind === 'string') return { kind: 'text', value: unquote(token.text) }
  if (token.kind === 'blob') return { kind: 'blob', hex: token.text.slice(2, -1).toUpperCase() }
  return token.kind === 'word' ? (words.get(foldCase(token.text)) ?? null) : null
}

const words: ReadonlyMap<string, Constant> = new Map([
  ['null', { kind: 'null' }],
  ['true', { kind: 'integer', value: 1n }],
  ['false', { kind: 'integer', value: 0n }],
])
