import type { Connection, Dialect, Engine, Group, Question, Way } from '../dialect/dialect.js'
import { isMigrateError, MigrateError } from '../errors.js'
import { applyOperation } from '../operations/apply.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation } from '../operations/operation.js'
import { nameKey, type ObjectName } from '../schema/names.js'
import { emptySchema, type Schema } from '../schema/types.js'
import type { Context } from './context.js'
import { touchedNames } from './segments.js'
import { changesRows, refuseRowsBeside, settingsOf } from './settings.js'
import { executeForSchema } from './simulate.js'
import { takeWay, withoutRow } from './take-way.js'

/**
 * A stand-in for a database that is there: its schema, without its rows. Groups are taken on it as upgrade would take
 * them on the database, whose rows answer the questions that only rows can.
 */
export interface LiveClone {
  readonly engine: Engine
  /** What could not be cloned, in a line each. */
  readonly notes: readonly string[]
  read(only?: readonly ObjectName[]): Promise<Schema>
  /** Takes the group, one of a revision that does `all`. Throws what refuses it whatever the rows are. */
  take(group: Group, all: readonly Operation[]): Promise<TakenWay>
  /** Runs a statement that no transaction can hold. */
  execute(sql: string): Promise<void>
  /** Code has run that may have changed any row. */
  codeRan(): void
  close(): Promise<void>
}

/** The way that upgrade would take. */
export interface TakenWay {
  readonly way: Way
  /** The ways that it would take instead where rows, which earlier steps change, turn out to be others. */
  readonly otherwise: readonly Way[]
  readonly refusals: readonly Refusal[]
}

/** Why upgrade would be refused. */
export interface Refusal {
  readonly text: string
  /** Whether the rows are known; else it may be refused. */
  readonly isCertain: boolean
}

/** The clone of `live`, which is only read; an empty one where there is no database yet. */
export const openClone = async (context: Context, live: Connection | null): Promise<LiveClone> => {
  const { dialect } = context
  const stand = dialect.scratch === undefined ? await replayed(dialect, live) : await cloned(dialect, live)
  const changed = new Set<string>()
  // They have no rows but those that revisions put in.
  const created = new Set<string>()
  let rowsChanged = false
  return {
    engine: stand.engine,
    notes: stand.notes,
    read: stand.read,
    execute: stand.execute,
    codeRan() {
      rowsChanged = true
    },
    close: stand.close,
    async take(group, all) {
      const keys = touchedNames(group.operations).map(nameKey)
      const isNew = !rowsChanged && keys.length > 0 && keys.every((key) => created.has(key))
      const isKnown = live === null || (!rowsChanged && !keys.some((key) => changed.has(key)))
      const asked = isNew ? null : live
      const taken = await choose(group, all, stand.tries, (question) => askRows(asked, question, isKnown || isNew))
      for (const key of keys) changed.add(key)
      for (const operation of group.operations) {
        if (operation.kind === 'createTable' && !operation.ifNotExists) created.add(nameKey(operation.table.name))
      }
      rowsChanged ||= group.operations.some(changesRows)
      return taken
    },
  }
}

/** What the database says; no row where the answer is the one that is needed, as far as it is known. */
interface Answer {
  readonly row: Readonly<Record<string, unknown>> | null
  readonly isKnown: boolean
  /** Whether it could be asked. */
  readonly isAsked: boolean
}

