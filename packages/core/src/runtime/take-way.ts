import type { Connection, Group, Question, Row, Statement, Way } from '../dialect/dialect.js'
import { isMigrateError, MigrateError } from '../errors.js'
import { canonicalJson } from '../schema/canonical-json.js'
import { hearInterruption, throwIfInterrupted, turnOfEvents } from './interrupt.js'

/** How statements are carried out: on what, and who is told. */
export interface Execution {
  readonly connection: Connection
  readonly signal: AbortSignal | null
  /** Told which group is carried out, with all its ways; null outside of any. */
  readonly onGroup: (group: Group | null) => void
  /** Told what is done next, which is only worded where that fails. */
  readonly onStatement: (what: () => string) => void
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Takes the way inside the open transaction; gives whether it fitted: whether its questions had the answers it needs.
 * Throws `OPERATION_REFUSED` where an answer refuses it, and what a statement throws. Statements outside of the
 * transaction are the caller's.
 */
export const takeWay = async (execution: Execution, way: Way): Promise<boolean> => {
  const { connection } = execution
  if (way.space.length > 0) await refuseWithoutSpace(connection, way)
  for (const question of way.before) {
    const { rows } = await connection.execute(question.sql)
    if (!isAnswered(question, rows, [])) return false
  }
  const found = new Map<Question, readonly Row[]>()
  for (const question of way.after) {
    if (question.expect !== 'no rows') found.set(question, await answer(connection, question))
  }
  for (const statement of way.statements) {
    if (statement.transaction === 'inside') await executeStatement(execution, statement)
  }
  for (const question of way.after) {
    await hearInterruption(execution.signal)
    const rows = await answer(connection, question)
    if (!isAnswered(question, rows, found.get(question) ?? [])) return false
  }
  return true
}

/** Where before and after are compared, an error is an answer too: what did not work before need not work after. */
const answer = async (connection: Connection, { sql, expect }: Question): Promise<readonly Row[]> => {
  try {
    return (await connection.execute(sql)).rows
  } catch (error) {
    if (expect === 'no rows' || !isMigrateError(error)) throw error
    assertTransaction(connection)
    return [{ error: error.message }]
  }
}

const executeStatement = async (execution: Execution, statement: Statement): Promise<void> => {
  const { connection, signal, onStatement } = execution
  await hearInterruption(signal)
  onStatement(() => statement.sql)
  if (statement.pieces === null) await connection.execute(statement.sql)
  else await executePieces(execution, statement.pieces)
  assertTransaction(connection)
  await hearInterruption(signal)
}

/** How long a piece may take, in milliseconds: others get their turn of the event loop in between. */
const turn = 100

const executePieces = async (
  { connection, signal, onProgress }: Execution,
  { bounds, until, sql }: NonNullable<Statement['pieces']>,
): Promise<void> => {
  const { low, rows } = (await connection.execute(bounds)).rows[0] as {
    readonly low: Key | null
    readonly rows: number
  }
  let from = low === null ? null : BigInt(low)
  let done = 0
  let size = 5000
  // So many keys are at most so many rows; where there are few rows among the keys, their end is looked up.
  let isDense = true
  while (from !== null && from <= maxKey) {
    throwIfInterrupted(signal)
    const started = performance.now()
    const last: bigint | null = isDense
      ? smaller(from + BigInt(size) - 1n, maxKey)
      : await lastKey(connection, until, from, size)
    if (last === null) return
    const { changes } = await connection.execute(sql, [from, last])
    done += changes
    isDense = changes * 2 > Number(last - from)
    onProgress(done, Number(rows))
    const took = performance.now() - started
    size = Math.max(100, Math.min(Math.round((size * turn) / Math.max(took, 1)), size * 4))
    from = last + 1n
    await turnOfEvents()
  }
}

const lastKey = async (connection: Connection, until: string, from: bigint, size: number): Promise<bigint | null> => {
  const key = (await connection.execute(until, [from, size])).rows[0]?.key as Key | null | undefined
  return key === null || key === undefined ? null : BigInt(key)
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

type Key = number | bigint

const maxKey = 2n ** 63n - 1n

const isAnswered = (question: Question, rows: readonly Row[], before: readonly Row[]): boolean => {
  const { expect, otherwise } = question
  if (isExpected(expect, rows, before)) return true
  if (otherwise === 'next way') return false
  throw new MigrateError('OPERATION_REFUSED', filled(otherwise.refuse, rows[0] ?? {}))
}

const isExpected = (expect: Question['expect'], rows: readonly Row[], before: readonly Row[]): boolean => {
  if (expect === 'no rows') return rows.length === 0
  if (expect === 'unchanged') return canonicalJson(rows) === canonicalJson(before)
  const known = new Set(before.map(canonicalJson))
  return rows.every((row) => known.has(canonicalJson(row)))
}

/** `{column}` replaced by the row's value. */
const filled = (text: string, row: Row): string =>
  text.replace(/\{(\w+)\}/g, (whole, column: string) => (Object.hasOwn(row, column) ? String(row[column]) : whole))

/** A refusal that names values of the row that it meets, where no row is met yet. */
export const withoutRow = (refuse: string): string => refuse.replace(/\{\w+\}/g, '…')

/** A statement can end the transaction under us; what came after it would then be committed one by one. */
export const assertTransaction = (connection: Connection): void => {
  if (connection.inTransaction) return
  throw new MigrateError('TRANSACTION_ENDED', 'the statement ended the transaction of its revision', {
    hint: 'Nothing after it was run.',
  })
}

const refuseWithoutSpace = async (connection: Connection, { space }: Way): Promise<void> => {
  const free = await connection.freeSpace()
  if (free === null) return
  let needed = 0
  for (const query of space) {
    const [row = {}] = (await connection.execute(query)).rows
    needed = Number(Object.values(row)[0] ?? 0)
    if (needed <= free) return
  }
  throw new MigrateError(
    'OPERATION_REFUSED',
    `this takes ${megabytes(needed)} of disk for a while, and ${megabytes(free)} are free`,
    {
      hint: 'Make room first. Nothing was changed.',
    },
  )
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`
