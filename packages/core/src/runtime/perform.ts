import type { Connection, Dialect, Group, Question, Row, Way } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { isMigrateError, MigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation, OperationOf } from '../operations/operation.js'
import type { Step } from '../revisions/revision.js'
import { canonicalJson } from '../schema/canonical-json.js'
import { emptySchema } from '../schema/types.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import type { Context } from './context.js'
import { runDataStep } from './data-step.js'
import { describeRevision, type PreparedStep } from './prepared-step.js'
import { cutSegments, touchedNames } from './segments.js'
import { writeVersionRows } from './version-table.js'

/**
 * Carries a step's operations out on the database and moves its version rows, inside the open transaction. Throws
 * `STEP_FAILED`, or the refusal's own code, naming revision, file, statement and the database's message; the caller
 * rolls back.
 */
export const performStep = async (
  context: Context,
  connection: Connection,
  { step, operations }: PreparedStep,
): Promise<void> => {
  const { dialect, history } = context
  let doing = ''
  try {
    await performOperations(dialect, connection, operations, (what) => {
      doing = what
    })
    doing = 'the version table'
    await writeVersionRows(connection, dialect, history.versionTable, step)
  } catch (error) {
    throw stepFailed(context, step, doing, error)
  }
}

/** Carries operations out inside the open transaction; `onDoing` is told what is being done. Throws what refused it. */
export const performOperations = async (
  dialect: Dialect,
  connection: Connection,
  operations: readonly Operation[],
  onDoing: (what: string) => void = () => {},
): Promise<void> => {
  for (const segment of cutSegments(operations)) {
    if (segment.kind === 'run') {
      onDoing(describeOperation(segment.operation))
      await runKeepingSchema(dialect, connection, segment.operation)
      assertTransaction(connection)
      continue
    }
    onDoing(
      segment.operations.length === 1
        ? describeAll(segment.operations)
        : `planning ${segment.operations.length} operations`,
    )
    const names = touchedNames(segment.operations)
    const schema = names.length === 0 ? emptySchema : await dialect.introspect(connection, { only: names })
    for (const group of dialect.plan(segment.operations, schemaReader(schema), connection.engine)) {
      onDoing(describeAll(group.operations))
      await performGroup(connection, group, onDoing)
    }
  }
}

const describeAll = (operations: readonly Operation[]): string => operations.map(describeOperation).join('; ')

/** The group's ways, in order of preference, until one of them fits. */
const performGroup = async (
  connection: Connection,
  { ways, operations }: Group,
  onStatement: (sql: string) => void,
): Promise<void> => {
  const only = ways.length === 1
  for (const way of ways) {
    if (!only) await connection.execute('SAVEPOINT way')
    const done = await tryWay(connection, way, onStatement)
    if (!only) {
      if (!done) await connection.execute('ROLLBACK TO SAVEPOINT way')
      await connection.execute('RELEASE SAVEPOINT way')
    }
    if (done) return
  }
  throw new MigrateError('OPERATION_REFUSED', `no way of doing this fits the database: ${describeAll(operations)}`)
}

/** Whether the way fitted: all its questions had the answer it needs. */
const tryWay = async (
  connection: Connection,
  { before, statements, after }: Way,
  onStatement: (sql: string) => void,
): Promise<boolean> => {
  const rowsBefore = new Map<Question, readonly Row[]>()
  for (const question of after) {
    if (question.expect === 'unchanged') rowsBefore.set(question, (await connection.execute(question.sql)).rows)
  }
  for (const question of before) {
    if (!(await isAnswered(connection, question, rowsBefore))) return false
  }
  for (const { sql, transaction } of statements) {
    onStatement(sql)
    if (transaction === 'outside') {
      throw new MigrateError('NOT_SUPPORTED_YET', 'this version runs no statement outside the transaction')
    }
    await connection.execute(sql)
    assertTransaction(connection)
  }
  for (const question of after) {
    if (!(await isAnswered(connection, question, rowsBefore))) return false
  }
  return true
}

/** Whether the answer is the expected one. Throws `OPERATION_REFUSED` where it is not and there is no next way. */
const isAnswered = async (
  connection: Connection,
  question: Question,
  rowsBefore: ReadonlyMap<Question, readonly Row[]>,
): Promise<boolean> => {
  const { rows } = await connection.execute(question.sql)
  const expected =
    question.expect === 'no rows'
      ? rows.length === 0
      : canonicalJson(rows) === canonicalJson(rowsBefore.get(question) ?? rows)
  if (expected) return true
  if (question.otherwise === 'next way') return false
  throw new MigrateError('OPERATION_REFUSED', question.otherwise.refuse)
}

/** A statement can end the transaction under us; what came after it would then be committed one by one. */
const assertTransaction = (connection: Connection): void => {
  if (connection.inTransaction) return
  throw new MigrateError('TRANSACTION_ENDED', 'the statement ended the transaction of its revision', {
    hint: 'Nothing after it was run.',
  })
}

const runKeepingSchema = async (
  dialect: Dialect,
  connection: Connection,
  { run }: OperationOf<'run'>,
): Promise<void> => {
  const before = await sources(dialect, connection)
  await runDataStep(run, connection, dialect)
  const after = await sources(dialect, connection)
  if (before === after) return
  throw new MigrateError('DATA_STEP_MISUSED', 'the data step changed the schema', {
    hint: 'Record schema changes as operations of their own; `run` is for rows.',
  })
}

const sources = async (dialect: Dialect, connection: Connection): Promise<string> => {
  const { tables, views, triggers } = await dialect.introspect(connection)
  return canonicalJson([[...tables], [...views], [...triggers]])
}

/** The error of a step: its revision, its file, what it was doing, and why that failed. */
export const stepFailed = (
  { dialect, history }: Context,
  { direction, revision }: Step<ScriptHeader>,
  doing: string,
  error: unknown,
): MigrateError => {
  const reason = error instanceof Error ? error.message : String(error)
  const left = dialect.transactionalDdl
    ? history.transaction === 'all'
      ? 'The whole run was rolled back.'
      : 'The revision was rolled back whole.'
    : 'The engine may have kept what was done before.'
  return new MigrateError(
    isMigrateError(error) && !engineCodes.includes(error.code) ? error.code : 'STEP_FAILED',
    `${direction} of ${describeRevision(revision)} failed at «${oneLine(doing)}»: ${reason}`,
    { hint: [isMigrateError(error) ? error.hint : null, left].filter(Boolean).join(' '), cause: error },
  )
}

/** What a dialect says of a statement that failed; the step's own code says more. */
const engineCodes: readonly string[] = ['STATEMENT_FAILED', 'CONSTRAINT_FAILED']

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