const choose = async (
  { ways, operations }: Group,
  all: readonly Operation[],
  tries: (way: Way, operations: readonly Operation[]) => Promise<boolean>,
  ask: (question: Question) => Promise<Answer>,
): Promise<TakenWay> => {
  const doubtful: Way[] = []
  for (const [i, way] of ways.entries()) {
    const needed = settingsOf(way)
    if (needed.before.length > 0) refuseRowsBeside(operations, all, needed)
    const refusals: Refusal[] = []
    let fits = true
    let isCertain = true
    for (const question of way.before.filter(({ about }) => about === 'rows')) {
      const { row, isKnown, isAsked } = await ask(question)
      if (question.otherwise === 'next way') {
        isCertain &&= isKnown
        fits &&= row === null
      } else if (row !== null || !isAsked) {
        refusals.push({ text: filled(question.otherwise.refuse, row ?? {}), isCertain: isKnown })
      }
    }
    if (!fits && isCertain) continue
    if (fits && (await tries(way, operations))) {
      return { way, otherwise: [...doubtful, ...(isCertain ? [] : ways.slice(i + 1))], refusals }
    }
    if (!fits) doubtful.push(way)
  }
  throw new MigrateError(
    'OPERATION_REFUSED',
    `no way of doing this fits the database: ${operations.map(describeOperation).join('; ')}`,
  )
}

/** Asks the database. What its rows say of a table that an earlier step changes, or cannot say, is not certain. */
const askRows = async (live: Connection | null, { sql, expect }: Question, isKnown: boolean): Promise<Answer> => {
  if (live === null || expect !== 'no rows') return { row: null, isKnown: true, isAsked: true }
  try {
    const [row = null] = (await live.execute(sql)).rows
    return { row, isKnown, isAsked: true }
  } catch (error) {
    if (!isMigrateError(error) || error.code !== 'STATEMENT_FAILED') throw error
    return { row: null, isKnown: false, isAsked: false }
  }
}

const filled = (text: string, row: Readonly<Record<string, unknown>>): string =>
  withoutRow(
    text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(row, name) ? String(row[name]) : whole)),
  )

/** What a clone is made of. */
interface Stand extends Pick<LiveClone, 'engine' | 'notes' | 'read' | 'execute' | 'close'> {
  readonly tries: (way: Way, operations: readonly Operation[]) => Promise<boolean>
}

const cloned = async (dialect: Dialect, live: Connection | null): Promise<Stand> => {
  const connection = await dialect.scratch!()
  const notes: string[] = []
  for (const sql of live === null ? [] : ((await dialect.schemaStatements?.(live)) ?? [])) {
    await connection.execute(sql).catch((error: unknown) => {
      notes.push(`the plan knows nothing of «${sql.slice(0, 60)}»: ${(error as Error).message}`)
    })
  }
  return {
    engine: connection.engine,
    notes,
    read: (only) => dialect.introspect(connection, only === undefined ? {} : { only }),
    async execute(sql) {
      await connection.execute(sql)
    },
    tries: (way, operations) => tryWay(dialect, connection, way, operations),
    close: () => connection.close().catch(() => {}),
  }
}

const tryWay = async (
  dialect: Dialect,
  connection: Connection,
  way: Way,
  operations: readonly Operation[],
): Promise<boolean> => {
  const { before, after } = settingsOf(way)
  if (operations.every(({ kind }) => kind === 'execute' || kind === 'bulkInsert')) {
    await executeForSchema(
      dialect,
      connection,
      way.statements.map(({ sql }) => sql),
    )
    return true
  }
  for (const sql of before) await connection.execute(sql)
  try {
    await connection.begin()
    const fitted = await takeWay(quietly(connection), way)
    if (fitted) await connection.commit()
    return fitted
  } finally {
    await connection.rollback()
    for (const sql of after) await connection.execute(sql)
  }
}

const quietly = (connection: Connection) => ({
  connection,
  signal: null,
  onGroup: () => {},
  onStatement: () => {},
  onProgress: () => {},
})

/** Where the engine has no scratch database, the schema is changed as data. */
const replayed = async (dialect: Dialect, live: Connection | null): Promise<Stand> => {
  let schema = live === null ? emptySchema : await dialect.introspect(live)
  return {
    engine: live?.engine ?? dialect.defaultEngine,
    notes: [],
    read: async () => schema,
    execute: async () => {},
    async tries(_way, operations) {
      for (const operation of operations) schema = applyOperation(operation, schema)
      return true
    },
    close: async () => {},
  }
}
