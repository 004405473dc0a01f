import { UnreadableDdl } from './errors.js'
import { foldCase, isName, unquote } from './identifiers.js'
import { isSignificant, type Span, type Token, tokenize } from './tokenize.js'

/** A name as it is written, and what it stands for. */
export interface Name extends Span {
  readonly value: string
}

/** A piece of the text, such as an expression. */
export interface Piece extends Span {
  readonly text: string
}

/** A place among the tokens of one definition. `object` is what errors call it. */
export class Cursor {
  readonly sql: string
  readonly object: string
  /** Every token, spaces and comments included. */
  readonly tokens: readonly Token[]
  readonly #significant: readonly Token[]
  #position = 0

  constructor(sql: string, object: string) {
    this.sql = sql
    this.object = object
    this.tokens = tokenize(sql)
    this.#significant = this.tokens.filter(isSignificant)
  }

  /** The token `ahead` of the next one, or null past the end. */
  peek(ahead = 0): Token | null {
    return this.#significant[this.#position + ahead] ?? null
  }

  /** Where the next token starts. */
  get start(): number {
    return this.peek()?.start ?? this.sql.length
  }

  /** Where the token before ended. */
  get end(): number {
    return this.#significant[this.#position - 1]?.end ?? 0
  }

  /** Whether these words come next, in any case. */
  atWords(...words: readonly string[]): boolean {
    return words.every((word, ahead) => isWord(this.peek(ahead), word))
  }

  /** Steps over these words where they come next. */
  acceptWords(...words: readonly string[]): boolean {
    const found = this.atWords(...words)
    if (found) this.#position += words.length
    return found
  }

  /** Steps over the first of these words that comes next, and gives it. */
  acceptOneOf<W extends string>(words: readonly W[]): W | null {
    return words.find((word) => this.acceptWords(word)) ?? null
  }

  atSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token !== null && token.kind === 'operator' && token.text === symbol
  }

  acceptSymbol(symbol: string): boolean {
    const found = this.atSymbol(symbol)
    if (found) this.#position += 1
    return found
  }

  /** Steps over any token. Throws `UnreadableDdl` at the end of the text. */
  next(expected: string): Token {
    const token = this.peek()
    if (token === null) throw this.unreadable(expected)
    this.#position += 1
    return token
  }

  expectWords(...words: readonly string[]): void {
    if (!this.acceptWords(...words)) throw this.unreadable(words.join(' ').toUpperCase())
  }

  expectOneOf<W extends string>(words: readonly W[]): W {
    const word = this.acceptOneOf(words)
    if (word === null) throw this.unreadable(words.join(', ').toUpperCase())
    return word
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.unreadable(`"${symbol}"`)
  }

  /** A name: any word, quoted name or string. Which keywords SQLite lets through differs by place and version. */
  expectName(expected: string): Name {
    const token = this.peek()
    if (token === null || !isName(token)) throw this.unreadable(expected)
    this.#position += 1
    return { start: token.start, end: token.end, value: unquote(token.text) }
  }

  /** What stands between a parenthesis and its partner, without the spaces around it. */
  expectGroup(expected: string): Piece {
    if (!this.atSymbol('(')) throw this.unreadable(expected)
    const open = this.next('"("')
    for (let depth = 1; depth > 0; ) {
      const token = this.next('")"')
      if (token.kind === 'illegal') throw this.unreadable('SQL', token)
      if (token.kind === 'operator') depth += Number(token.text === '(') - Number(token.text === ')')
    }
    return this.trimmed(open.end, this.end - 1)
  }

  /** The text between two offsets, without the spaces around it. */
  trimmed(start: number, end: number): Piece {
    const whole = this.sql.slice(start, end)
    // Not String.trim: beyond ASCII, what it takes for a space is a letter of a name to SQLite.
    const text = whole.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '')
    const from = start + whole.indexOf(text)
    return { start: from, end: from + text.length, text }
  }

  /** That something else than `expected` stands here. */
  unreadable(expected: string, found: Token | null = this.peek()): UnreadableDdl {
    const what = found === null ? 'the end' : JSON.stringify(found.text.slice(0, 40))
    return new UnreadableDdl(this.object, found?.start ?? this.sql.length, expected, what)
  }
}

/** Whether the token is this keyword, unquoted, in any case. */
export const isWord = (token: Token | null | undefined, word: string): boolean =>
  token != null && token.kind === 'word' && token.text.length === word.length && foldCase(token.text) === word

/** Whether the token is this operator or punctuation. */
export const isSymbol = (token: Token | null | undefined, symbol: string): boolean =>
  token != null && token.kind === 'operator' && token.text === symbol
