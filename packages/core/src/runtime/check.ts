import type { Operation } from '../operations/operation.js'
import { compare, type Difference, historySchema, modelSchema } from './compare.js'
import { type Context, loadGraph } from './context.js'
import { namesIn, readState } from './state.js'

/** What check found; all lists empty where there is nothing to do. */
export interface CheckResult {
  readonly upToDate: boolean
  /** What the models have and the history does not make, as the operations of the next revision. */
  readonly operations: readonly Operation[]
  /** Revisions that the database does not have yet. */
  readonly pending: readonly string[]
  /** What leads from the database to what its revisions made; objects that no revision knows are left alone. */
  readonly drift: readonly Operation[]
  /** Applied revisions whose scripts are not what was applied; nothing is known of it before there is a log. */
  readonly integrity: readonly string[]
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
  const newest = await historySchema(context, graph, graph.realHeads)
  const state = offline ? null : await readState(context, namesIn(newest))
  const rows = state === null ? graph.realHeads : graph.known(state.rows)
  const pending = graph.upgrade('heads', rows).map(({ revision }) => revision.revision)
  const applied = pending.length === 0 ? newest : await historySchema(context, graph, rows)
  const models = context.models === null ? same : await compare(context, newest, modelSchema(context))
  const database = state === null ? same : await compare(context, state.schema, applied)
  const drift = database.operations.filter(isOurs)
  const unwritten = [
    ...models.unwritten.map((table): Unwritten => ({ table, between: 'models and history' })),
    ...database.unwritten.map((table): Unwritten => ({ table, between: 'history and database' })),
  ]
  const upToDate = [models.operations, pending, drift, unwritten].every(({ length }) => length === 0)
  return { upToDate, operations: models.operations, pending, drift, integrity: [], unwritten }
}

const same: Difference = { operations: [], unwritten: [] }

/** A table that no revision made may be another program's. */
const isOurs = ({ kind }: Operation): boolean => kind !== 'dropTable'
