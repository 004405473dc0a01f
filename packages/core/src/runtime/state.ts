import type { Connection } from '../dialect/dialect.js'
import { removeTable } from '../schema/edit.js'
import { emptySchema, type Schema } from '../schema/types.js'
import { type Context, unlessMissing, withConnection } from './context.js'
import { readVersionRows } from './version-table.js'

/** A database at one moment. */
export interface DatabaseState {
  /** The version rows; empty where there is no version table. */
  readonly rows: readonly string[]
  /** What it holds beside the version table. */
  readonly schema: Schema
}

/** Reads rows and schema in one transaction, so that a migrator at work beside us does not show half. */
export const readState = (context: Context): Promise<DatabaseState> =>
  withConnection(context, 'read', async (connection) => {
    await connection.begin()
    try {
      return await stateOf(context, connection)
    } finally {
      // Nothing was written; an error of the reading matters more.
      await connection.rollback().catch(() => {})
    }
  })

/** As {@link readState}; empty where the database is not there. */
export const readStateIfThere = (context: Context): Promise<DatabaseState> =>
  unlessMissing(readState(context), { rows: [], schema: emptySchema })

const stateOf = async ({ dialect, history }: Context, connection: Connection): Promise<DatabaseState> => ({
  rows: (await readVersionRows(connection, dialect, history.versionTable)) ?? [],
  schema: removeTable(await dialect.introspect(connection), history.versionTable.table),
})
