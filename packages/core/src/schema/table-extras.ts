import type { ForeignKeyInput } from './column-builder.js'
import { invalidSchema } from './errors.js'
import { type ObjectName, objectName } from './names.js'
import { isExpression, plainExpression } from './sql.js'
import type { Check, Constraint, Expression, ForeignKey, Index, IndexColumn, IndexOptions } from './types.js'

/** A key, constraint or index that is written beside the columns of a table. `C`: the columns that it names. */
export interface TableExtra<C extends string = string> {
  readonly constraint: Constraint | null
  readonly index: Index | null
  readonly columns: readonly C[]
}

/** A table-level primary key, whose columns are not null. */
export interface PrimaryKeyExtra<C extends string = string> extends TableExtra<C> {
  readonly key: readonly C[]
}

/** A table-level foreign key: `C` to the columns `D` of the table `T`. */
export interface ForeignKeyExtra<
  C extends readonly string[] = readonly string[],
  T extends string = string,
  D extends readonly string[] = readonly string[],
> extends TableExtra<C[number]> {
  readonly reference: ReferenceOf<C, T, D>
}

export interface ReferenceOf<C extends readonly string[], T extends string, D extends readonly string[]> {
  readonly columns: C
  readonly table: T
  readonly target: D
}

export interface ConstraintInput {
  readonly name?: string
}

/** A column of an index: its name, an expression, or either with an order or collation. */
export type IndexInput<C extends string = string> =
  | C
  | Expression
  | { readonly on: C | Expression; readonly desc?: boolean; readonly collate?: string }

/** The names among the columns of an index. */
type NamedIn<I> = I extends string ? I : I extends { readonly on: infer On extends string } ? On : never

export interface IndexOptionsInput extends IndexOptions {
  readonly name?: string
  readonly unique?: boolean
  /** Only rows for which this is true are in the index. */
  readonly where?: Expression
}

/** The primary key of these columns: `primaryKey('a', 'b')`, or `primaryKey(['a', 'b'], { name })`. */
export function primaryKey<const C extends string>(...columns: readonly C[]): PrimaryKeyExtra<C>
export function primaryKey<const C extends string>(columns: readonly C[], input: ConstraintInput): PrimaryKeyExtra<C>
export function primaryKey(...given: readonly unknown[]): PrimaryKeyExtra {
  const [columns, input] = columnsAndInput<string, ConstraintInput>(given)
  if (columns.length === 0) throw invalidSchema('primaryKey() needs a column')
  const constraint = { kind: 'primaryKey', name: input.name ?? null, columns } as const
  return { constraint, index: null, columns, key: columns }
}

/** No two rows have the same values in these columns: `unique('a', 'b')`, or `unique(['a', 'b'], { name })`. */
export function unique<const C extends string>(...columns: readonly C[]): TableExtra<C>
export function unique<const C extends string>(columns: readonly C[], input: ConstraintInput): TableExtra<C>
export function unique(...given: readonly unknown[]): TableExtra {
  const [columns, input] = columnsAndInput<string, ConstraintInput>(given)
  if (columns.length === 0) throw invalidSchema('unique() needs a column')
  return { constraint: { kind: 'unique', name: input.name ?? null, columns }, index: null, columns }
}

/** An index: `index('a', 'b')`, or ``index(['a', sql`lower(b)`, { on: 'c', desc: true }], { name, unique, where })``. */
export function index<const I extends readonly IndexInput[]>(...columns: I): TableExtra<NamedIn<I[number]>>
export function index<const I extends readonly IndexInput[]>(
  columns: I,
  input: IndexOptionsInput,
): TableExtra<NamedIn<I[number]>>
export function index(...given: readonly unknown[]): TableExtra {
  const [columns, input] = columnsAndInput<IndexInput, IndexOptionsInput>(given)
  const built = buildIndex(columns, input)
  const named = built.columns.flatMap(({ on }) => (typeof on === 'string' ? [on] : []))
  return { constraint: null, index: built, columns: named }
}

/** A foreign key to the columns of `table` (or `'schema.table'`); to its primary key where `target` is left out. */
export const foreignKey = <
  const C extends readonly [string, ...string[]],
  const T extends string,
  const D extends readonly string[] = readonly [],
>(
  columns: C,
  table: T,
  target?: D,
  input: ForeignKeyInput = {},
): ForeignKeyExtra<C, T, D> => ({
  constraint: buildForeignKey(columns, parseTableName(table), target ?? [], input),
  index: null,
  columns,
  reference: { columns, table, target: target ?? ([] as unknown as D) },
})

/** A condition that every row meets (or leaves unknown). */
export const check = (expression: Expression, input: ConstraintInput = {}): TableExtra<never> => ({
  constraint: buildCheck(expression, input),
  index: null,
  columns: [],
})

/** Complete data of an index. Throws `UNSUPPORTED_VALUE` where an expression is not one. */
export const buildIndex = (columns: readonly IndexInput[], input: IndexOptionsInput = {}): Index => {
  const { name, unique: isUnique, where, ...options } = input
  if (columns.length === 0) throw invalidSchema('An index needs a column')
  return {
    name: name ?? null,
    columns: columns.map(buildIndexColumn),
    unique: isUnique ?? false,
    where: where === undefined ? null : plainExpression(where, 'index(…, { where })'),
    options,
    source: null,
  }
}

/** Complete data of a foreign key. Throws `INVALID_SCHEMA` where the two sides differ in length. */
export const buildForeignKey = (
  columns: readonly string[],
  table: ObjectName,
  target: readonly string[],
  input: ForeignKeyInput = {},
): ForeignKey => {
  const { name, onDelete, onUpdate, deferrable, ...options } = input
  if (columns.length === 0 || (target.length > 0 && target.length !== columns.length))
    throw invalidSchema(
      `A foreign key from (${columns.join(', ')}) to (${target.join(', ')}): each column needs its counterpart`,
    )
  return {
    kind: 'foreignKey',
    name: name ?? null,
    columns: [...columns],
    references: { table, columns: [...target] },
    onDelete: onDelete ?? 'no action',
    onUpdate: onUpdate ?? 'no action',
    deferrable: deferrable ?? 'not deferrable',
    options,
  }
}

/** Complete data of a check. Throws `UNSUPPORTED_VALUE` where the expression is not one. */
export const buildCheck = (expression: Expression, input: ConstraintInput = {}): Check => ({
  kind: 'check',
  name: input.name ?? null,
  expression: plainExpression(expression, 'check()'),
})

/** The name in `'table'` or `'schema.table'`. Throws `INVALID_SCHEMA`. */
export const parseTableName = (name: string): ObjectName => {
  const parts = name.split('.')
  const [first, second] = parts
  if (parts.length > 2 || parts.includes('')) throw invalidSchema(`'${name}' is neither 'table' nor 'schema.table'`)
  return second === undefined ? objectName(name) : objectName(second, first)
}

const buildIndexColumn = (input: IndexInput): IndexColumn => {
  if (typeof input === 'string') return { on: input, descending: false, collation: null }
  const { on, desc, collate } = isColumnInput(input) ? input : { on: input }
  return {
    on: typeof on === 'string' ? on : plainExpression(on, 'index()'),
    descending: desc ?? false,
    collation: collate ?? null,
  }
}

const isColumnInput = (input: IndexInput): input is Exclude<IndexInput, string | Expression> =>
  typeof input === 'object' && !isExpression(input) && 'on' in input

const columnsAndInput = <C, I extends object>(given: readonly unknown[]): [readonly C[], I] =>
  Array.isArray(given[0]) ? [[...given[0]], (given[1] ?? {}) as I] : [given as readonly C[], {} as I]
