import type { Connection, Dialect, Engine, Group, Row, Way } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { isMigrateError, MigrateError, messageOf } from '../errors.js'
import { applyOperation } from '../operations/apply.js'
import { describeOperation } from '../operations/describe.js'
import { type ObjectName, schemasOf } from '../schema/names.js'
import { emptySchema, type Schema } from '../schema/types.js'
import { describeRevision } from '../scripts/in-script.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import type { Context } from './context.js'
import type { PreparedStep } from './prepared-step.js'
import { segmentsOf, touchedNames } from './segments.js'
import { withoutRow } from './take-way.js'

/** A database that stands in for the real one: a scratch database, or the replayed schema where there is none. */
export interface Simulation {
  readonly engine: Engine
  read(only?: readonly ObjectName[]): Promise<Schema>
  /** Takes the group's way and gives it. */
  perform(group: Group): Promise<Way>
  execute(statements: readonly string[]): Promise<void>
  /** Runs a statement that no transaction can hold. */
  executeAlone(sql: string): Promise<void>
  close(): Promise<void>
}

/** An empty stand-in, planned for `engine`, or for its own where none is given. */
export const openSimulation = async ({ dialect }: Context, engine?: Engine): Promise<Simulation> => {
  if (dialect.scratch === undefined) return replayedSimulation(engine ?? dialect.defaultEngine)
  const connection = await dialect.scratch()
  const execute = async (statements: readonly string[]) => {
    for (const sql of statements) await connection.execute(sql)
  }
  const touched: ObjectName[] = []
  return {
    engine: engine ?? connection.engine,
    read: (only) => dialect.introspect(connection, only === undefined ? { schemas: schemasOf(touched) } : { only }),
    async perform(group) {
      touched.push(...touchedNames(group.operations))
      const way = await offlineWay(group, async (sql) => (await connection.execute(sql)).rows)
      const statements = way.statements.map(({ sql }) => sql)
      if (group.operations.every(({ kind }) => kind === 'execute' || kind === 'bulkInsert'))
        await executeForSchema(dialect, connection, statements)
      else await execute(statements)
      return way
    },
    execute: (statements) => executeForSchema(dialect, connection, statements),
    executeAlone: (sql) => execute([sql]),
    // What was found out matters more than an error of the closing.
    close: () => connection.close().catch(() => {}),
  }
}

/**
 * Runs raw SQL, and takes a statement back that changed no schema, or that rows stood in the way of: rows are the real
 * database's, and what is done to them here would only get in the way of what comes later.
 */
export const executeForSchema = async (
  dialect: Dialect,
  connection: Connection,
  statements: readonly string[],
): Promise<void> => {
  for (const sql of statements) {
    const before = await dialect.schemaVersion(connection)
    await connection.begin()
    try {
      await connection.execute(sql)
      if (before === (await dialect.schemaVersion(connection))) await connection.rollback()
      // A deferred constraint fails only here.
      else await connection.commit()
    } catch (error) {
      await connection.rollback()
      if (!isMigrateError(error) || error.code !== 'CONSTRAINT_FAILED') throw error
    }
  }
}

const replayedSimulation = (engine: Engine): Simulation => {
  let schema = emptySchema
  return {
    engine,
    read: async () => schema,
    async perform(group) {
      for (const operation of group.operations) schema = applyOperation(operation, schema)
      return offlineWay(group, async () => [])
    },
    execute: async () => {},
    executeAlone: async () => {},
    close: async () => {},
  }
}

/**
 * The way that a script takes: the first that may stand in one, whose schema questions (asked of the stand-in) have the
 * answers it needs, and that no row could send on to the next. Throws `OPERATION_REFUSED`.
 */
const offlineWay = async ({ ways, operations }: Group, ask: (sql: string) => Promise<readonly Row[]>): Promise<Way> => {
  for (const way of ways) {
    if (way.offline && (await fitsOffline(way, ask))) return way
  }
  throw new MigrateError(
    'OPERATION_REFUSED',
    `no way of doing this fits a printed script: ${operations.map(describeOperation).join('; ')}`,
  )
}

const fitsOffline = async ({ before }: Way, ask: (sql: string) => Promise<readonly Row[]>): Promise<boolean> => {
  for (const { sql, about, otherwise } of before) {
    if (about === 'rows') {
      if (otherwise === 'next way') return false
      continue
    }
    if ((await ask(sql)).length === 0) continue
    if (otherwise === 'next way') return false
    throw new MigrateError('OPERATION_REFUSED', otherwise.refuse)
  }
  return true
}

/**
 * Carries operations out on the stand-in. Data steps are left out: they change rows, never the schema. `onRefusal` is
 * told what would be asked of rows. Throws what refused the operations, naming the revision.
 */
export const performSimulated = async (
  { dialect }: Context,
  simulation: Simulation,
  prepared: PreparedStep,
  onRefusal: (refusal: string) => void = () => {},
): Promise<void> => {
  try {
    for (const segment of segmentsOf(dialect, prepared)) {
      if (segment.kind === 'run') continue
      if (segment.kind === 'alone') {
        await simulation.executeAlone(segment.sql)
        continue
      }
      const before = schemaReader(await simulation.read(touchedNames(segment.operations)))
      for (const group of await dialect.plan(segment.operations, before, simulation.engine)) {
        const way = await simulation.perform(group)
        for (const { about, otherwise } of way.before) {
          if (about === 'rows' && otherwise !== 'next way') onRefusal(withoutRow(otherwise.refuse))
        }
      }
    }
  } catch (error) {
    throw replayFailed(prepared.step.revision, error)
  }
}

/** The error of a revision that cannot be done on the stand-in. */
export const replayFailed = (revision: ScriptHeader, error: unknown): MigrateError => {
  const [code, hint] = isMigrateError(error) ? [error.code, error.hint] : ['REPLAY_FAILED', null]
  const reason = messageOf(error)
  return new MigrateError(
    code,
    `revision ${describeRevision(revision)} cannot be replayed on an empty database: ${reason}`,
    {
      hint: hint ?? undefined,
      cause: error,
    },
  )
}

/** Sees the whole schema, if it asks for it. */
export type Observer = (step: PreparedStep, read: () => Promise<Schema>) => Promise<void>

/** The schema after these steps, from an empty database. The observers are called before and after each of them. */
export const simulate = async (
  context: Context,
  steps: readonly PreparedStep[],
  { before, after }: { readonly before?: Observer; readonly after?: Observer } = {},
): Promise<Schema> => {
  const simulation = await openSimulation(context)
  const read = () => simulation.read()
  try {
    for (const step of steps) {
      await before?.(step, read)
      await performSimulated(context, simulation, step)
      await after?.(step, read)
    }
    return await read()
  } finally {
    await simulation.close()
  }
}
