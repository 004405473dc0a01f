import type { Connection, Dialect, Row } from '../dialect/dialect.js'
import { isMigrateError } from '../errors.js'
import { nameKey } from '../schema/names.js'
import type { Column, ColumnType, ForeignKey, Literal, Schema, Table } from '../schema/types.js'
import { insertStatement } from './content.js'

/**
 * What kind of rows a table gets: one `first` or `second` row that anybody might have, or `odd` ones: NULLs, duplicates,
 * empty and long texts, values of another type, keys of rows that are not there.
 */
export type Seed = 'first' | 'second' | 'odd'

/** The constants that constraints and types name, by the column's name: values that rows are likely to have. */
export type Hints = ReadonlyMap<string, readonly Literal[]>

/** The hints of a schema. */
export const hintsOf = ({ tables }: Schema): Hints => {
  const hints = new Map<string, Literal[]>()
  for (const table of tables.values()) {
    for (const { name, type } of table.columns) {
      const named = table.constraints
        .filter((each) => each.kind === 'check')
        .filter(({ expression }) => mentions(expression.sql, name))
      const found = [
        ...(type.kind === 'enum' ? type.values : []),
        ...named.flatMap(({ expression }) => constantsIn(expression.sql)),
      ]
      if (found.length > 0) hints.set(name, [...(hints.get(name) ?? []), ...found])
    }
  }
  return hints
}

export interface SeedOptions {
  readonly seed: Seed
  readonly hints: Hints
  /** What the table's keys refer to. */
  readonly schema: Schema
  /** No two rows of a table have the same. */
  readonly number: number
}

/** Puts rows into the table, as far as its constraints let them. Gives how many. */
export const seedTable = async (
  dialect: Dialect,
  connection: Connection,
  table: Table,
  { seed, ...place }: SeedOptions,
): Promise<number> => {
  let count = 0
  for (const kind of seed === 'odd' ? oddKinds : [seed]) {
    // The first that the table takes.
    for (let attempt = 0; attempt < (kind === 'first' || kind === 'second' ? attempts : 4); attempt++) {
      const row = await rowFor(dialect, connection, table, { ...place, kind, number: place.number + count, attempt })
      // It refers to rows that are not there.
      if (row === null) break
      if (!(await insertAs(kind, dialect, connection, table, row))) continue
      count++
      break
    }
  }
  return count
}

const attempts = 24

type Kind = 'first' | 'second' | 'nulls' | 'empty' | 'long' | 'otherType' | 'orphan' | 'twice'
const oddKinds: readonly Kind[] = ['first', 'nulls', 'empty', 'long', 'otherType', 'orphan', 'twice', 'twice']

interface Wanted extends Omit<SeedOptions, 'seed'> {
  readonly kind: Kind
  readonly attempt: number
}

const rowFor = async (
  dialect: Dialect,
  connection: Connection,
  table: Table,
  wanted: Wanted,
): Promise<Map<string, Literal> | null> => {
  const keyed = table.constraints.flatMap((each) =>
    each.kind === 'primaryKey' || each.kind === 'unique' ? each.columns : [],
  )
  const unique = new Set([
    ...keyed,
    ...table.indexes
      .filter((each) => each.unique)
      .flatMap(({ columns }) => columns.map(({ on }) => (typeof on === 'string' ? on : ''))),
  ])
  const row = new Map<string, Literal>()
  for (const column of table.columns) {
    if (column.generated !== null || column.autoIncrement) continue
    row.set(column.name, valueFor(column, { ...wanted, isKey: unique.has(column.name) }))
  }
  for (const key of table.constraints) {
    if (key.kind !== 'foreignKey' || wanted.kind === 'orphan') continue
    const given = await parentOf(dialect, connection, table, key, wanted)
    if (given === null) return null
    for (const [name, value] of given) row.set(name, value)
  }
  return row
}

const valueFor = (
  column: Column,
  { kind, hints, number, attempt, isKey }: Wanted & { readonly isKey: boolean },
): Literal => {
  const { name, type, nullable } = column
  const plain = plainValue(type, name, number)
  if (isKey) return plain
  if (kind === 'nulls' && nullable) return null
  if (kind === 'empty') return textual.has(type.kind) ? '' : 0
  if (kind === 'long') return textual.has(type.kind) && attempt === 0 ? `${'é\'"\n'.repeat(2500)}${number}` : plain
  if (kind === 'otherType') return attempt === 0 ? (textual.has(type.kind) ? number : `no ${type.kind}`) : plain
  if (kind === 'twice') return plainValue(type, name, 1)
  const likely = hints.get(name) ?? []
  const offset = kind === 'second' ? 1 : 0
  // Every second attempt takes what constraints name, each time another.
  if (likely.length > 0 && (attempt > 0 || kind !== 'orphan')) {
    const near = likely.flatMap((each): readonly Literal[] =>
      typeof each === 'number' ? [each + 1, each, each - 1] : [each],
    )
    return near[(attempt + offset) % near.length]!
  }
  if (attempt === 0 || attempt > common.length) return plainValue(type, name, number + offset * 10)
  return textual.has(type.kind) ? String(common[attempt - 1]) : common[attempt - 1]!
}

