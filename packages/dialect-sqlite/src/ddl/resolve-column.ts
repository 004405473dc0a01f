import { isSymbol, isWord, type Name } from './cursor.js'
import { foldCase, isName, sameIdentifier, unquote } from './identifiers.js'
import { findOperands, type Operand } from './operands.js'
import { isDefinition } from './phrases.js'
import type { Query } from './queries.js'
import { findScopes, type Scope, type Source } from './query-scopes.js'
import type { Token } from './tokenize.js'

/** What tells the columns of one table from others: the names of its rows, and which tables of a query are it. */
export interface Ownership {
  readonly rows: readonly string[]
  readonly isOwn: (source: Source) => boolean
}

/**
 * Whether the statement surely means the column of the table: by the table's name or alias, as one of its rows, or by
 * itself where no other table is read.
 */
export const meansColumn = ({ tokens, rows }: Query, table: string, column: string): boolean => {
  if (withQueryNamed(tokens, [table]) !== null) return false
  const { all, of } = findScopes(tokens)
  const isOwn = (source: Source): boolean => source.table !== null && sameIdentifier(source.table.value, table)
  const places = new Set(all.flatMap(({ sources }) => sources.map((source) => source.table?.start)))
  const { operands, aliases } = findOperands(tokens)
  return operands.some(
    (operand) =>
      sameIdentifier(operand.value, column) &&
      !places.has(operand.start) &&
      !isAliasAt(tokens, operand.index, aliases) &&
      ownerOf({ rows, isOwn }, operand, of[operand.index]!) === 'own',
  )
}

/** Whose column it is. The innermost query that reads anything decides, where it reads nothing but the table. */
export const ownerOf = (ownership: Ownership, { qualifier }: Operand, scope: Scope): 'own' | 'other' | 'uncertain' => {
  if (qualifier !== null) return isOwnQualifier(ownership, qualifier.value, scope) ? 'own' : 'other'
  let others = false
  for (let each: Scope | null = scope; each !== null; each = each.parent) {
    const own = each.sources.some(ownership.isOwn)
    others = others || each.sources.some((source) => !ownership.isOwn(source))
    if (own) return others ? 'uncertain' : 'own'
  }
  return 'other'
}

/** The nearest table that this name stands for. */
export const sourceOf = (scope: Scope, name: string): Source | null => {
  for (let each: Scope | null = scope; each !== null; each = each.parent) {
    const found = each.sources.find(({ table, alias }) => sameIdentifier(alias ?? table?.value ?? '', name))
    if (found !== undefined) return found
  }
  return null
}

/** Where a query of WITH is given one of these names; null where none is. */
export const withQueryNamed = (tokens: readonly Token[], names: readonly string[]): Token | null =>
  tokens.find(
    (token, index) =>
      tokens.some((each) => isWord(each, 'with')) &&
      isName(token) &&
      names.some((name) => sameIdentifier(unquote(token.text), name)) &&
      (isDefinition(tokens.slice(index, index + 4)) || isSymbol(tokens[index + 1], '(')) &&
      !isWord(tokens[index - 1], 'into'),
  ) ?? null

/** Whether the name stands where SQLite looks for the names of results, too, and is one of them. */
export const isAliasAt = (tokens: readonly Token[], index: number, aliases: readonly Name[]): boolean =>
  aliases.some(({ value }) => sameIdentifier(value, unquote(tokens[index]!.text))) &&
  ['group', 'order', 'having'].includes(clauseOf(tokens, index))

/** The clause that the token stands in: its first word. */
export const clauseOf = (tokens: readonly Token[], index: number): string => {
  for (let place = index, depth = 0; place >= 0; place -= 1) {
    const token = tokens[place]!
    depth += Number(isSymbol(token, ')')) - Number(isSymbol(token, '('))
    // What stands in parentheses that open before it belongs to the clause around them.
    if (depth < 0) depth = 0
    const word = token.kind === 'word' && depth === 0 ? foldCase(token.text) : ''
    if (clauseWords.has(word)) return word
  }
  return ''
}

const clauseWords: ReadonlySet<string> = new Set('select from where group order having set on values'.split(' '))

const isOwnQualifier = ({ rows, isOwn }: Ownership, qualifier: string, scope: Scope): boolean => {
  const source = sourceOf(scope, qualifier)
  if (source !== null) return isOwn(source)
  if (rows.some((row) => sameIdentifier(row, qualifier))) return true
  // The row that an INSERT could not put in.
  return sameIdentifier(qualifier, 'excluded') && rootOf(scope).sources.some(isOwn)
}

const rootOf = (scope: Scope): Scope => (scope.parent === null ? scope : rootOf(scope.parent))
