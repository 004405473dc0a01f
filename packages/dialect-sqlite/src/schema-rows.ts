import type { Connection, MigrateError, Row } from '@ads/migrate-core'
import { SqliteConnection } from './connection.js'
import { foldCase, isName, unquote } from './ddl/identifiers.js'
import { tokenize } from './ddl/tokenize.js'
import { operationRefused } from './errors.js'
import { rowColumns, type SchemaRow, type SchemaRows, toSchemaRow } from './schema-row.js'

/** The names of all tables and views as they were declared. Foreign keys and triggers may write them in another case. */
export const readNames = async (connection: Connection): Promise<readonly string[]> =>
  ((await remembered(connection)) ?? queries(connection)).names()

const remembered = async (connection: Connection): Promise<SchemaRows | null> =>
  connection instanceof SqliteConnection ? connection.rememberedSchema() : null

/** Every object of the main database that is its user's, in the order of creation. */
export const readEverything = async (connection: Connection): Promise<readonly SchemaRow[]> =>
  withoutVirtual(connection, await query(connection, '', []), [])

/**
 * The named objects with their indexes and triggers, and all that mention one of them, with the indexes of tables among
 * those. What mentions a view that was found this way is found too. A column of the same name counts as a mention.
 * Throws `OPERATION_REFUSED` where a virtual table is among the names, or a table that one keeps its data in.
 */
export const readOnly = async (connection: Connection, only: readonly string[]): Promise<readonly SchemaRow[]> => {
  const known = await remembered(connection)
  const source = known ?? queries(connection)
  const names = new Set(only.map(foldCase))
  const found = new Map<string, SchemaRow>()
  for (let search = [...names]; search.length > 0; ) {
    const rows = await source.about(search)
    const wanted = new Set(search)
    for (const row of rows.filter((row) => isOn(row, wanted) || mentions(row.sql, wanted))) found.set(keyOf(row), row)
    search = [...found.values()]
      .filter(({ type, name }) => type === 'view' && !names.has(foldCase(name)))
      .map(({ name }) => foldCase(name))
    for (const name of search) names.add(name)
  }
  const tables = [...found.values()].filter(({ type, name }) => type === 'table' && !names.has(foldCase(name)))
  const indexes = tables.length === 0 ? [] : await source.indexesOf(tables.map(({ name }) => name))
  for (const row of indexes) found.set(keyOf(row), row)
  const rows = [...found.values()].sort((a, b) => a.position - b.position)
  return known === null ? withoutVirtual(connection, rows, only) : rows
}

const queries = (connection: Connection): SchemaRows => ({
  about: (names) => query(connection, ...mentionFilter(names)),
  indexesOf: (tables) => query(connection, ...indexFilter(tables)),
  async names() {
    const { rows } = await connection.execute("SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view')")
    return rows.map(({ name }) => String(name))
  },
})

type Filter = readonly [condition: string, parameters: readonly string[]]

// Beyond this many names SQLite's limits are near, and reading everything is no slower.
const mostNames = 200

