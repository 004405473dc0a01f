import type { Column, Literal, Table } from '../schema/types.js'

/** How a dialect writes the small parts that statements are made of. */
export interface Spelling {
  /** The name, quoted so that any text is one identifier. */
  identifier(name: string): string
  /** The value as SQL text. Throws `UnsupportedValue` for what the dialect cannot write. */
  literal(value: Literal): string
  /** The type of a column in that table. */
  type(column: Column, table: Pick<Table, 'options'>): string
}
