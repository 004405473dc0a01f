import { isSymbol, isWord, type Name } from './cursor.js'
import { foldCase, isName, unquote } from './identifiers.js'
import type { Token } from './tokenize.js'

/** A table as a query reads it. */
export interface Source {
  /** Null for a query in parentheses. */
  readonly table: Name | null
  /** What its columns are qualified with. */
  readonly alias: string | null
}

/** One SELECT, or one INSERT, UPDATE or DELETE, with what it reads. */
export interface Scope {
  readonly parent: Scope | null
  readonly sources: Source[]
}

export interface Scopes {
  readonly all: readonly Scope[]
  /** The scope that each token stands in. */
  readonly of: readonly Scope[]
}

/**
 * The scopes of one statement and the tables that each of them names: behind FROM and JOIN, INTO, UPDATE, and IN. The
 * table of an INSERT is a source for its columns and what ON CONFLICT does, not for the query that it takes rows from.
 */
export const findScopes = (tokens: readonly Token[]): Scopes => {
  const reader = new ScopeReader(tokens)
  tokens.forEach((_, index) => {
    reader.step(index)
  })
  return { all: reader.all, of: reader.of }
}

type Clause = 'from' | 'other'

/** What a parenthesis interrupts. */
interface Level {
  readonly scope: Scope
  clause: Clause
}

class ScopeReader {
  readonly all: Scope[] = []
  readonly of: Scope[] = []
  readonly #tokens: readonly Token[]
  readonly #levels: Level[]
  #target: Scope | null = null

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
    this.#levels = [{ scope: this.#open(null), clause: 'other' }]
  }

  step(index: number): void {
    const token = this.#tokens[index]!
    const next = this.#tokens[index + 1]
    const level = this.#levels.at(-1)!
    if (isSymbol(token, '(')) {
      const isQuery = isWord(next, 'select') || isWord(next, 'with') || isWord(next, 'values')
      if (isQuery && level.clause === 'from' && this.#startsSource(index)) {
        level.scope.sources.push({ table: null, alias: aliasBehind(this.#tokens, closing(this.#tokens, index)) })
      }
      this.#levels.push({ scope: isQuery ? this.#open(level.scope) : level.scope, clause: level.clause })
      if (isQuery) this.#levels.at(-1)!.clause = 'other'
    } else if (isSymbol(token, ')')) {
      if (this.#levels.length > 1) this.#levels.pop()
    } else if (token.kind === 'word') this.#word(token, index, level)
    const now = this.#levels.at(-1)!
    if (isName(token) && this.#isSource(index, now)) this.#addSource(index, now.scope)
    this.of.push(this.#levels.at(-1)!.scope)
  }

  #word(token: Token, index: number, level: Level): void {
    const word = foldCase(token.text)
    if (word === 'from' && !isWord(this.#tokens[index - 1], 'distinct')) level.clause = 'from'
    else if (word === 'join') level.clause = 'from'
    else if (clauseWords.has(word)) level.clause = 'other'
    const depth = this.#levels.length
    if (compoundWords.has(word)) this.#replace(this.#open(level.scope.parent))
    // The rows of an INSERT come from a query of its own.
    const isRows = word === 'select' || word === 'values' || word === 'with'
    if (isRows && depth === 1 && this.#target === level.scope) this.#replace(this.#open(null))
    const isUpsert = word === 'conflict' && isWord(this.#tokens[index - 1], 'on')
    if (((isUpsert && depth === 1) || (word === 'returning' && depth === 1)) && this.#target !== null) {
      this.#replace(this.#target)
    }
  }

  #replace(scope: Scope): void {
    this.#levels[this.#levels.length - 1] = { scope, clause: 'other' }
  }

  #open(parent: Scope | null): Scope {
    const scope: Scope = { parent, sources: [] }
    this.all.push(scope)
    return scope
  }

  #isSource(index: number, level: Level): boolean {
    if (isSymbol(this.#tokens[index + 1], '.')) return false
    const first = isSymbol(this.#tokens[index - 1], '.') ? index - 2 : index
    const before = this.#tokens[first - 1]
    if (before === undefined) return false
    if (isWord(before, 'into') || isWord(before, 'update')) return true
    if (isWord(before, 'in')) return true
    const resolution = ['abort', 'fail', 'ignore', 'replace', 'rollback'].some((word) => isWord(before, word))
    if (resolution && isWord(this.#tokens[first - 2], 'or')) return !isWord(this.#tokens[index], 'into')
    return level.clause === 'from' && this.#startsSource(first)
  }

  #startsSource(index: number): boolean {
    const before = this.#tokens[index - 1]
    return isWord(before, 'from') || isWord(before, 'join') || isSymbol(before, ',') || isSymbol(before, '(')
  }

  #addSource(index: number, scope: Scope): void {
    const token = this.#tokens[index]!
    const qualified = isSymbol(this.#tokens[index - 1], '.')
    const before = this.#tokens[(qualified ? index - 2 : index) - 1]
    // `UPDATE OF` and the like: a keyword is no table.
    if (isWord(before, 'update') && (isWord(token, 'or') || isWord(token, 'of') || isWord(token, 'set'))) return
    const table = { start: token.start, end: token.end, value: unquote(token.text) }
    const home = isWord(before, 'in') ? this.#open(scope) : scope
    home.sources.push({ table, alias: aliasBehind(this.#tokens, index) })
    if (isWord(before, 'into')) this.#target = scope
  }
}

const closing = (tokens: readonly Token[], open: number): number => {
  let depth = 0
  for (let index = open; index < tokens.length; index += 1) {
    depth += Number(isSymbol(tokens[index], '(')) - Number(isSymbol(tokens[index], ')'))
    if (depth === 0) return index
  }
  return tokens.length
}

const aliasBehind = (tokens: readonly Token[], index: number): string | null => {
  const next = tokens[index + 1]
  if (next === undefined) return null
  if (isWord(next, 'as')) return tokens[index + 2] === undefined ? null : unquote(tokens[index + 2]!.text)
  return isName(next) && !(next.kind === 'word' && notAliases.has(foldCase(next.text))) ? unquote(next.text) : null
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

const compoundWords = words('union except intersect')
const clauseWords = words(
  'select on using where group order having limit set values window union except intersect returning begin end',
)
const notAliases = words(
  `select on using where group order having limit set values window union except intersect returning begin end
  join left right full inner cross natural outer indexed not default of do`,
)
