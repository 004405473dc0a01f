import { type Context, withConnection } from './context.js'
import { inTransaction } from './transaction.js'
import { hasVersionTable, makeVersionTable } from './version-table.js'

/** Makes the version table where it is not there yet, and the database where it is not. Gives whether it was made. */
export const ensureVersion = (context: Context): Promise<boolean> =>
  withConnection(context, 'create', (connection) =>
    inTransaction(context, connection, async () => {
      const { dialect, history } = context
      if (await hasVersionTable(connection, dialect, history.versionTable)) return false
      await makeVersionTable(connection, dialect, history.versionTable)
      return true
    }),
  )
