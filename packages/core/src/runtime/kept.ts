import { isMigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation } from '../operations/operation.js'
import type { Schema } from '../schema/types.js'
import { compare } from './compare.js'
import { type Content, type Rows, sortRows } from './content.js'
import type { Context } from './context.js'
import { expectedRows } from './expected-rows.js'

/** What would make a schema the one that was wanted, in words; types differ when they are spelled otherwise. */
export const schemaDifferences = async (
  context: Context,
  found: Schema,
  wanted: Schema,
): Promise<readonly string[]> => {
  if (textOf(found) === textOf(wanted)) return []
  const exact: Context = {
    ...context,
    include: () => true,
    comparing: { compareType: 'exact', compareDefault: null, compareOrder: false },
  }
  const both = { answers: { noRename: true } }
  const there = await compare(exact, found, wanted, both)
  // Of views and triggers, a kind is only compared where it is wanted.
  const back = await compare(exact, wanted, found, both)
  const wrong =
    there.operations.length > 0
      ? there.operations.map(describeOperation)
      : back.operations.map((operation) => `undo: ${describeOperation(operation)}`)
  return [...wrong, ...there.unwritten.map((table) => `make ${table} what it was`)]
}

const textOf = (schema: Schema): string =>
  JSON.stringify(
    [schema.tables, schema.views, schema.triggers].map((objects) => [...objects].sort(([a], [b]) => (a < b ? -1 : 1))),
    (key, value) => (key === 'source' ? undefined : typeof value === 'bigint' ? `${value}` : value),
  )

/**
 * Which rows are not what they were after an upgrade and its downgrade, in words. What the upgrade's operations say to
 * drop or to convert is not missed; where code or SQL of the upgrade changes rows, they may be as before or as after it.
 */
export const lostRows = (
  up: readonly Operation[],
  before: Content,
  after: Content,
  restored: Content,
): readonly string[] => {
  const survivors = survivorsOf(up, before)
  return [...before.schema.tables].flatMap(([key, table]) => {
    const columns = table.columns.map(({ name }) => name).filter((name) => survivors.has(tag(key, name)))
    const now = restored.rows.get(key)
    if (columns.length === 0 || now === undefined) return []
    const was = project(before.rows.get(key) ?? [], columns)
    const found = project(now, columns)
    if (same(was, found)) return []
    const places = columns.map((name) => survivors.get(tag(key, name))!)
    const between = project(
      after.rows.get(places[0]!.table) ?? [],
      places.map(({ column }) => column),
      columns,
    )
    if (!same(was, between) && same(between, found)) return []
    const name = table.name.name
    if (was.length !== found.length)
      return [`rows of ${name}: ${was.length} before, ${found.length} after the downgrade`]
    const changed = columns.filter((column) => !same(project(was, [column]), project(found, [column])))
    return [
      `values of ${changed.map((column) => `${name}.${column}`).join(', ') || name} are others after the downgrade`,
    ]
  })
}

/** The keys of the tables that hold rows of before, under their names of now. */
export const keptTables = (up: readonly Operation[], before: Content): ReadonlySet<string> =>
  new Set([...survivorsOf(up, before).values()].map(({ table }) => table))

type RowMaps = readonly ReadonlyMap<string, unknown>[]

/** Where each column of the rows before is after the operations, as far as they keep it. */
const survivorsOf = (
  up: readonly Operation[],
  { schema }: Content,
): ReadonlyMap<string, { table: string; column: string }> => {
  const tags: Rows = new Map(
    [...schema.tables].map(([key, { columns }]) => [key, [new Map(columns.map(({ name }) => [name, tag(key, name)]))]]),
  )
  const kept = tagsAfter(up, { schema, rows: tags })
  return new Map(
    [...kept].flatMap(([table, rows]) =>
      rows.flatMap((row) =>
        [...row].flatMap(([column, value]): [string, { table: string; column: string }][] =>
          typeof value === 'string' && value.startsWith(mark) ? [[value, { table, column }]] : [],
        ),
      ),
    ),
  )
}

/** Where raw SQL made what later operations speak of, names are taken for what they were. */
const tagsAfter = (up: readonly Operation[], content: Content): Rows => {
  try {
    return expectedRows(up, content)
  } catch (error) {
    if (!isMigrateError(error)) throw error
    return content.rows
  }
}

const mark = '\u0000kept '
const tag = (table: string, column: string): string => `${mark}${table}\u0000${column}`

const project = (rows: RowMaps, columns: readonly string[], as: readonly string[] = columns): RowMaps =>
  sortRows(rows.map((row) => new Map(columns.map((name, i) => [as[i]!, row.get(name)]))))

const same = (a: RowMaps, b: RowMaps): boolean =>
  a.length === b.length && JSON.stringify(a.map(plain)) === JSON.stringify(b.map(plain))

const plain = (row: ReadonlyMap<string, unknown>): readonly unknown[] =>
  [...row].map(([name, value]) => [
    name,
    typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? [...value] : value,
  ])
