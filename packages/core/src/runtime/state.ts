import type { Connection } from '../dialect/dialect.js'
import { type ObjectName, schemasOf } from '../schema/names.js'
import { emptySchema, type Schema } from '../schema/types.js'
import { type Context, unlessMissing, withConnection } from './context.js'
import { withoutOwnTables } from './own-tables.js'
import { readVersionRows } from './version-table.js'

/** A database at one moment. */
export interface DatabaseState {
  /** The version rows; empty where there is no version table. */
  readonly rows: readonly string[]
  /** What it holds beside the version table and the log. */
  readonly schema: Schema
}

/**
 * Reads rows and schema in one transaction, so that a migrator at work beside us does not show half. It looks into the
 * schemas that the models or `names` are in, beside the default one.
 */
export const readState = (context: Context, names: Iterable<ObjectName> = []): Promise<DatabaseState> =>
  withConnection(context, 'read', async (connection) => {
    await connection.begin()
    try {
      return await stateOf(context, connection, names)
    } finally {
      // Nothing was written; an error of the reading matters more.
      await connection.rollback().catch(() => {})
    }
  })

/** As {@link readState}; empty where the database is not there. */
export const readStateIfThere = (context: Context, names: Iterable<ObjectName> = []): Promise<DatabaseState> =>
  unlessMissing(readState(context, names), { rows: [], schema: emptySchema })

const stateOf = async (
  { dialect, history, models }: Context,
  connection: Connection,
  names: Iterable<ObjectName>,
): Promise<DatabaseState> => {
  const schemas = schemasOf([...(models === null ? [] : namesIn(models)), ...names])
  return {
    rows: (await readVersionRows(connection, dialect, history.versionTable)) ?? [],
    schema: withoutOwnTables(await dialect.introspect(connection, { schemas }), history),
  }
}

/** The names of the tables and views of a schema. */
export const namesIn = ({ tables, views }: Schema): readonly ObjectName[] =>
  [...tables.values(), ...views.values()].map(({ name }) => name)
