import type { Column, FillQuestion, Literal, Schema, Table } from '@ads/migrate-core'
import { emptySchema, schemaReader } from '@ads/migrate-core'
import { diffSchemas } from '@ads/migrate-core/operations'
import Database from 'better-sqlite3'
import { plan } from '../../src/plan.js'
import { identifier, literal } from '../../src/spelling.js'
import { isConstraint, type StoredRow, sampleValue } from './rows.js'

/** Judges rows by SQLite itself: an empty database that was made with the models, and takes them or does not. */
export interface Judge {
  /** Whether the row of the table as it was is one of the table as it is to be, and says the same there. */
  readonly takes: (table: Table, row: StoredRow) => boolean
  readonly close: () => void
}

/** A judge for these models, who wants every value to be of its column's type; null where SQLite does not take them. */
export const openJudge = (models: Schema): Judge | null => {
  const to = { ...models, tables: new Map([...models.tables].map(([key, table]) => [key, asStrict(table)])) }
  const db = createDatabase(to)
  return db === null ? null : { takes: (table, row) => takes(db, to, table, row), close: () => void db.close() }
}

/** An empty database of this schema; null where SQLite does not take it. */
export const createDatabase = (schema: Schema): Database.Database | null => {
  const db = new Database(':memory:')
  try {
    const groups = plan(diffSchemas(emptySchema, schema), schemaReader(emptySchema), { version: '3.50.0', options: {} })
    for (const { sql } of groups.flatMap(({ ways }) => ways[0]!.statements)) db.exec(sql)
  } catch {
    db.close()
    return null
  }
  db.pragma('foreign_keys = ON')
  return db
}

const asStrict = (table: Table): Table => ({
  ...table,
  // As NUMERIC, it would take texts.
  columns: table.columns.map((each) => (each.type.kind === 'numeric' ? { ...each, type: { kind: 'double' } } : each)),
  options: { ...table.options, sqlite: { ...table.options.sqlite, strict: true } },
})

const takes = (db: Database.Database, to: Schema, { name: { name } }: Table, row: StoredRow): boolean => {
  const table = to.tables.get(name)
  if (table === undefined) return true
  const key = table.constraints.find(({ kind }) => kind === 'primaryKey')
  const isKey = (column: Column) => key?.kind === 'primaryKey' && key.columns.includes(column.name)
  const given = table.columns.flatMap((column): Given[] => {
    if (column.generated !== null) return []
    const own = row[column.name]
    // A row without a key is none, whatever number SQLite would give it.
    if (own === 'NULL' && isKey(column)) return [{ name: column.name, sql: own, was: own }]
    const isMissing = own === undefined ? column.default === null : own === 'NULL'
    if (isMissing && !column.nullable) return [{ name: column.name, sql: fillSql(to, name, column), was: null }]
    return own === undefined ? [] : [{ name: column.name, sql: own, was: own }]
  })
  const names = given.map((each) => identifier(each.name))
  const into =
    given.length === 0 ? 'DEFAULT VALUES' : `(${names.join(', ')}) VALUES (${given.map(({ sql }) => sql).join(', ')})`
  const stored = given.length === 0 ? '1' : names.map((each) => `quote(${each})`).join(', ')
  db.exec('SAVEPOINT one_row')
  try {
    const sql = `INSERT INTO ${identifier(name)} ${into} RETURNING ${stored}`
    const is = db.prepare(sql).raw().get() as string[]
    if (given.every(({ was }, i) => was === null || said(was) === said(is[i]!))) return true
    db.exec('ROLLBACK TO one_row')
    return false
  } catch (error) {
    if (!isConstraint(error)) throw error
    return false
  } finally {
    db.exec('RELEASE one_row')
  }
}

/** What a column is to be given, and what it was, as SQL; null where it is filled. */
interface Given {
  readonly name: string
  readonly sql: string
  readonly was: string | null
}

const fillSql = (to: Schema, table: string, { name }: Column): string => {
  const fill = fillFor(to, { table, column: name })
  return fill !== null && typeof fill === 'object' && 'sql' in fill ? fill.sql : literal(fill)
}

/** What a value says, whether it is a number or a text. */
const said = (sql: string): string => sql.replace(/^'(.*)'$/s, '$1').replace(/^(-?\d+)\.0$/, '$1')

/** A value of the column's type; where each row needs its own, one that is made for each; null where none would do. */
export const fillFor = (
  { tables }: Schema,
  { table, column }: Pick<FillQuestion, 'table' | 'column'>,
): Literal | { readonly sql: string } => {
  const owner = tables.get(table)!
  const found = owner.columns.find(({ name }) => name === column)!
  const own = owner.constraints.filter((each) => each.kind !== 'check' && each.columns.includes(column))
  if (own.some(({ kind }) => kind === 'foreignKey')) return null
  const isOwn = own.length > 0 || owner.indexes.some(({ unique }) => unique)
  if (!isOwn) return sampleValue(found, 1)
  if (found.type.kind === 'blob') return { sql: 'randomblob(8)' }
  return { sql: texts.includes(found.type.kind) ? 'hex(randomblob(8))' : 'abs(random())' }
}

const texts: readonly string[] = ['text', 'varchar', 'char', 'date', 'time', 'timestamp', 'json', 'uuid', 'enum']
