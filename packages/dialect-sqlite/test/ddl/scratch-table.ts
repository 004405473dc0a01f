import Database from 'better-sqlite3'
import { parseCreateTable } from '../../src/ddl/parse-create-table.js'
import type { Span } from '../../src/ddl/tokenize.js'
import { readTable } from '../../src/read-table.js'

const database = new Database(':memory:')

/** Creates the table `t`, hands over its stored text, and takes it back. Null where SQLite refuses it. */
export const withTable = <T>(sql: string, use: (stored: string) => T): T | null => {
  database.exec('SAVEPOINT s')
  try {
    try {
      database.exec(sql)
    } catch {
      return null
    }
    return use(storedText('t'))
  } finally {
    database.exec('ROLLBACK TO s; RELEASE s')
  }
}

export const rows = (sql: string): Record<string, unknown>[] => database.prepare(sql).all() as Record<string, unknown>[]

export const execute = (sql: string): void => {
  database.exec(sql)
}

export const storedText = (name: string): string =>
  database.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name) as string

/** Everything that SQLite's pragmas say of `t`, and what they leave out as its text has it. */
export const tableFacts = () => {
  const stored = storedText('t')
  const table = readTable({ name: 't', sql: stored }, [])
  return {
    columns: rows('PRAGMA table_xinfo(t)').map(({ cid: _, ...column }, index) => ({
      ...column,
      collation: table.columns[index]!.collation,
      generated: table.columns[index]!.generated,
      autoIncrement: table.columns[index]!.autoIncrement,
    })) as {
      name: string
      type: string
      notnull: number
      dflt_value: string | null
      pk: number
      hidden: number
      collation: string | null
      generated: { expression: { sql: string }; stored: boolean } | null
      autoIncrement: boolean
    }[],
    foreignKeys: rows('PRAGMA foreign_key_list(t)'),
    // What an index is over, in the order in which SQLite made them.
    indexes: rows('PRAGMA index_list(t)')
      .map(({ name, origin }) => [
        origin,
        rows(`PRAGMA index_xinfo(${JSON.stringify(name)})`)
          .filter(({ key }) => key === 1)
          .map(({ name: column, desc, coll }) => [column, desc, coll]),
      ])
      .reverse(),
    constraints: table.constraints,
    options: rows("SELECT wr, strict FROM pragma_table_list WHERE schema = 'main' AND name = 't'")[0],
  }
}

export type TableFacts = ReturnType<typeof tableFacts>

/** The texts of the columns, and of the constraints behind them. */
export const partsOf = (sql: string): { readonly columns: string[]; readonly constraints: string[] } => {
  const statement = parseCreateTable(sql)
  const text = ({ start, end }: Span) => sql.slice(start, end)
  return { columns: statement.columns.map(text), constraints: statement.constraints.map(text) }
}

/** Without the spaces at their ends: those of a line comment go on to its line feed. */
export const commentsOf = (sql: string): string[] => parseCreateTable(sql).comments.map(({ text }) => text.trimEnd())
