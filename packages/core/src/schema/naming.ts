import { columnsNamedIn } from './expression-text.js'
import type { Check, Constraint, ForeignKey, Index, PrimaryKey, Schema, Table, Unique } from './types.js'

/** What a name is made of. */
export interface NameParts {
  readonly table: string
  readonly schema: string | null
  /** The columns, for a check or an expression those that its text names. */
  readonly columns: readonly string[]
  /** Eight characters that stand for the text of an expression. */
  readonly hash: string
  /** The referenced table, of a foreign key. */
  readonly references: string | null
}

/** How keys, constraints and indexes are called that nobody gave a name. */
export interface NamingConvention {
  readonly primaryKey: (parts: NameParts) => string
  readonly unique: (parts: NameParts) => string
  readonly foreignKey: (parts: NameParts) => string
  readonly check: (parts: NameParts) => string
  readonly index: (parts: NameParts) => string
}

// A registered symbol, since the convention may come from another copy of this package.
const brand = Symbol.for('@ads/migrate:default-naming')

/** `pk_table`, `uq_table_columns`, `fk_table_columns_target`, `ck_table_column` and `ix_table_columns`. */
export const defaultNaming: NamingConvention = /* @__PURE__ */ Object.defineProperty<NamingConvention>(
  {
    primaryKey: ({ table }) => `pk_${table}`,
    unique: ({ table, columns }) => ['uq', table, ...columns].join('_'),
    foreignKey: ({ table, columns, references }) => ['fk', table, ...columns, references].join('_'),
    // Of a condition over several columns, no column's name says which it is.
    check: ({ table, columns, hash }) => ['ck', table, columns.length === 1 ? columns[0] : hash].join('_'),
    index: ({ table, columns, hash }) => ['ix', table, ...(columns.length === 0 ? [hash] : columns)].join('_'),
  },
  brand,
  { value: true },
)

/** Whether it is {@link defaultNaming}, of any copy of core: a copy of its functions is not. */
export const isDefaultNaming = (naming: NamingConvention): boolean => brand in naming

/**
 * The table or schema with a name for everything in it. Given names stay; of two equal names within a table the later
 * one gets a number.
 */
export function applyNaming(target: Table, naming?: NamingConvention): Table
export function applyNaming(target: Schema, naming?: NamingConvention): Schema
export function applyNaming(target: Table | Schema, naming: NamingConvention = defaultNaming): Table | Schema {
  if (!('tables' in target)) return nameWithin(target, naming)
  const tables = new Map([...target.tables].map(([key, table]) => [key, nameWithin(table, naming)]))
  return { ...target, tables }
}

/** The name that the convention gives a constraint of the table, whatever else the table has. */
export const conventionalName = (
  table: Table,
  constraint: Constraint,
  naming: NamingConvention = defaultNaming,
): string => naming[constraint.kind](constraintParts(table, constraint))

/** The name that the convention gives an index of the table, whatever else the table has. */
export const conventionalIndexName = (table: Table, index: Index, naming: NamingConvention = defaultNaming): string =>
  naming.index(indexParts(table, index))

const nameWithin = (table: Table, naming: NamingConvention): Table => {
  if ([...table.constraints, ...table.indexes].every(({ name }) => name !== null)) return table
  const taken = new Set([...table.constraints, ...table.indexes].map(({ name }) => name))
  const choose = (wanted: string): string => {
    let name = wanted
    for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`
    taken.add(name)
    return name
  }
  return {
    ...table,
    constraints: table.constraints.map((constraint) =>
      constraint.name === null
        ? { ...constraint, name: choose(conventionalName(table, constraint, naming)) }
        : constraint,
    ),
    indexes: table.indexes.map((index) =>
      index.name === null ? { ...index, name: choose(conventionalIndexName(table, index, naming)) } : index,
    ),
  }
}

const constraintParts = (table: Table, constraint: PrimaryKey | Unique | ForeignKey | Check): NameParts => {
  if (constraint.kind === 'check')
    return partsOf(table, namedBy(table, constraint.expression.sql), constraint.expression.sql)
  const references = constraint.kind === 'foreignKey' ? constraint.references.table.name : null
  return { ...partsOf(table, constraint.columns, constraint.columns.join(',')), references }
}

const indexParts = (table: Table, index: Index): NameParts => {
  const columns = index.columns.flatMap(({ on }) => (typeof on === 'string' ? [on] : namedBy(table, on.sql)))
  return partsOf(table, columns, index.columns.map(({ on }) => (typeof on === 'string' ? on : on.sql)).join(','))
}

const namedBy = (table: Table, sql: string): readonly string[] =>
  columnsNamedIn(
    sql,
    table.columns.map((column) => column.name),
    table.name.name,
  )

const partsOf = ({ name }: Table, columns: readonly string[], text: string): NameParts => ({
  table: name.name,
  schema: name.schema,
  columns,
  hash: hashOf(text.trim().replaceAll(/\s+/g, ' ')),
  references: null,
})

/** FNV-1a over UTF-16 units: short, the same everywhere, and no module of any platform. */
const hashOf = (text: string): string => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
