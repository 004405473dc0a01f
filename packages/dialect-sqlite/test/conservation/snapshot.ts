import type Database from 'better-sqlite3'

/** Everything that a migration could change about a database, as plain data. */
export interface Snapshot {
  readonly objects: readonly StoredObject[]
  /** The triggers of each table in the order in which they were made: the newest fires first. */
  readonly triggers: Readonly<Record<string, readonly string[]>>
  readonly tables: ReadonlyMap<string, TableContent>
  readonly sequences: ReadonlyMap<string, string>
  readonly violations: readonly string[]
  readonly settings: Readonly<Record<string, unknown>>
}

export interface StoredObject {
  readonly type: string
  readonly name: string
  readonly table: string
  readonly sql: string
}

export interface TableContent {
  readonly facts: TableFacts
  /** A row is its columns' values, each with its storage class; `#rowid` is its implicit rowid. */
  readonly rows: readonly Row[]
}

export type Row = Readonly<Record<string, string>>

/** What the pragmas tell of a table. */
export interface TableFacts {
  readonly columns: readonly ColumnFact[]
  readonly foreignKeys: readonly ForeignKeyFact[]
  readonly keys: readonly KeyFact[]
  readonly strict: boolean
  readonly withoutRowid: boolean
}

export interface ColumnFact {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  readonly default: string | null
  readonly key: number
  readonly hidden: number
}

export interface ForeignKeyFact {
  readonly table: string
  readonly from: readonly string[]
  readonly to: readonly (string | null)[]
  readonly onUpdate: string
  readonly onDelete: string
}

export interface KeyFact {
  readonly origin: string
  readonly columns: readonly string[]
}

/** Reads everything that is not the version table's. */
export const takeSnapshot = (db: Database.Database): Snapshot => {
  const made = db
    .prepare(
      `SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema
       WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'alembic%' AND name <> 'sqlite_sequence' ORDER BY rowid`,
    )
    .all() as StoredObject[]
  const tables = made.filter(({ type }) => type === 'table').map(({ name }) => name)
  return {
    objects: sorted(made),
    triggers: Object.fromEntries(
      made.map(({ table }) => [
        table,
        made.filter(({ type, table: on }) => type === 'trigger' && on === table).map(({ name }) => name),
      ]),
    ),
    tables: new Map(tables.map((name) => [name, { facts: readFacts(db, name), rows: readRows(db, name) }])),
    sequences: new Map(readSequences(db)),
    violations: (db.prepare('SELECT * FROM pragma_foreign_key_check').all() as object[])
      .map((row) => JSON.stringify(row))
      .sort(),
    settings: Object.fromEntries(
      ['foreign_keys', 'legacy_alter_table', 'writable_schema', 'user_version', 'application_id', 'busy_timeout'].map(
        (name) => [name, db.pragma(name, { simple: true })],
      ),
    ),
  }
}

/** The facts of one table. */
export const readFacts = (db: Database.Database, table: string): TableFacts => {
  const columns = db
    .prepare('SELECT name, type, "notnull" AS n, dflt_value AS d, pk, hidden FROM pragma_table_xinfo(?)')
    .all(table) as { name: string; type: string; n: number; d: string | null; pk: number; hidden: number }[]
  const options = db.prepare("SELECT strict, wr FROM pragma_table_list WHERE schema = 'main' AND name = ?").get(table)
  const { strict, wr } = options as { strict: number; wr: number }
  return {
    columns: columns.map(({ name, type, n, d, pk, hidden }) => ({
      name,
      type,
      notNull: n === 1,
      default: d,
      key: pk,
      hidden,
    })),
    foreignKeys: readForeignKeys(db, table),
    keys: readKeys(db, table),
    strict: strict === 1,
    withoutRowid: wr === 1,
  }
}

const readForeignKeys = (db: Database.Database, table: string): ForeignKeyFact[] => {
  const rows = db
    .prepare(
      `SELECT id, "table", json_group_array("from") AS f, json_group_array("to") AS t, on_update AS u, on_delete AS d
       FROM (SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq) GROUP BY id`,
    )
    .all(table) as { table: string; f: string; t: string; u: string; d: string }[]
  return sorted(
    rows.map(({ table, f, t, u, d }) => ({
      table,
      from: JSON.parse(f),
      to: JSON.parse(t),
      onUpdate: u,
      onDelete: d,
    })),
  )
}

const readKeys = (db: Database.Database, table: string): KeyFact[] => {
  const lists = db.prepare("SELECT name, origin FROM pragma_index_list(?) WHERE origin <> 'c'").all(table) as {
    name: string
    origin: string
  }[]
  const columnsOf = db
    .prepare(`SELECT name || CASE "desc" WHEN 1 THEN ' desc' ELSE '' END FROM pragma_index_xinfo(?) WHERE "key" = 1`)
    .pluck()
  return sorted(lists.map(({ name, origin }) => ({ origin, columns: columnsOf.all(name) as string[] })))
}

/** Sorted by what they say, since a database tells them in no order that matters. */
export const sorted = <T>(values: readonly T[]): T[] =>
  [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

const readRows = (db: Database.Database, table: string): Row[] => {
  const { columns, withoutRowid } = readFacts(db, table)
  const values = columns.map(
    ({ name }) => `typeof(${quoted(name)}) || ' ' || quote(${quoted(name)}) AS ${quoted(name)}`,
  )
  const implicit = withoutRowid || hasRowidAlias(columns, db, table) ? [] : [`_rowid_ AS "#rowid"`]
  const rows = db.prepare(`SELECT ${[...implicit, ...values].join(', ')} FROM ${quoted(table)}`).all() as Row[]
  return sorted(rows)
}

// `INTEGER PRIMARY KEY DESC` is no alias, so the engine is asked.
const hasRowidAlias = (columns: readonly ColumnFact[], db: Database.Database, table: string): boolean => {
  const keys = columns.filter(({ key }) => key > 0)
  const origins = db.prepare("SELECT 1 FROM pragma_index_list(?) WHERE origin = 'pk'").all(table)
  return keys.length === 1 && origins.length === 0
}

const readSequences = (db: Database.Database): [string, string][] =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").get() === undefined
    ? []
    : (db.prepare('SELECT name, quote(seq) FROM sqlite_sequence ORDER BY name').raw().all() as [string, string][])

/** An identifier as SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
