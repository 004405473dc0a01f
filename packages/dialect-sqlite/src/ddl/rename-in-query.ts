import { isSymbol, isWord, type Name } from './cursor.js'
import { editRefused } from './edit-errors.js'
import { foldCase, isName, sameIdentifier, unquote } from './identifiers.js'
import { findOperands, type Operand } from './operands.js'
import type { Query } from './queries.js'
import { findScopes, type Scope, type Source } from './query-scopes.js'
import type { Rename } from './rename-columns.js'
import { clauseOf, isAliasAt, type Ownership, ownerOf, sourceOf, withQueryNamed } from './resolve-column.js'
import { renameAt } from './respell.js'
import type { Change } from './splice.js'
import type { Token } from './tokenize.js'

/** What got other names: a table, columns of it, or both. */
export interface TableRenames {
  /** The table as it was called. */
  readonly table: string
  /** Its new name; null where it keeps the old one. */
  readonly to: string | null
  readonly columns: readonly Rename[]
}

/**
 * What has to change in a statement so that it reads and writes the same as before. Throws `OPERATION_REFUSED`, with the
 * place, where it is not certain what a name means: a column that several tables of a query may have, an alias of the
 * same name, a query in FROM or WITH that hands the column on, NATURAL JOIN.
 */
export const renamesInQuery = (query: Query, renames: TableRenames): readonly Change[] => {
  const { tokens, sql } = query
  const { all, of } = findScopes(tokens)
  const isOwn = ({ table }: Source) => table !== null && sameIdentifier(table.value, renames.table)
  const own = all.flatMap(({ sources }) => sources).filter(isOwn)
  const { operands, aliases } = findOperands(tokens)
  const kept = operands.filter(({ start }) => !own.some(({ table }) => table!.start === start))
  const found = own.length > 0 || query.rows.length > 0
  if (!found) return []
  if (own.length > 0) refuseDoubts(query, renames, { operands: kept, aliases, scopes: all })
  const resolver = { query, renames, rows: query.rows, isOwn }
  return [
    ...(renames.to === null ? [] : tableChanges(resolver, own, of, renames.to)),
    ...kept.flatMap((operand) => columnChange(resolver, operand, of[operand.index]!)),
    ...textNames(query, of, isOwn).flatMap((name) => changeTo(sql, name, renames)),
  ]
}

interface Resolver extends Ownership {
  readonly query: Query
  readonly renames: TableRenames
}

interface Doubts {
  readonly operands: readonly Operand[]
  readonly aliases: readonly Name[]
  readonly scopes: readonly Scope[]
}

const refuseDoubts = (
  query: Query,
  { columns, table, to }: TableRenames,
  { operands, aliases, scopes }: Doubts,
): void => {
  const { tokens } = query
  const named = (names: readonly Name[], value: string) => names.find((name) => sameIdentifier(name.value, value))
  const common = withQueryNamed(tokens, [table, ...(to === null ? [] : [to])])
  if (common !== null) throw uncertain(query, common, 'is a query of its own in WITH')
  const natural = tokens.find((token) => isWord(token, 'natural'))
  if (natural !== undefined && columns.length > 0) throw uncertain(query, natural, 'joins by the names of columns')
  const isCompound = tokens.some((token) => ['union', 'except', 'intersect'].some((word) => isWord(token, word)))
  // What sorts several queries together is looked for in the first, though it stands behind the last.
  const sorting = operands.find(
    ({ qualifier, value, index }) =>
      isCompound &&
      clauseOf(tokens, index) === 'order' &&
      (columns.some(({ from }) => sameIdentifier(from, value)) ||
        (to !== null && qualifier !== null && sameIdentifier(qualifier.value, table))),
  )
  if (sorting !== undefined) throw uncertain(query, sorting, 'sorts several queries together')
  for (const column of columns) {
    const plain = operands.filter(({ qualifier }) => qualifier === null)
    const ordering = plain.find(
      (name) => sameIdentifier(name.value, column.from) && isAliasAt(tokens, name.index, aliases),
    )
    if (ordering !== undefined) throw uncertain(query, ordering, 'may be the name of a result')
    const renamed = columns.some(({ from }) => sameIdentifier(from, column.to))
    const taken = renamed ? undefined : named(plain, column.to)
    if (taken !== undefined) throw uncertain(query, taken, 'could come to mean the renamed column')
    const derived =
      tokens.some((token) => isWord(token, 'with')) ||
      scopes.some(({ sources }) => sources.some((source) => source.table === null))
    const any = named(operands, column.from)
    if (derived && any !== undefined) throw uncertain(query, any, 'may be handed on by a query in FROM or WITH')
  }
}

