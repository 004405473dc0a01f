import { type Context, withConnection } from './context.js'
import { inTransaction } from './transaction.js'
import { createVersionTable, hasVersionTable } from './version-table.js'

/** Makes the version table where it is not there yet, and the database where it is not. Gives whether it was made. */
export const ensureVersion = (context: Context): Promise<boolean> =>
  withConnection(context, 'create', (connection) =>
    inTransaction(context, connection, async () => {
      const { dialect, history } = context
      if (await hasVersionTable(connection, dialect, history.versionTable)) return false
      for (const { sql } of createVersionTable(dialect, history.versionTable, connection.engine)) {
        await connection.execute(sql)
      }
      return true
    }),
  )
