import type { Batch, Op } from '@ads/migrate-core'
import type { ColumnFact, Row, TableFacts } from './snapshot.js'

export type BatchInput = NonNullable<Parameters<Op['batchAlterTable']>[2]>

/** One change of the table under test, and what it says is to be different. Everything else has to stay. */
export interface Change {
  readonly kind: string
  /** What it touches; two changes of one batch touch different things. */
  readonly touches: readonly string[]
  readonly record: (batch: Batch) => void
  /** Items of the table's text that may be written otherwise. */
  readonly rewrites?: readonly string[]
  readonly removes?: readonly string[]
  readonly renames?: Readonly<Record<string, string>>
  readonly facts: (facts: TableFacts) => TableFacts
  /** A row as it has to be afterwards; the same one where left out. */
  readonly row?: (row: Row, position: number) => Row
  /** Indexes that it makes or drops. */
  readonly makes?: readonly string[]
  readonly drops?: readonly string[]
  /** The database may have something that stands in its way. */
  readonly mayBeRefused?: boolean
  /** What becomes of the table as a whole. */
  readonly renamesTable?: string
  readonly batch?: BatchInput
  /** What the table's text says afterwards, where no pragma tells it; and what it no longer says. */
  readonly says?: RegExp
  readonly unsays?: RegExp
}

/** The facts with those of one column changed. */
export const changeColumn = (
  facts: TableFacts,
  name: string,
  changes: Partial<ColumnFact> | ((column: ColumnFact) => Partial<ColumnFact>),
): TableFacts => ({
  ...facts,
  columns: facts.columns.map((column) =>
    column.name === name ? { ...column, ...(typeof changes === 'function' ? changes(column) : changes) } : column,
  ),
})

/** What changes no fact that the pragmas tell. */
export const same = (facts: TableFacts): TableFacts => facts
