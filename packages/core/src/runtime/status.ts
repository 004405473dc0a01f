import { MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { type Context, loadGraph, readRows } from './context.js'

/** A revision and its place in the graph. */
export interface RevisionInfo extends ScriptHeader {
  readonly isHead: boolean
  /** A head that nothing depends on either: one that a version row names when everything is applied. */
  readonly isRealHead: boolean
  /** The revisions that follow it. */
  readonly children: readonly string[]
  readonly isBase: boolean
  readonly isBranchPoint: boolean
  readonly isMergePoint: boolean
  /** Whether a version row names it; null where no database was read. */
  readonly isCurrent: boolean | null
}

/** The revision with its place in the graph. `rows`: the version rows, or null where no database was read. */
export const revisionInfo = (
  graph: RevisionGraph<ScriptHeader>,
  id: string,
  rows: readonly string[] | null,
): RevisionInfo => ({
  ...graph.get(id)!,
  branchLabels: graph.labelsOf(id),
  isHead: graph.isHead(id),
  isRealHead: graph.isRealHead(id),
  children: graph.childrenOf(id),
  isBase: graph.isBase(id),
  isBranchPoint: graph.isBranchPoint(id),
  isMergePoint: graph.isMergePoint(id),
  isCurrent: rows?.includes(id) ?? null,
})

/**
 * Where the database is: its version rows, and the newest applied revisions of branches that have no row because
 * another row depends on them. Throws `UNKNOWN_DATABASE_REVISION` for a row that no script has.
 */
export const current = async (context: Context): Promise<readonly RevisionInfo[]> => {
  const graph = await loadGraph(context)
  const rows = (await readRows(context)) ?? []
  return [...graph.known(rows), ...impliedTips(graph, rows)].map((id) => revisionInfo(graph, id, rows))
}

/** Applied revisions that no applied revision has as parent, and that are no rows. */
const impliedTips = (graph: RevisionGraph<ScriptHeader>, rows: readonly string[]): readonly string[] => {
  const applied = graph.applied(rows)
  const parents = new Set([...applied].flatMap((id) => graph.get(id)!.downRevision))
  return [...applied].filter((id) => !parents.has(id) && !rows.includes(id)).sort()
}

export interface HistoryOptions {
  /** `lower:upper`, either of which may be left out; the whole history where it is not given. */
  readonly range?: string | undefined
  /** Whether to read from the database where it is. */
  readonly indicateCurrent?: boolean | undefined
}

/** The revisions, newest first. */
export const listHistory = async (
  context: Context,
  { range, indicateCurrent = false }: HistoryOptions = {},
): Promise<readonly RevisionInfo[]> => {
  const graph = await loadGraph(context)
  const rows = indicateCurrent || (range ?? '').includes('current') ? ((await readRows(context)) ?? []) : null
  const [lower, upper] = bounds(range ?? ':')
  return graph.range(lower, upper, rows ?? []).map(({ revision }) => revisionInfo(graph, revision, rows))
}

const bounds = (range: string): [lower: string, upper: string] => {
  const colon = range.indexOf(':')
  if (colon >= 0) return [range.slice(0, colon), range.slice(colon + 1)]
  throw new MigrateError('USAGE', 'History range requires [start]:[end], [start]:, or :[end]')
}

/** The revisions that nothing follows. `resolveDependencies`: only those that nothing depends on either. */
export const heads = async (
  context: Context,
  { resolveDependencies = false }: { readonly resolveDependencies?: boolean } = {},
): Promise<readonly RevisionInfo[]> => {
  const graph = await loadGraph(context)
  return (resolveDependencies ? graph.realHeads : graph.heads).map((id) => revisionInfo(graph, id, null))
}

/** The revisions that are the parent of several, newest first, each with its children. */
export const branches = async (
  context: Context,
): Promise<readonly { readonly revision: RevisionInfo; readonly children: readonly RevisionInfo[] }[]> => {
  const graph = await loadGraph(context)
  return graph.ordered
    .map(({ revision }) => revisionInfo(graph, revision, null))
    .filter(({ isBranchPoint }) => isBranchPoint)
    .map((revision) => ({ revision, children: revision.children.map((id) => revisionInfo(graph, id, null)) }))
}

/** The revisions that an identifier means. */
export const show = async (context: Context, identifier: string): Promise<readonly RevisionInfo[]> => {
  const graph = await loadGraph(context)
  const rows = identifier.includes('current') ? ((await readRows(context)) ?? []) : null
  return graph.resolve(identifier, rows ?? []).map((id) => revisionInfo(graph, id, rows))
}
