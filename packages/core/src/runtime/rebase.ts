import { MigrateError } from '../errors.js'
import { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { type Context, loadGraph, readRows, unlessMissing } from './context.js'
import { type RevisionInfo, revisionInfo } from './status.js'

export interface RebaseResult {
  readonly revision: RevisionInfo
  /** Its parents before. */
  readonly from: readonly string[]
  /** Its parents now. */
  readonly to: readonly string[]
  /** The heads of the history now. */
  readonly heads: readonly string[]
}

/**
 * Gives a revision that the database has not applied another parent, and what follows it comes along; the
 * other head where `onto` is left out. Throws `REVISION_APPLIED`, `NOTHING_TO_REBASE`, `NOT_REBASABLE`, `MULTIPLE_HEADS`,
 * and `READ_ONLY_HISTORY`.
 */
export const rebase = async (
  context: Context,
  identifier: string,
  { onto }: { readonly onto?: string | undefined } = {},
): Promise<RebaseResult> => {
  const { scripts } = context
  if (scripts.reparent === undefined) {
    throw new MigrateError('READ_ONLY_HISTORY', 'the scripts of this history cannot be changed', {
      hint: 'Run the command where the scripts are a folder.',
    })
  }
  const graph = await loadGraph(context)
  const id = single(graph, identifier)
  const revision = graph.get(id)!
  if (revision.downRevision.length > 1) {
    throw new MigrateError('NOT_REBASABLE', `Revision ${id} merges ${revision.downRevision.join(', ')}`, {
      hint: 'Remove its file and merge again: migrate merge heads',
    })
  }
  const moved = graph.descendants(id).add(id)
  const target = onto === undefined ? otherHead(graph, id, moved) : single(graph, onto)
  if (moved.has(target)) {
    throw new MigrateError('NOT_REBASABLE', `Revision ${target} cannot be the parent of ${id}: it comes after it`)
  }
  if (revision.downRevision[0] === target) {
    throw new MigrateError('NOTHING_TO_REBASE', `Revision ${id} follows ${target} already`)
  }
  await refuseApplied(context, graph, moved)
  const downRevision = [target]
  const after = new RevisionGraph(
    graph.ordered.map((each): ScriptHeader => (each.revision === id ? { ...each, downRevision } : each)),
  )
  await scripts.reparent(id, downRevision)
  return {
    revision: revisionInfo(after, id, null),
    from: revision.downRevision,
    to: downRevision,
    heads: after.heads.toSorted(),
  }
}

const single = (graph: RevisionGraph<ScriptHeader>, identifier: string): string => {
  const ids = graph.resolve(identifier, [])
  if (ids.length === 1) return ids[0]!
  throw new MigrateError('NOT_REBASABLE', `${identifier} is not one revision`, {
    hint: ids.length === 0 ? undefined : `It stands for ${ids.join(', ')}.`,
  })
}

/** Where the revision belongs that another head has got ahead of. */
const otherHead = (graph: RevisionGraph<ScriptHeader>, id: string, moved: ReadonlySet<string>): string => {
  const others = graph.heads.filter((head) => !moved.has(head))
  if (others.length === 1) return others[0]!
  if (others.length === 0) {
    throw new MigrateError('NOTHING_TO_REBASE', `there is no other head that ${id} could follow`, {
      hint: 'Name a revision with --onto.',
    })
  }
  throw new MigrateError('MULTIPLE_HEADS', `Multiple heads are present that ${id} could follow`, {
    hint: `The heads are ${others.join(', ')}: choose one with --onto.`,
  })
}

/** A database that has applied a revision would not run it again in its new place. */
const refuseApplied = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  moved: ReadonlySet<string>,
): Promise<void> => {
  const rows = (await unlessMissing(readRows(context), null)) ?? []
  const applied = graph.applied(rows)
  const known = [...moved].filter((id) => applied.has(id))
  if (known.length === 0) return
  throw new MigrateError('REVISION_APPLIED', `the database has applied ${known.join(', ')}, so it stays where it is`, {
    hint: 'Downgrade the database first, or join the heads with: migrate merge heads',
  })
}