const common: readonly Literal[] = [1, 0, 2, 10, 100, -1, 0.5]

/** The key of a row that is there; null where there is none, and the column must have one. */
const parentOf = async (
  { spelling }: Dialect,
  connection: Connection,
  table: Table,
  { columns, references }: ForeignKey,
  { number, kind, schema }: Wanted,
): Promise<ReadonlyMap<string, Literal> | null> => {
  const isNullable = columns.every((name) => table.columns.find((each) => each.name === name)?.nullable)
  const none = new Map(columns.map((name): [string, Literal] => [name, null]))
  if (kind === 'nulls' && isNullable) return none
  const key = schema.tables.get(nameKey(references.table))?.constraints.find((each) => each.kind === 'primaryKey')
  const wanted = references.columns.length === 0 ? (key?.columns ?? []) : references.columns
  const selected = wanted.map((name, i) => `${spelling.identifier(name)} AS ${spelling.identifier(`c${i}`)}`)
  const from = [...(references.table.schema === null ? [] : [references.table.schema]), references.table.name]
  const rows = await readOr(connection, `SELECT ${selected.join(', ')} FROM ${from.map(spelling.identifier).join('.')}`)
  const parent = rows[number % Math.max(rows.length, 1)]
  if (parent === undefined) return isNullable ? none : null
  return new Map(columns.map((name, i): [string, Literal] => [name, parent[`c${i}`] as Literal]))
}

const readOr = async (connection: Connection, query: string): Promise<readonly Row[]> => {
  try {
    return (await connection.execute(query)).rows
  } catch (error) {
    if (!isMigrateError(error)) throw error
    return []
  }
}

/** An orphan is let in where the engine does so when it is told. */
const insertAs = async (kind: Kind, ...row: Parameters<typeof insert>): Promise<boolean> => {
  const [{ uncheckedReferences: unchecked }, connection] = row
  if (kind !== 'orphan' || unchecked === undefined) return insert(...row)
  await connection.execute(unchecked.begin)
  try {
    return await insert(...row)
  } finally {
    await connection.execute(unchecked.end)
  }
}

const insert = async (
  dialect: Dialect,
  connection: Connection,
  { name }: Table,
  row: ReadonlyMap<string, Literal>,
): Promise<boolean> => {
  const sql = row.size === 0 ? null : insertStatement(dialect, name, row)
  if (sql === null) return false
  try {
    await connection.execute(sql)
    return true
  } catch (error) {
    if (!isMigrateError(error)) throw error
    return false
  }
}

const textual = new Set<ColumnType['kind']>([
  'text',
  'varchar',
  'char',
  'json',
  'uuid',
  'date',
  'time',
  'timestamp',
  'enum',
  'blob',
])

const plainValue = (type: ColumnType, name: string, number: number): Literal => {
  const two = String((number % 27) + 1).padStart(2, '0')
  switch (type.kind) {
    case 'integer':
    case 'smallint':
    case 'bigint':
      return number
    case 'real':
    case 'double':
    case 'numeric':
      return number + 0.5
    case 'boolean':
      return number % 2
    case 'enum':
      return type.values[number % type.values.length]!
    case 'date':
      return `2026-01-${two}`
    case 'time':
      return `10:00:${two}`
    case 'timestamp':
      return `2026-01-${two} 10:00:00`
    case 'json':
      return `{"number": ${number}}`
    case 'uuid':
      return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
    case 'blob':
      return new Uint8Array([0, 255, number % 256])
    case 'char':
    case 'varchar':
      return `${name} ${number}`.slice(-(type.length ?? 100))
    case 'raw':
      return /int|real|floa|doub|num|dec|bool/i.test(type.sql) ? number : `${name} ${number}`
    default:
      return `${name} ${number}`
  }
}

const mentions = (sql: string, column: string): boolean => sql.toLowerCase().includes(column.toLowerCase())

/** Texts in single quotes, and numbers. */
const constantsIn = (sql: string): readonly Literal[] =>
  [...sql.matchAll(/'((?:[^']|'')*)'|(?<![\w"'])(-?\d+(?:\.\d+)?)(?![\w"'])/g)].map(([, text, number]) =>
    text === undefined ? Number(number) : text.replaceAll("''", "'"),
  )
