import type { Access, Connection, Dialect } from '@ads/migrate-core'
import { sqlite } from '../../src/index.js'

/** SQLite, some of it done otherwise. */
export const sqliteWith = (change: (dialect: Dialect) => Partial<Dialect>): Dialect => {
  const dialect = sqlite()
  return { ...dialect, ...change(dialect) }
}

/** SQLite whose connections do some of it otherwise; `change` is told what a connection was opened for. */
export const sqliteConnecting = (
  change: (connection: Connection, access: Access) => Partial<Connection> | Promise<Partial<Connection>>,
): Dialect =>
  sqliteWith((dialect) => ({
    async connect(address, access) {
      const connection = await dialect.connect(address, access)
      // The dialect knows its own connections: they are changed in place.
      return Object.assign(connection, await change(connection, access))
    },
  }))
