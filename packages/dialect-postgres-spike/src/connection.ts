import type { Access, Address, Connection, Engine, Lock, LockOptions, Result } from '@ads/migrate-core'
import { MigrateError } from '@ads/migrate-core'
import type { Results } from '@electric-sql/pglite'
import { explain, lockTimeout } from './errors.js'
import { reachServer, type Server, scratchServer } from './server.js'
import { literal } from './spelling.js'

/** Opens the database behind the address, or takes over an open PGlite. Throws `INVALID_URL`, `DATABASE_NOT_FOUND`. */
export const connect = async (address: Address, access: Access): Promise<Connection> =>
  open(await reachServer(address, access))

/** An empty database that nobody else sees. */
export const scratch = async (): Promise<Connection> => open(await scratchServer())

/** Takes the advisory lock of that name, polling. Throws `LOCK_TIMEOUT`. The server lets it go with its session. */
export const lock = async (connection: Connection, { timeout, name, onWait }: LockOptions): Promise<Lock> => {
  if (!(connection instanceof PostgresConnection)) throw new TypeError('the connection is not one of this dialect')
  const { server } = connection
  const key = `hashtextextended(${literal(`migrate ${name}`)}, 0)`
  const attempt = async (): Promise<boolean> => {
    if (server.locks.has(name)) return false
    server.locks.add(name)
    const { rows } = await connection.execute(`SELECT pg_try_advisory_lock(${key}) AS taken`)
    if (rows[0]?.taken !== true) server.locks.delete(name)
    return rows[0]?.taken === true
  }
  if (!(await poll(attempt, timeout, onWait))) throw lockTimeout(connection.display, timeout)
  return {
    async release() {
      await connection.rollback()
      await connection.execute(`SELECT pg_advisory_unlock(${key})`)
      server.locks.delete(name)
    },
  }
}

const open = async (server: Server): Promise<Connection> => {
  const { rows } = await server.database.query<{ readonly version: string }>('SHOW server_version')
  return new PostgresConnection(server, { version: rows[0]!.version, options: {} })
}

/** One connection. Those to one PGlite have their transactions one after another, since it has one session. */
class PostgresConnection implements Connection {
  readonly engine: Engine
  readonly server: Server
  #closed = false

  constructor(server: Server, engine: Engine) {
    this.server = server
    this.engine = engine
  }

  get display(): string {
    return this.server.display
  }

  get inTransaction(): boolean {
    return this.server.owner === this && this.server.database.isInTransaction()
  }

  async execute(sql: string, parameters: readonly unknown[] = []): Promise<Result> {
    await this.#turn()
    try {
      const { database } = this.server
      // Without parameters the simple protocol does in one message what takes the other five.
      const result = (
        parameters.length === 0 ? (await database.exec(sql)).at(-1) : await database.query(sql, [...parameters])
      ) as Results<Record<string, unknown>> | undefined
      return { rows: result?.rows ?? [], changes: result?.affectedRows ?? 0 }
    } catch (error) {
      throw explain(error)
    }
  }

  async begin(): Promise<void> {
    if (this.inTransaction) return
    await this.#turn()
    this.server.owner = this
    await this.execute('BEGIN')
  }

  async commit(): Promise<void> {
    const isOpen = this.inTransaction
    try {
      // The server answers ROLLBACK to a COMMIT behind a statement that failed, and no error.
      const { command } = isOpen ? await this.server.database.query('COMMIT') : { command: 'none' }
      if (command === 'COMMIT') return
    } catch (error) {
      throw explain(error)
    } finally {
      if (!this.inTransaction) this.#leave()
    }
    throw new MigrateError('TRANSACTION_ENDED', `the transaction on ${this.display} was ended before its commit`)
  }

  async rollback(): Promise<void> {
    if (this.inTransaction) await this.execute('ROLLBACK')
    this.#leave()
  }

  async freeSpace(): Promise<number | null> {
    return null
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.rollback()
    await this.server.release()
  }

  #leave(): void {
    if (this.server.owner === this) this.server.owner = null
  }

  async #turn(): Promise<void> {
    await poll(async () => this.server.owner === null || this.server.owner === this, Number.POSITIVE_INFINITY)
  }
}

/** Whether the attempt succeeded in time; 0 makes one attempt. `onWait` is called once when the wait is noticeable. */
const poll = async (attempt: () => Promise<boolean>, timeout: number, onWait?: () => void): Promise<boolean> => {
  const started = performance.now()
  let told = onWait === undefined
  while (!(await attempt())) {
    const waited = performance.now() - started
    if (waited >= timeout) return false
    if (!told && waited >= 1000) {
      told = true
      onWait?.()
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return true
}
