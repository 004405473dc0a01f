import type { Connection } from '../dialect/dialect.js'
import { isMigrateError, MigrateError, messageOf } from '../errors.js'
import type { Step } from '../revisions/revision.js'
import { displayName } from '../schema/names.js'
import { describeRevision } from '../scripts/in-script.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import type { Context } from './context.js'
import { compareHashes } from './integrity.js'
import { hearInterruption, unlessInterrupted } from './interrupt.js'
import { describePartWay, type PartState, type PartWay, partNote, readPartWays } from './part-notes.js'
import { partWayData, refusePartWays } from './part-ways.js'
import { type Part, partsOf } from './parts.js'
import { performOperations } from './perform.js'
import type { PreparedStep } from './prepared-step.js'
import { joinSettings, noSettings, type Settings, SettingsNeeded } from './settings.js'
import { currentHashes } from './step-hashes.js'
import type { StepLog } from './step-log.js'
import { writeVersionRows } from './version-table.js'

/** What a step that is done in parts is done with. */
export interface PartsRun {
  readonly context: Context
  readonly connection: Connection
  readonly stepLog: StepLog
  /** Looks under the lock, in a transaction, where the database is: its rows, and the step from there if it is left. */
  readonly begin: () => Promise<{ readonly rows: readonly string[]; readonly step: Step<ScriptHeader> | null }>
  readonly onStart: (step: Step<ScriptHeader>) => void
  /** Told the statements of the step so far, before the part that ends with them is done; what it throws stops it. */
  readonly expect: (revision: string, statements: readonly string[]) => void
}

interface Taken {
  readonly rows: readonly string[]
  readonly taken: readonly { readonly step: Step<ScriptHeader>; readonly started: number }[]
}

/**
 * Takes a step outside of a transaction, under a lock of its own: part after part, each written down with what it does
 * in one transaction, so that a part is done once whatever stops the run. A statement that no transaction can hold is
 * written down before and after. Goes on behind the last part that is done. Throws `PART_UNKNOWN` where nobody knows
 * whether one is, `STOPPED_PART_WAY` where one fails behind others, `INTEGRITY` where the script is another than it was
 * begun with.
 */
export const takeParts = async (run: PartsRun, prepared: PreparedStep): Promise<Taken> => {
  const { context, connection, begin } = run
  const { dialect, history, lockTimeout, onEvent, signal } = context
  const lock = await unlessInterrupted(
    signal,
    dialect.hold!(connection, {
      timeout: lockTimeout,
      name: displayName(history.versionTable.table),
      onWait: () => onEvent({ kind: 'waiting', database: connection.display }),
    }),
  )
  try {
    const started = performance.now()
    const { rows, step } = await inside(connection, begin)
    if (step === null) return { rows, taken: [] }
    run.onStart(step)
    await takeEach(run, { ...prepared, step }, started)
    return { rows: step.to, taken: [{ step, started }] }
  } finally {
    await lock.release().catch(() => {})
  }
}

const takeEach = async (run: PartsRun, { step, operations }: PreparedStep, started: number): Promise<void> => {
  const { context, connection, stepLog, expect } = run
  const { dialect, history, signal } = context
  const parts = partsOf(dialect, operations)
  const revision = step.revision.revision
  const before = await partWayOf(context, connection, { step, operations })
  const done = new Set([...(before?.states ?? [])].filter(([, state]) => state === 'done').map(([number]) => number))
  const { operations: operationsHash, source: sourceHash } = await currentHashes(context, revision)
  const statements: string[] = []
  const note = (part: Part, state: PartState, detail: string, ran: readonly string[], began: number) =>
    stepLog.part(connection, step, {
      note: partNote({ direction: directionOf(step), number: part.number, total: parts.length, state, detail }),
      statements: ran,
      durationMs: performance.now() - began,
      operationsHash,
      sourceHash,
    })
  for (const part of parts) {
    if (done.has(part.number)) continue
    const began = performance.now()
    try {
      await hearInterruption(signal)
      if (part.alone === null) {
        const ran = await performPart(run, step, part, async (ran) => {
          expect(revision, [...statements, ...ran])
          await note(part, 'done', part.description, ran, began)
        })
        statements.push(...ran)
      } else {
        const { sql } = part.alone
        expect(revision, [...statements, sql])
        await inside(connection, () => note(part, 'begun', part.description, [sql], began))
        await connection.execute(sql).catch(async (error) => {
          await inside(connection, () => note(part, 'not done', (error as Error).message, [sql], began))
          throw error
        })
        await inside(connection, () => note(part, 'done', part.description, [sql], began))
        statements.push(sql)
      }
    } catch (error) {
      const at = `at part ${part.number} of ${parts.length}, «${part.description}»`
      throw stopped(step, { at, part: part.number, total: parts.length, done: done.size }, error)
    }
    done.add(part.number)
  }
  await inside(connection, async () => {
    await writeVersionRows(connection, dialect, history.versionTable, step)
    await stepLog.taken(connection, step, { statements, durationMs: performance.now() - started })
  }).catch((error) => {
    const at = 'behind its last part, at «the version table»'
    throw stopped(step, { at, part: null, total: parts.length, done: done.size }, error)
  })
}

