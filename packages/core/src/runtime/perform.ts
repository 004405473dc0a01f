import type { Connection, Dialect, Group, Question, Row, Way } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { isMigrateError, MigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation, OperationOf } from '../operations/operation.js'
import { canonicalJson } from '../schema/canonical-json.js'
import { runDataStep } from './data-step.js'
import { describeRevision, type PreparedStep } from './prepared-step.js'
import { cutSegments, touchedNames } from './segments.js'

/**
 * Carries a step's operations out on the database, inside the open transaction. Throws `STEP_FAILED`, or the refusal's
 * own code, naming revision, file, statement and the database's message; the caller rolls back.
 */
export const performStep = async (
  dialect: Dialect,
  connection: Connection,
  { step, operations }: PreparedStep,
): Promise<void> => {
  let doing = ''
  try {
    for (const segment of cutSegments(operations)) {
      if (segment.kind === 'run') {
        doing = describeOperation(segment.operation)
        await runKeepingSchema(dialect, connection, segment.operation)
        assertTransaction(connection)
        continue
      }
      const names = touchedNames(segment.operations)
      doing = describeAll(segment.operations)
      const before = schemaReader(
        names.length === 0 ? emptyLook : await dialect.introspect(connection, { only: names }),
      )
      for (const group of dialect.plan(segment.operations, before, connection.engine)) {
        doing = describeAll(group.operations)
        await performGroup(connection, group, (statement) => {
          doing = statement
        })
      }
    }
  } catch (error) {
    throw stepFailed(step.direction, describeRevision(step.revision), doing, error)
  }
}

const emptyLook = { tables: new Map(), views: new Map(), triggers: new Map(), types: new Map() }

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
export const assertTransaction = (connection: Connection): void => {
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

const stepFailed = (direction: string, revision: string, doing: string, error: unknown): MigrateError => {
  const reason = error instanceof Error ? error.message : String(error)
  return new MigrateError(
    isMigrateError(error) && error.code !== 'STATEMENT_FAILED' ? error.code : 'STEP_FAILED',
    `${direction} of ${revision} failed at «${oneLine(doing)}»: ${reason}`,
    {
      hint: [isMigrateError(error) ? error.hint : null, 'The revision was rolled back whole.']
        .filter(Boolean)
        .join(' '),
      cause: error,
    },
  )
}

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
