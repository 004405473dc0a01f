import {
  applyOperation,
  type Engine,
  isMigrateError,
  type MigrateError,
  nameKey,
  type Question,
  type Schema,
  type SchemaReader,
  schemaReader,
  type Table,
  type TableOperation,
} from '@ads/migrate-core'
import { editOnTheWay, editTable, type TableEdit } from '../ddl/edit-table.js'
import { foldCase, sameIdentifier } from '../ddl/identifiers.js'
import { operationRefused } from '../errors.js'
import { readTable } from '../read-table.js'
import { identifier } from '../spelling.js'
import type { TypeContext } from '../types.js'
import { createTableText } from './create-table-text.js'
import { createIndexText } from './definition.js'
import type { Native } from './way.js'

/** A table while operations are folded into what it is to become. Nothing of it has been done. */
export interface Draft {
  readonly engine: Engine
  /** The table and all that was read with it, as they are before the first operation. */
  readonly start: Table
  readonly before: SchemaReader
  /** The same after the operations so far: texts of tables, indexes, triggers and views are current. */
  readonly schema: Schema
  readonly columns: readonly DraftColumn[]
  /** How each operation would be done by itself. */
  readonly steps: readonly Step[]
  /** What rows have to be like, asked before anything is done. */
  readonly questions: readonly Question[]
  /** The same, where copying rows would not show it: what has to be true, and what is wrong otherwise. */
  readonly assertions: readonly Assertion[]
  /** Why the text of the table is not known, where an operation of this draft is the reason. */
  readonly doubt: MigrateError | null
  /** Whether its text is one on the way: what a batch leaves in between need not be a table that there could be. */
  readonly isOnTheWay: boolean
  /** Whether a batch leaves the table STRICT, whose words its types are then written in; null: it stays as it is. */
  readonly becomesStrict: boolean | null
}

/** A column of the table that is to be, and what rows that are there get in it. */
export interface DraftColumn {
  readonly name: string
  /** The column that it was; null for a new one. */
  readonly from: string | null
  /** SQL over the columns of the start; null where the database fills the column: a default, or a generated column. */
  readonly value: string | null
}

export interface Assertion {
  readonly condition: string
  readonly message: string
}

/** How one operation can be done without making the table anew; or why it cannot. */
export type Step =
  | { readonly kind: 'native'; readonly native: Native; readonly elseRecreate: boolean }
  | EditStep
  | { readonly kind: 'recreate'; readonly reason: string }

/** An operation that changes the text of the table, and no row. */
export interface EditStep {
  readonly kind: 'edit'
  readonly reason: string
  /** The text that it leaves. */
  readonly text: string
  /** What has to be so for rows to need no change; otherwise the table is made anew. */
  readonly before: readonly Question[]
  readonly after: readonly Question[]
  /** Whether the indexes of the table have to be sorted again. */
  readonly reindex: boolean
  /** Columns whose names its questions say: they have to be the same before and after all operations. */
  readonly names: readonly string[]
}

/** The draft of a table to which nothing has been done yet. */
export const startDraft = (start: Table, before: SchemaReader, engine: Engine): Draft => {
  const text = start.source ?? createTableText(start, false)
  const table: Table = {
    ...start,
    source: text,
    indexes: start.indexes.map((index) => ({
      ...index,
      source: index.source ?? createIndexText(index, start.name.name, false),
    })),
  }
  return {
    engine,
    start: table,
    before,
    schema: { ...before.schema, tables: new Map(before.schema.tables).set(nameKey(start.name), table) },
    columns: start.columns.map(({ name, generated }) => ({
      name,
      from: name,
      value: generated === null ? identifier(name) : null,
    })),
    steps: [],
    questions: [],
    assertions: [],
    doubt: null,
    isOnTheWay: false,
    becomesStrict: null,
  }
}

/** The table as it is to be after the operations so far. */
export const tableOf = ({ schema, start }: Draft): Table => schema.tables.get(nameKey(start.name))!

/** What the types of its columns are spelled for: the table as it is to be, options included. */
export const spelledFor = (draft: Draft): TypeContext => {
  const table = tableOf(draft)
  const { becomesStrict: strict } = draft
  return strict === null ? table : { ...table, options: { sqlite: { ...table.options.sqlite, strict } } }
}

/** What the natives of one operation look at. */
export const readerOf = ({ schema }: Draft): SchemaReader => schemaReader(schema)

/** The draft with its table's text edited. Throws as `editTable`. */
export const editDraft = (draft: Draft, ...edits: readonly TableEdit[]): Draft => {
  const table = tableOf(draft)
  const edit = draft.isOnTheWay ? editOnTheWay : editTable
  return edits.length === 0 ? draft : withText(draft, edit(table.source ?? '', edits))
}

/** The draft with another text, other indexes, or both. */
export const withText = (
  draft: Draft,
  text: string,
  indexes: readonly { readonly name: string; readonly sql: string }[] = indexTexts(tableOf(draft)),
): Draft => putTable(draft, readTable({ name: draft.start.name.name, sql: text }, indexes))

/** The indexes of a table with their texts, in their order. */
export const indexTexts = ({ indexes }: Table): { name: string; sql: string }[] =>
  indexes.map(({ name, source }) => ({ name: name ?? '', sql: source ?? '' }))

/** The draft with this table in the place of the one it had. */
export const putTable = (draft: Draft, table: Table): Draft => ({
  ...draft,
  schema: { ...draft.schema, tables: new Map(draft.schema.tables).set(nameKey(table.name), table) },
})

/** A text that no parser takes, for one that is not known: what would need it is refused. */
export const unknownText = ''

/**
 * What `work` makes of the draft, or, where it refuses to change a text, the draft after the operation with a text that
 * is not known: SQLite may still be able to do by itself what we cannot write.
 */
export const orUnknown = (draft: Draft, operation: TableOperation, work: () => Draft): Draft => {
  try {
    return work()
  } catch (error) {
    if (!isMigrateError(error)) throw error
    const after = { ...draft, schema: applyOperation(operation, draft.schema), doubt: draft.doubt ?? error }
    return putTable(after, { ...tableOf(after), source: unknownText })
  }
}

/** Refuses what needs a text that is not known: with the reason, where it is known. */
export const unknownRefused = ({ doubt, start }: Draft, what: string): MigrateError =>
  doubt ??
  operationRefused(
    `"${start.name.name}" cannot be changed so: what became of the text of ${what} is not certain`,
    'Put the renaming before it into a revision of its own.',
  )

export const addStep = (draft: Draft, step: Step): Draft => ({ ...draft, steps: [...draft.steps, step] })

/** The column of the draft that has this name. */
export const draftColumn = ({ columns }: Draft, name: string): DraftColumn | undefined =>
  columns.find((column) => sameIdentifier(column.name, name))

/** The draft with one of its columns changed. */
export const mapColumn = (draft: Draft, name: string, change: (column: DraftColumn) => DraftColumn): Draft => ({
  ...draft,
  columns: draft.columns.map((each) => (foldCase(each.name) === foldCase(name) ? change(each) : each)),
})
