import type { Operation } from '../operations/operation.js'
import { compare, databaseSchema, historySchema, modelSchema } from './compare.js'
import { type Context, loadGraph, readRows } from './context.js'

/** What check found; all lists empty where there is nothing to do. */
export interface CheckResult {
  readonly upToDate: boolean
  /** What the models have and the history does not make, as the operations of the next revision. */
  readonly operations: readonly Operation[]
  /** Revisions that the database does not have yet. */
  readonly pending: readonly string[]
  /** What leads from the database to what its revisions made; objects that no revision knows are left alone. */
  readonly drift: readonly Operation[]
  /** Applied revisions whose scripts are not what was applied. */
  readonly integrity: readonly string[]
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
  const rows = offline ? null : graph.known((await readRows(context)) ?? [])
  const newest = await historySchema(context, graph, graph.realHeads)
  const operations = context.models === null ? [] : await compare(context, newest, modelSchema(context))
  const pending = rows === null ? [] : graph.upgrade('heads', rows).map(({ revision }) => revision.revision)
  const applied = pending.length === 0 ? newest : await historySchema(context, graph, rows ?? [])
  const drift = rows === null ? [] : (await compare(context, await databaseSchema(context), applied)).filter(isOurs)
  return {
    upToDate: operations.length === 0 && pending.length === 0 && drift.length === 0,
    operations,
    pending,
    drift,
    integrity: [],
  }
}

/** A table that no revision made may be another program's. */
const isOurs = ({ kind }: Operation): boolean => kind !== 'dropTable'
