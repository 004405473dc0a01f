import type { Database } from 'better-sqlite3'

/** An open database of better-sqlite3, and what has to be known about it beyond one connection. */
export interface Handle {
  readonly database: Database
  readonly display: string
  /** Equal for all handles of one database in this process: its file, or the handle itself for one in memory. */
  readonly lockKey: string | Database
  /** Whether nobody but us can use it. */
  readonly isOwn: boolean
  /** The connection whose transaction is open on it. */
  transactionOf: object | null
  /** Ends one use of the handle. */
  release(): void
  /** Lets go of all locks of a database that we opened, by opening it anew. */
  reopen?(): void
}

/** The handle of a database that we opened: closed after its use. */
export const ownHandle = (database: Database, display: string, openAgain?: () => Database): Handle => {
  let current = database
  const settle = () => void current.exec('PRAGMA foreign_keys = ON')
  settle()
  return {
    get database() {
      return current
    },
    display,
    lockKey: lockKeyOf(database),
    isOwn: true,
    transactionOf: null,
    release: () => void current.close(),
    ...(openAgain !== undefined && {
      reopen() {
        current.close()
        current = openAgain()
        settle()
      },
    }),
  }
}

/**
 * The handle that the caller opened: never closed, and given its settings back after the last use. Two migrators may
 * use one at the same time, so they share what is known about it.
 */
export const borrowedHandle = (database: Database): Handle => {
  const known = borrowed.get(database)
  if (known !== undefined) {
    known.users++
    return known.handle
  }
  const lockKey = lockKeyOf(database)
  const settings = readSettings(database)
  const handle: Handle = {
    database,
    display: typeof lockKey === 'string' ? lockKey : ':memory:',
    lockKey,
    isOwn: false,
    transactionOf: null,
    release() {
      const use = borrowed.get(database)
      if (use === undefined || --use.users > 0) return
      borrowed.delete(database)
      if (database.open) database.exec(settings)
    },
  }
  borrowed.set(database, { handle, users: 1 })
  // The driver's own waiting would stop the event loop.
  database.exec('PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF; PRAGMA busy_timeout = 0')
  return handle
}

/** Whether the transaction that is open on the caller's handle is one of ours. */
export const isOurTransaction = (database: Database): boolean =>
  (borrowed.get(database)?.handle.transactionOf ?? null) !== null

const borrowed = new WeakMap<Database, { readonly handle: Handle; users: number }>()

/** The statements that give a handle its settings back: those that a migration may have to change. */
const readSettings = (database: Database): string =>
  ['foreign_keys', 'legacy_alter_table', 'query_only', 'busy_timeout']
    .map((name) => `PRAGMA ${name} = ${database.prepare(`PRAGMA ${name}`).safeIntegers(false).pluck().get()}`)
    .join(';')

/** SQLite tells the file with symbolic links resolved, so one file has one key. */
const lockKeyOf = (database: Database): string | Database => {
  // The pragma itself, unlike a query over it, asks nothing of a file that somebody may have locked.
  const databases = database.prepare('PRAGMA database_list').all() as { name: string; file: string | null }[]
  return databases.find(({ name }) => name === 'main')?.file || database
}
