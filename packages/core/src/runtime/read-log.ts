import type { Connection } from '../dialect/dialect.js'
import { type AppliedLog, appliedLog, appliedParts } from './applied-log.js'
import { type Context, withConnection } from './context.js'
import type { LogEntry } from './log-entry.js'
import { allParts, hasLogTable, readEntries } from './log-table.js'
import { type PartWay, partWays } from './part-notes.js'
import { readVersionRows } from './version-table.js'

/** All entries of the log, newest first; none where the database has no log. Changes nothing. */
export const readLog = (context: Context): Promise<readonly LogEntry[]> =>
  withConnection(context, 'read', async (connection) => {
    const { dialect, history } = context
    if (!(await hasLogTable(connection, dialect, history))) return []
    return (await readEntries(connection, dialect, history.versionTable, allParts)).toReversed()
  })

/** What the log of the database knows; nothing where there is none. */
export const readAppliedLog = async (connection: Connection, { dialect, history }: Context): Promise<AppliedLog> =>
  (await hasLogTable(connection, dialect, history))
    ? appliedLog(await readEntries(connection, dialect, history.versionTable, appliedParts))
    : new Map()

/** Where a database is, and how it came there. */
export interface Place {
  /** The version rows; null where there is no version table. */
  readonly rows: readonly string[] | null
  readonly log: AppliedLog
  /** The steps that were begun in parts and are not through. */
  readonly partWays: readonly PartWay[]
}

/** The place, read without changing the database. */
export const readPlace = (context: Context): Promise<Place> =>
  withConnection(context, 'read', async (connection) => {
    const { dialect, history } = context
    const rows = await readVersionRows(connection, dialect, history.versionTable)
    const entries = (await hasLogTable(connection, dialect, history))
      ? await readEntries(connection, dialect, history.versionTable, [...appliedParts, 'note'])
      : []
    return { rows, log: appliedLog(entries), partWays: partWays(entries) }
  })