const tableChanges = (
  { query, renames, isOwn }: Resolver,
  own: readonly Source[],
  of: readonly Scope[],
  to: string,
): readonly Change[] => [
  ...own.map(({ table }) => renameAt(query.sql, table!, to)),
  ...query.tokens.flatMap((token, index) => {
    if (!isName(token) || !isSymbol(query.tokens[index + 1], '.') || !means(token, renames.table)) return []
    // `main.t`, where the schema has the name of the table.
    const source = sourceOf(of[index]!, renames.table)
    const isTable = own.some(({ table }) => table!.start === query.tokens[index + 2]?.start)
    if (isTable || source === null || !isOwn(source) || source.alias !== null) return []
    return [renameAt(query.sql, { start: token.start, end: token.end, value: unquote(token.text) }, to)]
  }),
]

const columnChange = (resolver: Resolver, operand: Operand, scope: Scope): readonly Change[] => {
  const { query, renames } = resolver
  const change = changeTo(query.sql, operand, renames)
  if (change.length === 0) return []
  const owner = ownerOf(resolver, operand, scope)
  if (owner === 'uncertain') throw uncertain(query, operand, 'may be a column of several tables')
  return owner === 'own' ? change : []
}

/** Columns that are written as texts, which SQLite takes where only a name can stand: `INSERT INTO t ('a')`. */
const textNames = ({ tokens }: Query, of: readonly Scope[], isOwn: (source: Source) => boolean): readonly Name[] =>
  tokens.flatMap((token, index) => {
    if (token.kind !== 'string' || !of[index]!.sources.some(isOwn)) return []
    if (!isInsertColumn(tokens, index) && !isSetColumn(tokens, index)) return []
    return [{ start: token.start, end: token.end, value: unquote(token.text) }]
  })

const isInsertColumn = (tokens: readonly Token[], index: number): boolean => {
  let place = index - 1
  while (place > 0 && !isSymbol(tokens[place], '(')) {
    if (!isSymbol(tokens[place], ',') && !isName(tokens[place]!)) return false
    place -= 1
  }
  const before = tokens[place - 2]
  return isWord(before, 'into') || (isSymbol(before, '.') && isWord(tokens[place - 4], 'into'))
}

const isSetColumn = (tokens: readonly Token[], index: number): boolean => {
  if (!isSymbol(tokens[index + 1], '=')) return false
  if (isWord(tokens[index - 1], 'set')) return true
  return isSymbol(tokens[index - 1], ',') && tokens.slice(0, index).some((token) => isWord(token, 'set'))
}

const changeTo = (sql: string, name: Name, { columns }: TableRenames): readonly Change[] => {
  const rename = columns.find(({ from }) => foldCase(from) === foldCase(name.value))
  return rename === undefined ? [] : [renameAt(sql, name, rename.to)]
}

const means = (token: Token, name: string): boolean => sameIdentifier(unquote(token.text), name)

const uncertain = (
  { object, sql }: Query,
  { start, end }: { readonly start: number; readonly end: number },
  why: string,
) =>
  editRefused(
    object,
    `${sql.slice(start, end)} at character ${start + 1} ${why}`,
    'Drop it before the change, and make it again afterwards as it is to be.',
  )
