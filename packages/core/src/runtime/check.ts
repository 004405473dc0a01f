import type { OpenQuestion } from '../autogenerate/answers.js'
import type { Comparison } from '../autogenerate/diff.js'
import { isMigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { compare, compareWithHistory, historySchema, modelSchema } from './compare.js'
import { type Context, loadGraph } from './context.js'
import { importNotes } from './import-notes.js'
import { checkIntegrity, type Integrity, type IntegrityFault } from './integrity.js'
import { describePartWay } from './part-notes.js'
import { readPlace } from './read-log.js'
import { lookUpEqual } from './seen-equal.js'
import { namesIn, readState } from './state.js'

/** What check found; all lists empty where there is nothing to do. */
export interface CheckResult {
  readonly upToDate: boolean
  /** What the models have and the history does not make, as the operations of the next revision. */
  readonly operations: readonly Operation[]
  /** What has to be answered before that revision can be written; the operations are those of the answer "no". */
  readonly questions: readonly OpenQuestion[]
  /** Revisions that the database does not have yet. */
  readonly pending: readonly string[]
  /** What leads from the database to what its revisions made; objects that no revision knows are left alone. */
  readonly drift: readonly Operation[]
  /** Applied revisions that are not what was applied, as far as the log knows it. */
  readonly integrity: readonly IntegrityFault[]
  /** What is good to know, and nothing to do about. */
  readonly notes: readonly string[]
  /** Tables that differ in what no operation of this version changes. */
  readonly unwritten: readonly Unwritten[]
}

export interface Unwritten {
  readonly table: string
  readonly between: 'models and history' | 'history and database'
}

/**
 * Compares the models with the history and the history with the database, apart from each other, changing nothing.
 * `offline`: the models and the history alone, without a database.
 */
export const check = async (
  context: Context,
  { offline = false }: { readonly offline?: boolean } = {},
): Promise<CheckResult> => {
  const graph = await loadGraph(context)
  const place = offline ? null : await readPlace(context)
  const found =
    place === null ? sound : await checkIntegrity(context, graph, { rows: place.rows ?? [], log: place.log })
  const { faults: integrity } = found
  const notes = [...found.notes, ...(place?.partWays ?? []).map(describePartWay)]
  const seen = integrity.length > 0 ? null : await lookUpEqual(context, graph, { offline })
  const revisions = graph.ordered.map(({ revision }) => revision)
  if (seen?.isSeen === true && isAtHeads(graph, seen.rows)) {
    return { ...nothing, upToDate: true, integrity, notes: [...notes, ...(await importNotes(context, revisions))] }
  }
  const newest = await historySchema(context, graph, graph.realHeads).catch((error: unknown) => {
    if (integrity.length === 0 || !isMigrateError(error)) throw error
    return error
  })
  if (isMigrateError(newest)) {
    return { ...nothing, integrity, notes: [...notes, `nothing more was compared: ${newest.message}`] }
  }
  const state = offline ? null : await readState(context, namesIn(newest))
  // What revisions without a script have made is not known, so nothing is compared with it.
  const isKnown = state?.rows.every((row) => graph.get(row) !== undefined) ?? false
  const rows = isKnown ? graph.known(state!.rows) : graph.realHeads
  const pending = graph.upgrade('heads', rows).map(({ revision }) => revision.revision)
  const applied = pending.length === 0 ? newest : await historySchema(context, graph, rows)
  const models = context.models === null ? same : await compare(context, newest, modelSchema(context))
  const database = isKnown ? await compareWithHistory(context, state!.schema, applied) : same
  const drift = database.operations
  const unwritten = [
    ...models.unwritten.map((table): Unwritten => ({ table, between: 'models and history' })),
    ...database.unwritten.map((table): Unwritten => ({ table, between: 'history and database' })),
  ]
  const upToDate = [models.operations, pending, drift, integrity, unwritten].every(({ length }) => length === 0)
  const { operations, questions } = models
  if (upToDate) await seen?.keep()
  return {
    upToDate,
    operations,
    questions,
    pending,
    drift,
    integrity,
    unwritten,
    notes: [...notes, ...(await importNotes(context, revisions))],
  }
}

/** What was found where nothing was compared. */
const nothing = { upToDate: false, operations: [], questions: [], pending: [], drift: [], unwritten: [] }

/** Whether nothing is pending; so it is where no database is asked. */
const isAtHeads = (graph: RevisionGraph<ScriptHeader>, rows: readonly string[] | null): boolean =>
  rows === null ||
  (rows.every((row) => graph.get(row) !== undefined) && graph.upgrade('heads', graph.known(rows)).length === 0)

const sound: Integrity = { faults: [], notes: [] }

const same: Comparison = { operations: [], skippedDrops: [], questions: [], unwritten: [] }