const mentionFilter = (names: readonly string[]): Filter => {
  if (names.length > mostNames) return ['', []]
  const list = names.map(() => '?').join(', ')
  // Within quotes, a quote in a name is doubled: such names are looked for up to the first one.
  const starts = names.map((name) => name.split(/["'`]/)[0]!)
  // A text that mentions ix_a mentions a.
  const words = starts.filter((word, i) => !starts.some((part, j) => (part === word ? j < i : word.includes(part))))
  const texts = words.map(() => 'instr(lower(sql), ?) > 0').join(' OR ')
  const named = `name COLLATE NOCASE IN (${list}) OR tbl_name COLLATE NOCASE IN (${list})`
  return [`AND (${named} OR ${texts})`, [...names, ...names, ...words]]
}

const indexFilter = (tables: readonly string[]): Filter =>
  tables.length > mostNames
    ? [`AND type = 'index'`, []]
    : [`AND type = 'index' AND tbl_name IN (${tables.map(() => '?').join(', ')})`, tables]

const keyOf = ({ type, name }: SchemaRow): string => `${type} ${name}`

const isOn = ({ name, table }: SchemaRow, names: ReadonlySet<string>): boolean =>
  names.has(foldCase(name)) || names.has(foldCase(table))

const mentions = (sql: string, names: ReadonlySet<string>): boolean =>
  tokenize(sql).some((token) => isName(token) && names.has(foldCase(unquote(token.text))))

// Automatic indexes have no text. They come from constraints, and are read there.
const query = async (connection: Connection, ...[condition, parameters]: Filter): Promise<readonly SchemaRow[]> => {
  const { rows } = await connection.execute(
    `SELECT ${rowColumns} FROM main.sqlite_schema
     WHERE sql IS NOT NULL AND lower(substr(name, 1, 7)) <> 'sqlite_' ${condition} ORDER BY rowid`,
    parameters,
  )
  return rows.map(toSchemaRow)
}

/** Without virtual tables and the tables they keep their data in, with all that stands on either. */
const withoutVirtual = async (
  connection: Connection,
  rows: readonly SchemaRow[],
  only: readonly string[],
): Promise<readonly SchemaRow[]> => {
  const virtual = await connection.execute(
    `SELECT name, sql FROM main.sqlite_schema WHERE type = 'table' AND rootpage = 0`,
  )
  if (virtual.rows.length === 0) return rows
  const listed = await connection.execute(
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('virtual', 'shadow')`,
  )
  const hidden = new Set([...virtual.rows, ...listed.rows].map(({ name }) => foldCase(String(name))))
  const prefixes = await unknownPrefixes(connection, virtual.rows)
  const isHidden = (table: string): boolean => hidden.has(table) || prefixes.some((prefix) => table.startsWith(prefix))
  const there = new Set([...hidden, ...rows.map(({ name }) => foldCase(name))])
  const refused = only.find((name) => there.has(foldCase(name)) && isHidden(foldCase(name)))
  if (refused !== undefined) throw virtualRefused(refused, virtual.rows)
  return rows.filter(({ type, table }) => type === 'view' || !isHidden(foldCase(table)))
}

const virtualRefused = (table: string, virtual: readonly Row[]): MigrateError => {
  const name = foldCase(table)
  const [owner] = virtual
    .map((row) => ({ name: String(row.name), sql: String(row.sql) }))
    .filter((each) => name === foldCase(each.name) || name.startsWith(`${foldCase(each.name)}_`))
    .sort((a, b) => b.name.length - a.name.length)
  const module = `the module ${moduleOf(owner?.sql ?? '')}`
  return operationRefused(
    name === foldCase(owner?.name ?? '')
      ? `"${table}" is a virtual table, kept by ${module}`
      : `"${table}" is kept by ${module}, which holds the data of the virtual table "${owner?.name}" in it`,
    'No operation changes such tables: say what to do in SQL with `execute`, as the module has it, or make the virtual table again.',
  )
}

// Where the module is not loaded, SQLite cannot tell which tables are a virtual table's own. By convention of all known
// modules, their names begin with its name.
const unknownPrefixes = async (connection: Connection, virtual: readonly Row[]): Promise<readonly string[]> => {
  const { rows } = await connection.execute('SELECT name FROM pragma_module_list')
  const loaded = new Set(rows.map(({ name }) => foldCase(String(name))))
  return virtual.filter(({ sql }) => !loaded.has(moduleOf(String(sql)))).map(({ name }) => `${foldCase(String(name))}_`)
}

const moduleOf = (sql: string): string => {
  const words = tokenize(sql).filter(isName)
  const using = words.findIndex(({ kind, text }) => kind === 'word' && foldCase(text) === 'using')
  return foldCase(unquote(words[using + 1]?.text ?? ''))
}
