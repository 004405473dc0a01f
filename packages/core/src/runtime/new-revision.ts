import type { Answers } from '../autogenerate/answers.js'
import { MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { emptyBody } from '../scripts/write-script.js'
import { type Context, loadGraph } from './context.js'
import { type Changes, findChanges } from './find-changes.js'
import { bodyOf } from './script-body.js'
import type { RevisionInfo } from './status.js'
import { draftRevision, type NewScriptOptions, type RevisionDraft, refuseNonHeads } from './write-revision.js'

export interface NewRevisionOptions extends NewScriptOptions {
  readonly message: string
  /** Fills the script with what leads from the database to the models. */
  readonly autogenerate?: boolean | undefined
  /** Compares with what the history makes of an empty database, so that none is needed. */
  readonly offline?: boolean | undefined
  /** Lets autogenerate drop tables and columns. */
  readonly allowDrops?: boolean | undefined
  /** What autogenerate asked, or would ask. */
  readonly answers?: Answers | undefined
  /** Sees what autogenerate found before anything is written; false: nothing is written. */
  readonly confirm?: ((found: FoundChanges) => boolean | Promise<boolean>) | undefined
  /** The revision to build on; the only head where left out. `base`: a new root. */
  readonly head?: string | undefined
  /** Lets the revision build on one that is not a head. */
  readonly splice?: boolean | undefined
  /** Revisions that must be applied before it: ids, also their beginnings, or branch labels. */
  readonly dependsOn?: readonly string[] | undefined
}

/** What autogenerate found. */
export interface FoundChanges extends Omit<Changes, 'remarks' | 'revisions'> {
  /** What the new revisions do; empty where there is nothing to write. */
  readonly operations: readonly Operation[]
}

export interface NewRevisionResult extends FoundChanges {
  /** The last revision that was written; null where none was. */
  readonly revision: RevisionInfo | null
  /** All that were written, each following the one before it. */
  readonly revisions: readonly RevisionInfo[]
}

/**
 * Writes a new revision script, or several where the config splits what autogenerate found. Throws what is wrong with
 * its place in the graph (`MULTIPLE_HEADS`, `NOT_A_HEAD`, `DUPLICATE_REVISION`, …), `READ_ONLY_HISTORY`,
 * `SCRIPT_EXISTS`, and what {@link findChanges} throws.
 */
export const newRevision = async (context: Context, options: NewRevisionOptions): Promise<NewRevisionResult> => {
  const graph = await loadGraph(context)
  const { message, dependsOn = [] } = options
  const place = { message, downRevision: parents(graph, options), dependsOn: dependencies(graph, dependsOn) }
  const draft = draftRevision(context, graph, place, options)
  const { autogenerate = false, offline = false, allowDrops = false, answers = {} } = options
  if (!autogenerate) {
    const revision = await draft.write(emptyBody)
    return { revision, revisions: [revision], operations: [], skippedDrops: [], unwritten: [], notes: [] }
  }
  const changes = await findChanges(context, graph, { message, offline, allowDrops, answers })
  const found = foundChanges(changes)
  const isConfirmed = (await options.confirm?.(found)) ?? true
  const revisions = isConfirmed ? await writeAll(context, draft, changes, options) : []
  return { revision: revisions.at(-1) ?? null, revisions, ...found }
}

/** What is told of the changes. */
export const foundChanges = ({ revisions, skippedDrops, unwritten, notes }: Changes): FoundChanges => ({
  operations: revisions.flatMap(({ upgrade }) => upgrade),
  skippedDrops,
  unwritten,
  notes,
})

/** Writes the scripts of these changes, the first where it was asked for and each other behind the one before it. */
const writeAll = async (
  context: Context,
  first: RevisionDraft,
  { revisions, remarks }: Changes,
  { createDate, folder }: NewScriptOptions,
): Promise<readonly RevisionInfo[]> => {
  const written: RevisionInfo[] = []
  for (const changes of revisions) {
    const downRevision = written.slice(-1).map(({ revision }) => revision)
    const place = { message: changes.message, downRevision, dependsOn: [] }
    const draft =
      written.length === 0 ? first : draftRevision(context, await loadGraph(context), place, { createDate, folder })
    written.push(await draft.write(bodyOf(context, changes, remarks), changes.message))
  }
  return written
}

const parents = (
  graph: RevisionGraph<ScriptHeader>,
  { head, splice = false }: NewRevisionOptions,
): readonly string[] => {
  if (head === undefined && graph.heads.length > 1) {
    throw new MigrateError(
      'MULTIPLE_HEADS',
      'Multiple heads are present; please specify the head revision on which the new revision should be based, or perform a merge.',
      {
        hint: `The heads are ${graph.heads.join(', ')}: choose one with --head, or join them with: migrate merge heads`,
      },
    )
  }
  const ids = graph.resolve(head ?? 'heads', [])
  if (!splice) refuseNonHeads(graph, ids)
  return ids
}

/** Whole ids, so that a script says the same for ever; a label stays the label, as with Alembic. */
const dependencies = (graph: RevisionGraph<ScriptHeader>, names: readonly string[]): readonly string[] => {
  const labels = new Set(graph.ordered.flatMap(({ branchLabels }) => branchLabels))
  return names.flatMap((name) => (labels.has(name) ? [name] : graph.resolve(name, [])))
}
