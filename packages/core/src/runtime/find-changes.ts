import type { Answers } from '../autogenerate/answers.js'
import { describeDrift } from '../autogenerate/describe-drift.js'
import { downgradeOf } from '../autogenerate/downgrade.js'
import { AnswerNeeded } from '../autogenerate/errors.js'
import { lossesOf } from '../autogenerate/losses.js'
import { MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import type { RevisionGraph } from '../revisions/graph.js'
import { nameKey, type ObjectName, sameName } from '../schema/names.js'
import type { Schema } from '../schema/types.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { compare, compareWithHistory, historySchema, modelSchema } from './compare.js'
import type { Context } from './context.js'
import { type RevisionChanges, revisionsOf } from './process-revision.js'
import { type DatabaseState, namesIn, readState, readStateIfThere } from './state.js'
import { tryRevisions } from './try-revisions.js'

/** What autogenerate found: new revisions, which are one unless the config splits it, and what it left out. */
export interface Changes {
  readonly revisions: readonly RevisionChanges[]
  /** What an operation of either may lose, or what is left open by it: it stands above it in the script. */
  readonly remarks: ReadonlyMap<Operation, string>
  /** Drops that it found and left out, since nobody asked for them. */
  readonly skippedDrops: readonly Operation[]
  /** Tables that differ in what no operation of this version changes. */
  readonly unwritten: readonly string[]
  /** What the revision may lose, and what it may fail at, in sentences. */
  readonly notes: readonly string[]
}

export interface FindOptions {
  readonly message: string
  /** Compares with what the history makes of an empty database, so that none is needed. */
  readonly offline: boolean
  readonly allowDrops: boolean
  readonly answers: Answers
}

/**
 * What leads from the database to the models. Throws `NOT_UP_TO_DATE` for a database that is behind, `DRIFT` for one
 * that is not what its revisions made, `ANSWER_NEEDED` where it is not known what was meant, `INVALID_ANSWER`, and the
 * refusal of a change that could never be applied.
 */
export const findChanges = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  { message, offline, allowDrops, answers }: FindOptions,
): Promise<Changes> => {
  const models = modelSchema(context)
  const history = await historySchema(context, graph, graph.realHeads)
  const before = offline ? history : await upToDateSchema(context, graph, history)
  const isKnown = (table: ObjectName) => isIn(table, history)
  const found = await compare(context, before, models, {
    answers,
    allowDrops,
    // What no revision made may be another program's; but before it is dropped, it is asked about.
    mayBeRenamed: (table) => allowDrops || history.tables.size === 0 || isKnown(table),
  })
  if (found.questions.length > 0) throw new AnswerNeeded(found.questions)
  const upgrade = found.operations.map((operation) => dropIfThere(operation, history))
  const downgrade = downgradeOf(upgrade, before)
  const losses = lossesOf(upgrade, before)
  const revisions = revisionsOf(context.processRevision, { message, upgrade, downgrade: downgrade.operations })
  return {
    revisions,
    remarks: new Map([...losses, ...downgrade.remarks]),
    skippedDrops: found.skippedDrops,
    unwritten: found.unwritten,
    notes: [...losses.values(), ...(await tryRevisions(context, graph, revisions))],
  }
}

/** The database's schema. One that is behind would have its missing revisions generated a second time. */
const upToDateSchema = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  history: Schema,
): Promise<Schema> => {
  if (graph.realHeads.length === 0) return (await readStateIfThere(context)).schema
  const state = await readState(context, namesIn(history))
  refuseBehind(graph, state)
  const { operations, unwritten } = await compareWithHistory(context, state.schema, history)
  const drift = [...describeDrift(operations), ...unwritten.map((table) => `the table ${table}`)]
  if (drift.length === 0) return state.schema
  throw new MigrateError('DRIFT', `the database is not what its revisions made: ${drift.join(', ')}`, {
    hint: 'A revision made from it would fit no other database. See migrate check; repair the database, or compare with the history alone: --offline',
  })
}

const refuseBehind = (graph: RevisionGraph<ScriptHeader>, { rows }: DatabaseState): void => {
  const pending = graph.upgrade('heads', graph.known(rows))
  if (pending.length === 0) return
  throw new MigrateError('NOT_UP_TO_DATE', 'Target database is not up to date.', {
    hint: `It lacks ${pending.map(({ revision }) => revision.revision).join(', ')}. Run migrate upgrade first, or compare with the history alone: --offline`,
  })
}

/** A table or view that no revision made is not in every database. */
const dropIfThere = (operation: Operation, history: Schema): Operation => {
  if (operation.kind === 'dropTable' && !isIn(operation.table, history)) return { ...operation, ifExists: true }
  if (operation.kind !== 'dropView' || history.views.has(nameKey(operation.view))) return operation
  return { ...operation, ifExists: true }
}

const isIn = (table: ObjectName, { tables }: Schema): boolean =>
  [...tables.values()].some(({ name }) => sameName(name, table))
