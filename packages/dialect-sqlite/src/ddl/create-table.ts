import type { Deferrable, ForeignKeyAction } from '@ads/migrate-core'
import type { Name, Piece } from './cursor.js'
import type { IndexedColumn } from './indexed-columns.js'
import { printTokens, type Span, type Token } from './tokenize.js'

/**
 * A CREATE TABLE statement with the place of each of its parts. The parts stand in the order of the text and do not
 * overlap; between them are only commas, spaces and comments.
 */
export interface CreateTable {
  readonly sql: string
  readonly tokens: readonly Token[]
  readonly comments: readonly Token[]
  readonly temporary: boolean
  readonly ifNotExists: boolean
  readonly schema: Name | null
  readonly name: Name
  /** From the opening parenthesis to the closing one, both included. */
  readonly body: Span
  readonly columns: readonly ColumnNode[]
  readonly constraints: readonly TableConstraintNode[]
  readonly options: readonly TableOptionNode[]
}

/** One column: its name, its type and its constraints. */
export interface ColumnNode extends Span {
  readonly name: Name
  /** As written; null for a column without one. */
  readonly type: Piece | null
  readonly constraints: readonly ColumnConstraintNode[]
}

export interface TableOptionNode extends Span {
  readonly kind: 'strict' | 'without rowid'
}

export type ConflictClause = 'rollback' | 'abort' | 'fail' | 'ignore' | 'replace'

/** `CONSTRAINT name` belongs to the node, and to its span, that it stands before. */
interface Named extends Span {
  readonly name: Name | null
}

/** `CONSTRAINT name` with nothing behind it, which SQLite accepts. */
export interface NameOnlyNode extends Named {
  readonly kind: 'name only'
}

export interface CheckNode extends Named {
  readonly kind: 'check'
  readonly expression: Piece
  readonly conflict: ConflictClause | null
}

/** What follows REFERENCES, for columns and tables alike. */
export interface References {
  readonly table: Name
  readonly columns: readonly Name[]
  readonly onDelete: ForeignKeyAction
  readonly onUpdate: ForeignKeyAction
  readonly match: Name | null
  /** Null where nothing is said directly behind it. */
  readonly deferrable: Deferrable | null
}

export type ColumnConstraintNode =
  | NameOnlyNode
  | CheckNode
  | (Named & {
      readonly kind: 'primary key'
      readonly order: 'asc' | 'desc' | null
      readonly conflict: ConflictClause | null
      readonly autoIncrement: boolean
    })
  | (Named & { readonly kind: 'not null' | 'null' | 'unique'; readonly conflict: ConflictClause | null })
  /** Either one literal, with its sign, or (`parenthesized`) an expression without its parentheses. */
  | (Named & { readonly kind: 'default'; readonly value: Piece; readonly parenthesized: boolean })
  | (Named & { readonly kind: 'collate'; readonly collation: Name })
  | (Named & { readonly kind: 'references'; readonly references: References })
  /** A clause that stands apart from its REFERENCES. It is about the last foreign key before it. */
  | (Named & { readonly kind: 'deferrable'; readonly deferrable: Deferrable })
  | (Named & { readonly kind: 'generated'; readonly expression: Piece; readonly stored: boolean })

export type TableConstraintNode =
  | NameOnlyNode
  | CheckNode
  | (Named & {
      readonly kind: 'primary key'
      readonly columns: readonly IndexedColumn[]
      readonly conflict: ConflictClause | null
      readonly autoIncrement: boolean
    })
  | (Named & {
      readonly kind: 'unique'
      readonly columns: readonly IndexedColumn[]
      readonly conflict: ConflictClause | null
    })
  | (Named & { readonly kind: 'foreign key'; readonly columns: readonly Name[]; readonly references: References })

/** The text that the statement was read from. */
export const printCreateTable = (statement: CreateTable): string => printTokens(statement.tokens)
