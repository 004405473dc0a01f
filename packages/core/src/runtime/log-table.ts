import type { Connection, Dialect, Engine, Statement } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { isMigrateError, MigrateError, messageOf } from '../errors.js'
import { applyOperations } from '../operations/apply.js'
import type { Operation } from '../operations/operation.js'
import { displayName, nameKey, type ObjectName, objectName } from '../schema/names.js'
import { emptySchema, type PlainType, type Table } from '../schema/types.js'
import type { History, VersionTable } from './history.js'
import type { LogEntry } from './log-entry.js'
import { plainTable } from './plain-table.js'

/** The name of the table that tells what was done to the rows of this version table. */
export const logTableName = ({ table }: VersionTable): ObjectName => objectName(`${table.name}_log`, table.schema)

/** The column of each part of an entry. A column is never renamed: older and newer versions share the table. */
const columns: Readonly<Record<keyof LogEntry, readonly [name: string, type: PlainType, nullable?: 'null']>> = {
  id: ['id', 'integer'],
  run: ['run', 'text'],
  direction: ['direction', 'text'],
  revision: ['revision', 'text', 'null'],
  parents: ['parents', 'text'],
  removed: ['removed', 'text'],
  added: ['added', 'text'],
  operationsHash: ['operations_hash', 'text', 'null'],
  sourceHash: ['source_hash', 'text', 'null'],
  sqlHash: ['sql_hash', 'text', 'null'],
  startedAt: ['started_at', 'text'],
  durationMs: ['duration_ms', 'integer'],
  tool: ['tool', 'text'],
  engine: ['engine', 'text'],
  actor: ['actor', 'text', 'null'],
  host: ['host', 'text', 'null'],
  note: ['note', 'text', 'null'],
}

const keys = Object.keys(columns) as (keyof LogEntry)[]

/** The statements that make the log, and what keeps its entries as they are where the dialect can. */
export const createLogTable = async (
  dialect: Dialect,
  versionTable: VersionTable,
  engine: Engine,
): Promise<readonly Statement[]> => {
  const table = definition(logTableName(versionTable))
  const triggers = dialect.appendOnly?.(table.name) ?? []
  const operations: readonly Operation[] = [
    { kind: 'createTable', table, ifNotExists: false },
    ...triggers.map((trigger): Operation => ({ kind: 'createTrigger', trigger })),
  ]
  const planned = operations.map((operation, i) =>
    dialect.plan([operation], schemaReader(applyOperations(operations.slice(0, i), emptySchema)), engine),
  )
  return (await Promise.all(planned)).flat().flatMap(({ ways }) => ways[0]?.statements ?? [])
}

const definition = (name: ObjectName): Table => {
  const plain = keys.map((key) => {
    const [column, kind, nullable] = columns[key]
    return { name: column, type: { kind }, nullable: nullable === 'null' }
  })
  return plainTable(name, plain, 'id')
}

/** Whether the history keeps a log, and the database has one already. Throws `LOG_UNREADABLE` for another table of its name. */
export const hasLogTable = async (
  connection: Connection,
  dialect: Dialect,
  { log, versionTable }: History,
): Promise<boolean> => {
  if (log === false) return false
  const name = logTableName(versionTable)
  const schemas = name.schema === null ? {} : { schemas: [name.schema] }
  const found = (await dialect.introspect(connection, { only: [name], ...schemas })).tables.get(nameKey(name))
  if (found === undefined) return false
  const missing = keys
    .map((key) => columns[key][0])
    .filter((column) => !found.columns.some(({ name }) => name === column))
  if (missing.length > 0) throw unreadable(name, `it has no column ${missing.join(', ')}`)
  return true
}

const unreadable = (name: ObjectName, reason: string, cause?: unknown): MigrateError =>
  new MigrateError('LOG_UNREADABLE', `${displayName(name)} is not the log of a migrator: ${reason}`, {
    hint: 'Give that table another name, or let the history keep no log: log: false.',
    cause,
  })

/** A statement that adds an entry. */
export interface EntryInsert {
  readonly sql: string
  /** What is bound to it. */
  readonly parameters: (entry: Omit<LogEntry, 'id'>) => readonly unknown[]
}

/** How an entry is added, under the next number: entries are written under the lock. */
export const entryInsert = ({ spelling }: Dialect, versionTable: VersionTable): EntryInsert => {
  const table = qualified(spelling, logTableName(versionTable))
  const id = spelling.identifier(columns.id[0])
  const names = written.map((key) => spelling.identifier(columns[key][0]))
  const values = written.map((_, i) => spelling.parameter(i + 1))
  return {
    sql: `INSERT INTO ${table} (${[id, ...names].join(', ')}) SELECT coalesce(max(${id}), 0) + 1, ${values.join(', ')} FROM ${table}`,
    parameters: (entry) => written.map((key) => stored(entry[key])),
  }
}

const written = keys.filter((key): key is Exclude<keyof LogEntry, 'id'> => key !== 'id')

const stored = (value: LogEntry[keyof LogEntry]): string | number | null =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value

/** These parts of all entries, in the order in which they were written. Throws `LOG_UNREADABLE`. */
export const readEntries = async <K extends keyof LogEntry>(
  connection: Connection,
  { spelling }: Dialect,
  versionTable: VersionTable,
  parts: readonly K[],
): Promise<readonly Pick<LogEntry, K>[]> => {
  const name = logTableName(versionTable)
  const names = parts.map((key) => spelling.identifier(columns[key][0])).join(', ')
  const query = `SELECT ${names} FROM ${qualified(spelling, name)} ORDER BY ${spelling.identifier(columns.id[0])}`
  try {
    const { rows } = await connection.execute(query)
    return rows.map((row) => Object.fromEntries(parts.map((key) => [key, read(key, row[columns[key][0]])])) as never)
  } catch (cause) {
    if (isMigrateError(cause) && cause.code !== 'STATEMENT_FAILED') throw cause
    throw unreadable(name, messageOf(cause), cause)
  }
}

/** All parts of an entry. */
export const allParts: readonly (keyof LogEntry)[] = keys

const lists: readonly string[] = ['parents', 'removed', 'added'] satisfies (keyof LogEntry)[]

const read = (key: keyof LogEntry, value: unknown): unknown => {
  if (lists.includes(key)) return JSON.parse(String(value))
  return columns[key][1] === 'integer' ? Number(value) : value
}

const qualified = (spelling: Dialect['spelling'], { schema, name }: ObjectName): string =>
  (schema === null ? [name] : [schema, name]).map((part) => spelling.identifier(part)).join('.')
