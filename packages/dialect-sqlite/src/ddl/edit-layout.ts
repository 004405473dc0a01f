import type { ColumnNode, CreateTable, TableConstraintNode } from './create-table.js'
import { spaceEnd, spaceStart, tokensWithin } from './splice.js'
import type { Token } from './tokenize.js'

/**
 * A column or constraint of a table with what belongs to it: the comments right above it (no blank line between), those
 * between it and its comma, and those that end its line. Comments behind the opening parenthesis that end its line, and
 * those that stand apart, belong to the table.
 */
export interface Item {
  readonly node: ColumnNode | TableConstraintNode
  /** Where its comments start, or it itself. */
  readonly start: number
  /** The comma behind it. Between table constraints there may be none. */
  readonly comma: Token | null
  /** Where it, its comma and its comments are over. */
  readonly end: number
}

/** The columns and constraints of a table, in the order of the text. */
export const layOut = (statement: CreateTable): readonly Item[] => {
  const nodes = [...statement.columns, ...statement.constraints]
  const close = statement.body.end - 1
  const gaps = [null, ...nodes].map((node, index) =>
    readGap(statement.tokens, node?.end ?? statement.body.start + 1, nodes[index]?.start ?? close, index, nodes.length),
  )
  return nodes.map((node, index) => {
    const { comma, end } = gaps[index + 1]!
    return { node, start: gaps[index]!.ownStart, comma, end }
  })
}

/** The spaces before the offset from their last line break on, or null where they do not begin a line. */
export const lineBreakBefore = (statement: CreateTable, offset: number): string | null =>
  lastLine(statement.sql.slice(spaceStart(statement.tokens, offset), offset))

/** The spaces behind the offset from their last line break on, or null where the line goes on. */
export const lineBreakBehind = (statement: CreateTable, offset: number): string | null =>
  lastLine(statement.sql.slice(offset, spaceEnd(statement.tokens, offset)))

interface Gap {
  readonly comma: Token | null
  /** Where what belongs to the left ends. */
  readonly end: number
  /** Where what belongs to the right starts. */
  readonly ownStart: number
}

const readGap = (tokens: readonly Token[], from: number, to: number, index: number, count: number): Gap => {
  const trivia = tokensWithin(tokens, { start: from, end: to })
  const at = trivia.findIndex(({ kind }) => kind === 'operator')
  const comma = trivia[at] ?? null
  const rest = trivia.slice(at + 1)
  const line = rest.findIndex(({ kind, text }) => kind === 'space' && text.includes('\n'))
  // A comment on the line of both its neighbours belongs to the one behind it, where there is one.
  const sameLine = line >= 0 ? rest.slice(0, line) : index === count ? rest : []
  const end = sameLine.findLast(({ kind }) => kind === 'comment')?.end ?? comma?.end ?? from
  let ownStart = to
  for (const token of rest.filter(({ start }) => start >= end).reverse()) {
    if (token.kind === 'comment') ownStart = token.start
    else if (token.text.split('\n').length > 2) break
  }
  return { comma, end, ownStart }
}

const lastLine = (space: string): string | null => /\r?\n[^\n]*$/.exec(space)?.[0] ?? null
