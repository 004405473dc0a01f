import type { Connection, Dialect, Engine, Statement } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { isMigrateError, MigrateError } from '../errors.js'
import { displayName, nameKey } from '../schema/names.js'
import { emptySchema, type Table } from '../schema/types.js'
import type { VersionTable } from './history.js'
import { plainTable } from './plain-table.js'

/** The version table as Alembic makes it, so that a database goes back and forth between the two. */
const versionTableDefinition = ({ table, column }: VersionTable): Table =>
  plainTable(table, [{ name: column, type: { kind: 'varchar', length: 32 }, nullable: false }], column)

/** The statements that make the version table where it is not there yet. */
export const createVersionTable = async (
  dialect: Dialect,
  versionTable: VersionTable,
  engine: Engine,
  { ifNotExists = false }: { readonly ifNotExists?: boolean } = {},
): Promise<readonly Statement[]> => {
  const table = versionTableDefinition(versionTable)
  const groups = await dialect.plan([{ kind: 'createTable', table, ifNotExists }], schemaReader(emptySchema), engine)
  return groups.flatMap(({ ways }) => ways[0]?.statements ?? [])
}

/** Makes the version table, inside the open transaction. Throws what a statement throws. */
export const makeVersionTable = async (
  connection: Connection,
  dialect: Dialect,
  versionTable: VersionTable,
): Promise<void> => {
  for (const { sql } of await createVersionTable(dialect, versionTable, connection.engine))
    await connection.execute(sql)
}

/**
 * The revisions that the database is at, sorted; null where it has no version table, which is not looked for where it
 * is known to be there. An error of the database passes through: what cannot be read is never taken for empty.
 */
export const readVersionRows = async (
  connection: Connection,
  dialect: Dialect,
  versionTable: VersionTable,
  { isThere = false }: { readonly isThere?: boolean } = {},
): Promise<readonly string[] | null> => {
  const { table, column } = versionTable
  if (!isThere && !(await hasVersionTable(connection, dialect, versionTable))) return null
  const { rows } = await connection.execute(selectRows(dialect, { table, column })).catch((cause) => {
    if (!isMigrateError(cause) || cause.code !== 'STATEMENT_FAILED') throw cause
    throw new MigrateError(
      'VERSION_TABLE_UNREADABLE',
      `${displayName(table)} is not a version table: ${cause.message}`,
      {
        hint: 'The history names its version table and column; Alembic has alembic_version with version_num.',
        cause,
      },
    )
  })
  const versions = rows.map((row) => versionOf(row[column], displayName(table))).sort()
  refuseTwice(versions, displayName(table))
  return versions
}

/** Whether the database has the version table, whatever is in it. */
export const hasVersionTable = async (
  connection: Connection,
  dialect: Dialect,
  { table }: VersionTable,
): Promise<boolean> => {
  const found = await dialect.introspect(connection, {
    only: [table],
    ...(table.schema === null ? {} : { schemas: [table.schema] }),
  })
  return found.tables.has(nameKey(table))
}

const versionOf = (value: unknown, table: string): string => {
  if (typeof value === 'string') return value
  throw new MigrateError(
    'VERSION_TABLE_UNREADABLE',
    `${table} holds ${JSON.stringify(value)}, which is not a revision`,
    {
      hint: 'Each row of the version table is the id of a revision, as text. Repair the row by hand.',
    },
  )
}

/** Alembic's version table has no key where it was told so; ours always has one. */
const refuseTwice = (versions: readonly string[], table: string): void => {
  const twice = versions.find((version, i) => versions[i + 1] === version)
  if (twice === undefined) return
  throw new MigrateError('DUPLICATE_VERSION_ROW', `${table} holds the row ${twice} more than once`, {
    hint: `It counts once: say so with \`migrate stamp --purge ${[...new Set(versions)].join(' ')}\`.`,
  })
}

const selectRows = (dialect: Dialect, { table, column }: VersionTable): string =>
  `SELECT ${dialect.spelling.identifier(column)} FROM ${qualified(dialect, table)}`

const qualified = (dialect: Dialect, { schema, name }: VersionTable['table']): string =>
  (schema === null ? [name] : [schema, name]).map((part) => dialect.spelling.identifier(part)).join('.')

/** The statement that empties the version table, whatever is in it. */
export const deleteVersionRows = (dialect: Dialect, { table }: VersionTable): string =>
  `DELETE FROM ${qualified(dialect, table)}`

/** One row that goes, comes, or becomes another. */
interface Move {
  /** Its statement, in which `value` stands for each row that it is about, the n-th of them. */
  readonly sql: (value: (row: string, n: number) => string) => string
  readonly rows: readonly string[]
}

const movesOf = (
  dialect: Dialect,
  versionTable: VersionTable,
  from: readonly string[],
  to: readonly string[],
): readonly Move[] => {
  const table = qualified(dialect, versionTable.table)
  const column = dialect.spelling.identifier(versionTable.column)
  const removed = from.filter((row) => !to.includes(row))
  const added = to.filter((row) => !from.includes(row))
  const moved = Math.min(removed.length, added.length)
  return [
    ...removed.slice(moved).map(
      (row): Move => ({
        sql: (value) => `DELETE FROM ${table} WHERE ${column} = ${value(row, 1)}`,
        rows: [row],
      }),
    ),
    ...added.slice(moved).map(
      (row): Move => ({
        sql: (value) => `INSERT INTO ${table} (${column}) VALUES (${value(row, 1)})`,
        rows: [row],
      }),
    ),
    ...added.slice(0, moved).map(
      (row, i): Move => ({
        sql: (value) => `UPDATE ${table} SET ${column} = ${value(row, 1)} WHERE ${column} = ${value(removed[i]!, 2)}`,
        rows: [row, removed[i]!],
      }),
    ),
  ]
}

/** The statements that lead from one set of version rows to another; each of them changes exactly one row. */
export const moveVersionRows = (
  dialect: Dialect,
  versionTable: VersionTable,
  from: readonly string[],
  to: readonly string[],
): readonly string[] =>
  movesOf(dialect, versionTable, from, to).map(({ sql }) => sql((row) => dialect.spelling.literal(row)))

/** The condition, in SQL, that the version table holds exactly these rows. */
export const versionRowsAre = (dialect: Dialect, versionTable: VersionTable, rows: readonly string[]): string => {
  const table = qualified(dialect, versionTable.table)
  const column = dialect.spelling.identifier(versionTable.column)
  const expected = rows.map((row) => dialect.spelling.literal(row)).join(', ')
  const counted = `(SELECT count(*) FROM ${table}) = ${rows.length}`
  return rows.length === 0
    ? counted
    : `${counted} AND NOT EXISTS (SELECT 1 FROM ${table} WHERE ${column} NOT IN (${expected}))`
}

/** Moves the version rows. Throws `VERSION_ROW_MISSING` when a row is not there just once. */
export const writeVersionRows = async (
  connection: Connection,
  dialect: Dialect,
  versionTable: VersionTable,
  { from, to }: { readonly from: readonly string[]; readonly to: readonly string[] },
): Promise<void> => {
  for (const { sql, rows } of movesOf(dialect, versionTable, from, to)) {
    const { changes } = await connection.execute(
      sql((_, n) => dialect.spelling.parameter(n)),
      rows,
    )
    if (changes === 1) continue
    throw new MigrateError(
      'VERSION_ROW_MISSING',
      `the version table was expected to change by one row, not ${changes}, with: ${sql((row) => dialect.spelling.literal(row))}`,
      { hint: 'A revision may have changed it.' },
    )
  }
}
