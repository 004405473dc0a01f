import { MigrateError } from '../errors.js'
import { emptyBody } from '../scripts/write-script.js'
import { type Context, loadGraph } from './context.js'
import type { RevisionInfo } from './status.js'
import { draftRevision, type NewScriptOptions, refuseNonHeads } from './write-revision.js'

export interface MergeOptions extends NewScriptOptions {
  /** Which revisions are merged, in words, where left out. */
  readonly message?: string | undefined
  /** Lets the merge build on revisions that are not heads. */
  readonly splice?: boolean | undefined
}

/**
 * Writes a revision that has all of these as its parents, and changes nothing else. Throws `NOTHING_TO_MERGE`,
 * `NOT_A_HEAD`, and what is wrong with the new revision.
 */
export const mergeRevisions = async (
  context: Context,
  identifiers: readonly string[],
  { message, splice = false, ...options }: MergeOptions,
): Promise<RevisionInfo> => {
  const graph = await loadGraph(context)
  const parents = identifiers.flatMap((identifier) => graph.resolve(identifier, []))
  if (new Set(parents).size < parents.length) {
    throw new MigrateError('USAGE', 'Duplicate head revisions specified', { hint: `They are ${parents.join(', ')}.` })
  }
  if (parents.length < 2) {
    throw new MigrateError(
      'NOTHING_TO_MERGE',
      parents.length === 0 ? 'there is nothing to merge' : `there is nothing to merge with ${parents[0]}`,
      { hint: `A merge has two parents or more. The heads are ${graph.heads.join(', ') || 'none'}.` },
    )
  }
  if (!splice) refuseNonHeads(graph, parents)
  const place = { downRevision: parents, dependsOn: [], message: message ?? `merge ${listed(parents)}` }
  return draftRevision(context, graph, place, options).write(emptyBody)
}

const listed = (ids: readonly string[]): string => `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`
