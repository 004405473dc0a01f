import type { Result, Row } from '@ads/migrate-core'
import type { Database, Statement } from 'better-sqlite3'

/**
 * Runs one statement; throws SQLite's own error. A prepared statement is there until it is collected as garbage, and
 * every change of the schema has to pass by each of them: so what changes something is run without one, and what is asked
 * again is asked with the one there is.
 */
export const runStatement = (database: Database, sql: string, parameters: readonly unknown[]): Result => {
  // Without a semicolon it cannot be more than the one statement.
  if (parameters.length === 0 && !sql.includes(';') && givesNoRows.test(sql)) {
    database.exec(sql)
    return { rows: [], changes: changesRows.test(sql) ? changesOf(database) : 0 }
  }
  const statement = prepared(database, sql)
  if (!statement.reader) return { rows: [], changes: statement.run(...parameters).changes }
  const rows = statement
    .safeIntegers(true)
    .all(...parameters)
    .map(withPlainNumbers)
  return { rows, changes: statement.readonly ? 0 : changesOf(database) }
}

const givesNoRows = /^(?:CREATE|DROP|ALTER|INSERT|UPDATE|DELETE)\b(?![\s\S]*\bRETURNING\b)/i
const changesRows = /^(?:INSERT|UPDATE|DELETE)/i

const changesOf = (database: Database): number => Number(prepared(database, 'SELECT changes()').get()?.['changes()'])

/** The one value of the first row. Throws SQLite's own error. */
export const queryValue = <T>(database: Database, sql: string): T =>
  // A handle of the caller may give bigints by default, and settings are to be numbers.
  database.prepare(sql).safeIntegers(false).pluck().get() as T

/** The one value of the first row of what is asked again and again; no integer beyond 2^53. Throws SQLite's own error. */
export const askAgain = (database: Database, sql: string): unknown =>
  Object.values(prepared(database, sql).safeIntegers(false).get() ?? {})[0]

type Prepared = Statement<unknown[], Record<string, unknown>>

/** The last statements of each database that were prepared, the latest at the end. */
const kept = new WeakMap<Database, Map<string, Prepared>>()
const keptAtMost = 8

const prepared = (database: Database, sql: string): Prepared => {
  const statements = kept.get(database) ?? new Map<string, Prepared>()
  kept.set(database, statements)
  const statement = statements.get(sql) ?? database.prepare<unknown[], Record<string, unknown>>(sql)
  statements.delete(sql)
  statements.set(sql, statement)
  if (statements.size > keptAtMost) statements.delete(statements.keys().next().value!)
  return statement
}

/** Users of better-sqlite3 expect numbers; only what a number cannot hold stays a bigint. */
const withPlainNumbers = (row: Record<string, unknown>): Row => {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value !== 'bigint') continue
    const plain = Number(value)
    if (Number.isSafeInteger(plain)) row[name] = plain
  }
  return row
}
