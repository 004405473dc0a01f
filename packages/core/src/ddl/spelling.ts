import type { Column, Literal, Table } from '../schema/types.js'

/** How a dialect writes the small parts that statements are made of. */
export interface Spelling {
  /** The name, quoted so that any text is one identifier. */
  identifier(name: string): string
  /** The value as SQL text. Throws `UnsupportedValue` for what the dialect cannot write. */
  literal(value: Literal): string
  /** What stands for the n-th parameter of a statement, beginning with 1; each stands there once, in their order. */
  parameter(position: number): string
  /** The type of a column in that table. */
  type(column: Column, table: Pick<Table, 'options'>): string
}
