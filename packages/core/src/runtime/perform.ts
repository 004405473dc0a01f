import type { Connection, Dialect, Group, Way } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { isMigrateError, MigrateError, messageOf } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation, OperationOf } from '../operations/operation.js'
import type { Step } from '../revisions/revision.js'
import { emptySchema } from '../schema/types.js'
import { describeRevision } from '../scripts/in-script.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import type { Context } from './context.js'
import { runDataStep } from './data-step.js'
import { throwIfInterrupted } from './interrupt.js'
import type { PreparedStep } from './prepared-step.js'
import { cutSegments, touchedNames } from './segments.js'
import { areInForce, refuseRowsBeside, type Settings, SettingsNeeded, settingsOf } from './settings.js'
import { assertTransaction, type Execution, takeWay } from './take-way.js'
import { writeVersionRows } from './version-table.js'

/**
 * Carries a step's operations out on the database and moves its version rows, inside the open transaction; gives the
 * statements that did the operations. Throws `STEP_FAILED`, or the refusal's own code, naming revision, file, statement
 * and the database's message; the caller rolls back. Throws {@link SettingsNeeded} where the transaction has to begin
 * again.
 */
export const performStep = async (
  context: Context,
  connection: Connection,
  { step, operations }: PreparedStep,
  settings: Settings,
): Promise<readonly string[]> => {
  const { dialect, history, signal, onEvent } = context
  let doing = () => ''
  let planned: Group | null = null
  const execution: Execution = {
    connection,
    signal,
    onGroup: (group) => {
      planned = group
    },
    onStatement: (what) => {
      doing = what
    },
    onProgress: (done, total) => onEvent({ kind: 'progress', step, done, total }),
  }
  try {
    const statements = await performOperations(dialect, execution, operations, settings)
    doing = () => 'the version table'
    await writeVersionRows(connection, dialect, history.versionTable, step)
    return statements
  } catch (error) {
    throw error instanceof SettingsNeeded ? error : stepFailed(context, step, doing(), error, planned)
  }
}

/**
 * Carries operations out inside the open transaction, which has these settings; gives the statements that did it. Throws
 * what refused them.
 */
export const performOperations = async (
  dialect: Dialect,
  execution: Execution,
  operations: readonly Operation[],
  settings: Settings,
): Promise<readonly string[]> => {
  const { connection, signal, onGroup, onStatement } = execution
  const done: string[] = []
  for (const segment of cutSegments(operations)) {
    throwIfInterrupted(signal)
    onGroup(null)
    if (segment.kind === 'run') {
      onStatement(() => describeOperation(segment.operation))
      await runKeepingSchema(dialect, connection, segment.operation, signal)
      assertTransaction(connection)
      continue
    }
    const count = segment.operations.length
    onStatement(() => (count === 1 ? describeAll(segment.operations) : `planning ${count} operations`))
    const names = touchedNames(segment.operations)
    const schema = names.length === 0 ? emptySchema : await dialect.introspect(connection, { only: names })
    for (const group of await dialect.plan(segment.operations, schemaReader(schema), connection.engine)) {
      onGroup(group)
      onStatement(() => describeAll(group.operations))
      const { statements } = await performGroup(execution, group, operations, settings)
      done.push(...statements.map(({ sql }) => sql))
    }
  }
  onGroup(null)
  return done
}

const describeAll = (operations: readonly Operation[]): string => operations.map(describeOperation).join('; ')

/** Takes the group's ways, in order of preference, until one of them fits; gives that. */
const performGroup = async (
  execution: Execution,
  { ways, operations }: Group,
  all: readonly Operation[],
  settings: Settings,
): Promise<Way> => {
  const { connection } = execution
  const only = ways.length === 1
  for (const way of ways) {
    const needed = settingsOf(way)
    if (!areInForce(needed, settings)) {
      refuseRowsBeside(operations, all, needed)
      throw new SettingsNeeded(needed)
    }
    if (!only) await connection.execute('SAVEPOINT way')
    const done = await takeWay(execution, way)
    if (!only) {
      if (!done) await connection.execute('ROLLBACK TO SAVEPOINT way')
      await connection.execute('RELEASE SAVEPOINT way')
    }
    if (done) return way
  }
  throw new MigrateError('OPERATION_REFUSED', `no way of doing this fits the database: ${describeAll(operations)}`)
}

const runKeepingSchema = async (
  dialect: Dialect,
  connection: Connection,
  { run }: OperationOf<'run'>,
  signal: AbortSignal | null,
): Promise<void> => {
  const before = await dialect.schemaVersion(connection)
  await runDataStep(run, connection, dialect, signal)
  if (before === (await dialect.schemaVersion(connection))) return
  throw new MigrateError('DATA_STEP_MISUSED', 'the data step changed the schema', {
    hint: 'Record schema changes as operations of their own; `run` is for rows.',
  })
}

/** The error of a step: its revision, its file, what it was doing, and why that failed. */
export const stepFailed = (
  { dialect, history }: Context,
  { direction, revision }: Step<ScriptHeader>,
  doing: string,
  error: unknown,
  planned: Group | null = null,
): MigrateError => {
  const reason = messageOf(error)
  const left = dialect.transactionalDdl
    ? history.transaction === 'all'
      ? 'The whole run was rolled back.'
      : 'The revision was rolled back whole.'
    : 'The engine may have kept what was done before.'
  return new MigrateError(
    isMigrateError(error) && !engineCodes.includes(error.code) ? error.code : 'STEP_FAILED',
    `${direction} of ${describeRevision(revision)} failed at «${oneLine(doing)}»: ${reason}`,
    {
      hint: [isMigrateError(error) ? error.hint : null, left].filter(Boolean).join(' '),
      cause: error,
      data: {
        revision: revision.revision,
        path: revision.path,
        statement: doing,
        ...(planned !== null && { plan: planned }),
      },
    },
  )
}

/** What a dialect says of a statement that failed; the step's own code says more. */
const engineCodes: readonly string[] = ['STATEMENT_FAILED', 'CONSTRAINT_FAILED']

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
