import { didYouMean } from '../nearest.js'
import { type AnyColumn, type ColumnDefinition, isColumn } from './column-builder.js'
import { invalidSchema } from './errors.js'
import { displayName, type ObjectName, objectName } from './names.js'
import {
  buildCheck,
  buildForeignKey,
  type ForeignKeyExtra,
  type PrimaryKeyExtra,
  parseTableName,
  type ReferenceOf,
  type TableExtra,
} from './table-extras.js'
import type { Column, Constraint, ForeignKey, Index, PrimaryKey, Table, TableOptions } from './types.js'

export type { AnyColumn, ForeignKeyInput } from './column-builder.js'
export {
  buildForeignKey,
  buildIndex,
  type IndexInput,
  type IndexOptionsInput,
  type TableExtra,
} from './table-extras.js'

/** The columns of a table, in their order. */
export type Columns = Readonly<Record<string, AnyColumn>>

/** The names of the columns, as an extras function gets them. */
export type ColumnNames<C> = { readonly [K in keyof C & string]: K }

/** Options of a table: its schema, a comment, and what only one dialect has. */
export interface TableInput<S extends string | null = string | null> extends TableOptions {
  readonly schema?: S
  readonly comment?: string
}

/**
 * A table with all that TypeScript knows of it: `N` its name (with its schema, if any), `C` its columns, `K` the
 * columns of a table-level key, `F` the table-level foreign keys.
 */
export interface TableDefinition<N extends string, C extends Columns, K extends string, F extends AnyReference> {
  readonly kind: 'table'
  readonly fullName: N
  readonly columns: C
  readonly key: readonly K[]
  readonly references: readonly F[]
  readonly table: Table
}

export type AnyReference = ReferenceOf<readonly string[], string, readonly string[]>
export type AnyTable = TableDefinition<string, Columns, string, AnyReference>

/**
 * A table of the models. `extras` gets the columns' names and gives keys, constraints and indexes. Columns are nullable
 * unless they are `.notNull()` or in the primary key. Throws `INVALID_SCHEMA`.
 */
export const table = <
  const N extends string,
  const C extends Columns,
  const E extends readonly TableExtra<keyof C & string>[] = readonly [],
  const S extends string | null = null,
>(
  name: N,
  columns: C,
  extras?: (t: ColumnNames<C>) => E,
  options?: TableInput<S>,
): TableDefinition<FullName<N, S>, C, KeysIn<E>, ReferencesIn<E>> => {
  const { schema, ...rest } = options ?? {}
  const given = extras?.(columnNames(columns)) ?? []
  const built = buildTable(objectName(name, schema ?? null), columns, () => given, rest)
  return {
    kind: 'table',
    fullName: displayName(built.name) as FullName<N, S>,
    columns,
    key: given.flatMap((extra) => (isPrimaryKeyExtra(extra) ? extra.key : [])) as string[] as KeysIn<E>[],
    references: given.flatMap((extra) => (isForeignKeyExtra(extra) ? [extra.reference] : [])) as ReferencesIn<E>[],
    table: built,
  }
}

type FullName<N extends string, S> = S extends string ? `${S}.${N}` : N
type KeysIn<E extends readonly unknown[]> = E[number] extends infer X
  ? X extends PrimaryKeyExtra<infer K>
    ? K
    : never
  : never
type ReferencesIn<E extends readonly unknown[]> = E[number] extends infer X
  ? X extends ForeignKeyExtra<infer C, infer T, infer D>
    ? ReferenceOf<C, T, D>
    : never
  : never

/**
 * Complete data of a table. Keys and constraints of columns become the table's own, in the order of the columns; those
 * of `extras` follow. Throws `INVALID_SCHEMA` for two primary keys or a column that is not there.
 */
export const buildTable = (
  name: ObjectName,
  columns: Columns,
  extras?: (t: Readonly<Record<string, string>>) => readonly TableExtra[],
  options: TableOptions & { readonly comment?: string } = {},
): Table => {
  const { comment, ...dialectOptions } = options
  if (name.name === '') throw invalidSchema('A table needs a name')
  const built = Object.entries(columns).map(([column, builder]) => buildColumn(column, builder, name))
  const given = extras?.(columnNames(columns)) ?? []
  for (const extra of given) for (const column of extra.columns) requireColumn(name, columns, column)
  const constraints: readonly Constraint[] = [
    ...built.flatMap((each) => each.constraints),
    ...given.flatMap(({ constraint }) => (constraint === null ? [] : [constraint])),
  ]
  const key = onlyPrimaryKey(name, constraints)
  return {
    name,
    columns: built.map(({ column }) => withKey(column, key, name)),
    constraints,
    indexes: given.flatMap((extra): Index[] => (extra.index === null ? [] : [extra.index])),
    options: dialectOptions,
    comment: comment ?? null,
    source: null,
  }
}

