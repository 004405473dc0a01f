import type { Operation } from '../operations/operation.js'
import type { ColumnType } from '../schema/types.js'

/** What a script is about to say: a whole operation, or the type of a column in one. */
export type RenderedItem =
  | { readonly kind: 'operation'; readonly operation: Operation }
  | { readonly kind: 'type'; readonly type: ColumnType }

/** Code that says it in other words, which record the same. */
export interface RenderedCode {
  /** Statements for an operation; for a type an expression that is a column of it, such as `money()`. */
  readonly code: string
  /** What the code uses, by module, as the script imports it: `{ '../types.js': ['money'] }`. */
  readonly imports?: Readonly<Record<string, readonly string[]>>
}

/** Gives code for an item; nothing: it is written as always. */
export type RenderItem = (item: RenderedItem) => RenderedCode | undefined