/** One transaction, under the lock that is held. */
const inside = async <T>(connection: Connection, work: () => Promise<T>): Promise<T> => {
  try {
    await connection.begin()
    const result = await work()
    await connection.commit()
    return result
  } catch (error) {
    await connection.rollback().catch(() => {})
    throw error
  }
}

/** Does the part and writes it down: both, or neither. */
const performPart = async (
  { context, connection }: PartsRun,
  step: Step<ScriptHeader>,
  { operation }: Part,
  written: (statements: readonly string[]) => Promise<void>,
): Promise<readonly string[]> => {
  const { dialect, signal, onEvent } = context
  const execution = {
    connection,
    signal,
    onGroup: () => {},
    onStatement: () => {},
    onProgress: (done: number, total: number) => onEvent({ kind: 'progress', step, done, total }),
  }
  let settings: Settings = noSettings
  for (;;) {
    try {
      for (const sql of settings.before) await connection.execute(sql)
      return await inside(connection, async () => {
        const statements = await performOperations(dialect, execution, [operation], settings)
        await written(statements)
        return statements
      })
    } catch (error) {
      if (!(error instanceof SettingsNeeded)) throw error
      settings = joinSettings(settings, error.settings)
    } finally {
      for (const sql of settings.after) await connection.execute(sql).catch(() => {})
    }
  }
}

/** Only moves along the graph are prepared; a stamp runs nothing. */
const directionOf = ({ direction }: Step<ScriptHeader>): PartWay['direction'] =>
  direction === 'downgrade' ? 'downgrade' : 'upgrade'

/** How far an earlier run has come with this step; null where there was none. Throws where it cannot be gone on with. */
const partWayOf = async (context: Context, connection: Connection, prepared: PreparedStep): Promise<PartWay | null> => {
  const { step, operations } = prepared
  const partWays = await readPartWays(connection, context)
  refusePartWays(context, partWays, [prepared])
  const partWay = partWays.find(({ revision }) => revision === step.revision.revision)
  if (partWay === undefined) return null
  const verdict = compareHashes(partWay.hashes, await currentHashes(context, step.revision.revision))
  const isSame = verdict !== 'edited' && partWay.total === partsOf(context.dialect, operations).length
  if (!isSame) throw editedPartWay(step, partWay)
  return partWay
}

const editedPartWay = ({ revision }: Step<ScriptHeader>, partWay: PartWay): MigrateError =>
  new MigrateError(
    'INTEGRITY',
    `revision ${describeRevision(revision)} is edited: ${describePartWay(partWay)}, and its script is not what was begun`,
    {
      hint: `Put the script back as it was; or finish it by hand and say so: migrate stamp ${partWay.revision}`,
      data: { partWay: partWayData(partWay) },
    },
  )

const stopped = (
  { direction, revision }: Step<ScriptHeader>,
  {
    at,
    part,
    total,
    done,
  }: { readonly at: string; readonly part: number | null; readonly total: number; readonly done: number },
  error: unknown,
): MigrateError => {
  const reason = messageOf(error)
  const isInterrupted = isMigrateError(error) && error.code === 'INTERRUPTED'
  const next = part === null ? 'it does none of them again' : `it goes on with part ${part}`
  const kept =
    done === 0
      ? 'Nothing of the revision was done.'
      : `${done} of ${total} parts are done and stay so. Run the same command again: ${next}.`
  return new MigrateError(
    isInterrupted ? 'INTERRUPTED' : done === 0 ? 'STEP_FAILED' : 'STOPPED_PART_WAY',
    `${direction} of ${describeRevision(revision)} stopped ${at}: ${reason}`,
    {
      hint: [isMigrateError(error) ? error.hint : null, kept].filter(Boolean).join(' '),
      cause: error,
      data: { revision: revision.revision, path: revision.path, ...(part !== null && { part }), total },
    },
  )
}