/**
 * Complete data of a column, and the key, unique, checks and foreign keys that were written on it. `table` is for
 * messages. Throws `INVALID_SCHEMA`.
 */
export const buildColumn = (
  name: string,
  builder: AnyColumn,
  table: ObjectName,
): { readonly column: Column; readonly constraints: readonly Constraint[] } => {
  const place = `${displayName(table)}.${name}`
  if (name === '') throw invalidSchema(`A column of ${displayName(table)} needs a name`)
  if (!isColumn(builder))
    throw invalidSchema(`${place} is not a column`, 'Columns are written integer(), text() and so on.')
  const { type, notNull, default: given, generated, autoIncrement, collation, comment, options } = builder.definition
  const column = {
    name,
    type,
    nullable: !notNull,
    default: given,
    generated,
    autoIncrement,
    collation,
    comment,
    options,
  }
  return { column, constraints: columnConstraints(name, builder.definition, place) }
}

const columnConstraints = (name: string, definition: AnyDefinition, place: string): readonly Constraint[] => {
  const { key, unique, checks, references } = definition
  const columns = [name]
  const constraints: Constraint[] = []
  if (key !== null) constraints.push({ kind: 'primaryKey', name: key.name, columns })
  if (unique !== null) constraints.push({ kind: 'unique', name: unique.name, columns })
  for (const check of checks) {
    constraints.push(buildCheck(check.expression, check.name === null ? {} : { name: check.name }))
  }
  for (const { target, input } of references) {
    const { table, column } = parseTarget(target, place)
    constraints.push(buildForeignKey(columns, table, [column], input))
  }
  return constraints
}

type AnyDefinition = ColumnDefinition<
  Column['type']['kind'],
  unknown,
  boolean,
  'required' | 'optional' | 'never',
  string
>

const parseTarget = (target: string, place: string): { table: ObjectName; column: string } => {
  const dot = target.lastIndexOf('.')
  const [tableName, column] = [target.slice(0, dot), target.slice(dot + 1)]
  if (dot < 1 || column === '' || tableName.split('.').length > 2)
    throw invalidSchema(`${place} references '${target}', which is neither 'table.column' nor 'schema.table.column'`)
  return { table: parseTableName(tableName), column }
}

const onlyPrimaryKey = (name: ObjectName, constraints: readonly Constraint[]): PrimaryKey | null => {
  const keys = constraints.filter((constraint) => constraint.kind === 'primaryKey')
  if (keys.length > 1)
    throw invalidSchema(
      `${displayName(name)} has ${keys.length} primary keys`,
      `A key of several columns is written beside them: primaryKey(${keys.flatMap((key) => key.columns.map((column) => `'${column}'`)).join(', ')}).`,
    )
  return keys[0] ?? null
}

/** Key columns are never null, wherever the key was written. */
const withKey = (column: Column, key: PrimaryKey | null, table: ObjectName): Column => {
  if (key === null || !key.columns.includes(column.name)) return column
  if (column.autoIncrement && key.columns.length > 1)
    throw invalidSchema(`${displayName(table)}.${column.name} counts up by itself, so it has to be the whole key`)
  return { ...column, nullable: false }
}

const requireColumn = (name: ObjectName, columns: Columns, column: string): void => {
  if (Object.hasOwn(columns, column)) return
  throw invalidSchema(
    `${displayName(name)} has no column ${column}, which one of its keys, constraints or indexes names`,
    didYouMean(column, Object.keys(columns)),
  )
}

const columnNames = <C extends Columns>(columns: C): ColumnNames<C> =>
  Object.fromEntries(Object.keys(columns).map((name) => [name, name])) as ColumnNames<C>

const isPrimaryKeyExtra = (extra: TableExtra): extra is PrimaryKeyExtra => 'key' in extra
const isForeignKeyExtra = (extra: TableExtra): extra is ForeignKeyExtra => 'reference' in extra
