import type { CompiledQuery, DatabaseConnection, Driver, Kysely, QueryResult } from 'kysely'
import type { Connection, Dialect, Result } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import type { DataStep } from '../operations/operation.js'
import { hearInterruption, unlessInterrupted } from './interrupt.js'
import { assertTransaction } from './take-way.js'

/**
 * Runs a data step on the connection, inside its open transaction. The Kysely it gets works only while the step runs,
 * and cannot end the transaction. Throws what the step throws, and `DATA_STEP_MISUSED` when a query was not awaited,
 * came from outside the step, or would have ended the transaction; what ended the transaction, also where the step has
 * caught it; `INTERRUPTED` at the signal.
 */
export const runDataStep = async (
  step: DataStep,
  connection: Connection,
  dialect: Dialect,
  signal: AbortSignal | null,
): Promise<void> => {
  const lease = new Lease(connection, dialect)
  const db = await kyselyOver(dialect, lease)
  try {
    await unlessInterrupted(signal, step(db))
  } catch (error) {
    await lease.settle()
    throw error
  }
  const unawaited = await lease.settle()
  if (lease.end !== null) throw lease.end
  if (unawaited === null) return hearInterruption(signal)
  throw misused(
    `a query was not awaited: ${unawaited}`,
    'Await every query of the step; what runs after it would not be part of the revision.',
  )
}

const misused = (message: string, hint: string): MigrateError =>
  new MigrateError('DATA_STEP_MISUSED', message, { hint })

/** The use of a connection that is lent for the time of one step. Its queries run one after another. */
class Lease {
  readonly #connection: Connection
  readonly #dialect: Dialect
  #state: 'open' | 'settling' | 'ended' = 'open'
  #last: Promise<unknown> = Promise.resolve()
  #running: string[] = []
  #late: string | null = null
  #end: unknown = null

  constructor(connection: Connection, dialect: Dialect) {
    this.#connection = connection
    this.#dialect = dialect
  }

  /** What ended the transaction, so that no further query was run; null while it is open. */
  get end(): unknown {
    return this.#end
  }

  query(sql: string, parameters: readonly unknown[]): Promise<Result> {
    if (this.#state === 'settling') {
      // Nobody awaits this query, so a rejection would end the process before the step's own error is told.
      this.#late = sql
      return new Promise<never>(() => {})
    }
    if (this.#state === 'ended') {
      return Promise.reject(
        misused(`a query came after the data step had ended: ${sql}`, 'Await every query of the step.'),
      )
    }
    const refusal = this.#dialect.refuseStatement(sql)
    if (refusal !== null) {
      return Promise.reject(misused(refusal, 'The step runs inside the transaction of its revision.'))
    }
    this.#running.push(sql)
    const result = this.#last.then(() => this.#execute(sql, parameters))
    this.#last = result.catch(() => {}).finally(() => this.#running.shift())
    // Once the step has ended nobody awaits it, as above.
    return result.catch((error) => (this.#state === 'open' ? Promise.reject(error) : new Promise<never>(() => {})))
  }

  async #execute(sql: string, parameters: readonly unknown[]): Promise<Result> {
    if (this.#end !== null) throw this.#end
    try {
      const result = await this.#connection.execute(sql, parameters)
      assertTransaction(this.#connection)
      return result
    } catch (error) {
      if (!this.#connection.inTransaction) this.#end = error
      throw error
    }
  }

  /** Waits for what is still running, and ends the lease. Gives a query that nobody awaited, or null. */
  async settle(): Promise<string | null> {
    const [unfinished = null] = this.#running
    this.#state = 'settling'
    await this.#last
    // A query that the step did not await has reached us by the next turn of the event loop.
    await new Promise((resolve) => setTimeout(resolve))
    this.#state = 'ended'
    return unfinished ?? this.#late
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a revision is written against the tables of its own time
const kyselyOver = async (dialect: Dialect, lease: Lease): Promise<Kysely<any>> => {
  const [{ Kysely }, parts] = await Promise.all([import('kysely'), dialect.kysely()])
  return new Kysely({
    dialect: {
      createAdapter: () => parts.createAdapter(),
      createIntrospector: (db) => parts.createIntrospector(db),
      createQueryCompiler: () => parts.createQueryCompiler(),
      createDriver: () => driverOver(lease),
    },
  })
}

const driverOver = (lease: Lease): Driver => {
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, changes } = await lease.query(sql, parameters)
      return { rows: rows as R[], numAffectedRows: BigInt(changes) }
    },
    streamQuery() {
      throw misused('a data step cannot stream', 'Read in pieces, with limit and a key.')
    },
  }
  const refuse = async () => {
    throw misused('a data step cannot begin or end a transaction', 'It runs inside the transaction of its revision.')
  }
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: refuse,
  }
}
