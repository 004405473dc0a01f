import { displayName, type ObjectName } from '../schema/names.js'
import type { Expression, Literal } from '../schema/types.js'

/** What autogenerate is told that no comparison can know. */
export interface Answers {
  readonly renames?: readonly RenameAnswer[]
  /** Nothing was renamed but what `renames` says. */
  readonly noRename?: boolean
  /**
   * What rows get that would have NULL where it is no longer possible, by `'table.column'` as the models call it.
   * null: no row needs anything, so nothing is filled in.
   */
  readonly fills?: Readonly<Record<string, Literal | Expression>>
  /** No row needs anything where `fills` says nothing: the upgrade refuses a row that does. */
  readonly noFill?: boolean
}

/** What became of a table or column. */
export interface RenameAnswer {
  /** `'table'` or `'table.column'`, as the database calls it. */
  readonly from: string
  /** Its name of now, without the table; null: it was not renamed, it went. */
  readonly to: string | null
}

/** What autogenerate has to be told before it can write a revision. */
export type OpenQuestion = RenameQuestion | FillQuestion

/** Whether something that went and something like it that came are one thing under two names. */
export interface RenameQuestion {
  readonly kind: 'rename'
  readonly object: 'table' | 'column'
  /** The table of a column, as the database calls it; null for a table. */
  readonly table: string | null
  readonly from: string
  /** What it most likely is called now. */
  readonly to: string
  /** Everything that it could be called now, the likeliest first. */
  readonly candidates: readonly RenameCandidate[]
}

export interface RenameCandidate {
  readonly to: string
  /** How alike the two are, from 0 to 1. */
  readonly score: number
}

/** What stands in a column that takes no NULL, in rows that have nothing else for it. */
export interface FillQuestion {
  readonly kind: 'fill'
  readonly table: string
  readonly column: string
  /** Whether the column is new, or took NULL before. */
  readonly reason: 'added' | 'not null'
}

/** The answer to a question about a new name. */
export const renameAnswer = ({ table, from }: RenameQuestion, to: string | null): RenameAnswer => ({
  from: table === null ? from : `${table}.${from}`,
  to,
})

/** The key under which `fills` answers a question. */
export const fillKey = ({ table, column }: Pick<FillQuestion, 'table' | 'column'>): string => `${table}.${column}`

/** How answers call a column. */
export const columnKey = (table: ObjectName, column: string): string => `${displayName(table)}.${column}`

/** The question in a sentence. */
export const describeQuestion = (question: OpenQuestion): string => {
  if (question.kind === 'fill') {
    const place = fillKey(question)
    return question.reason === 'added'
      ? `what do rows that are there get in the new column ${place}?`
      : `what stands instead of NULL in ${place}?`
  }
  const { object, table, from, candidates } = question
  const names = candidates.map(({ to }) => to).join(' or ')
  return `was the ${object} ${table === null ? from : `${table}.${from}`} renamed to ${names}?`
}
