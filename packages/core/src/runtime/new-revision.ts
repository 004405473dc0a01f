import type { Answers } from '../autogenerate/answers.js'
import { renderOperations } from '../autogenerate/render.js'
import { MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import type { ScriptBody } from '../scripts/write-script.js'
import { type Context, loadGraph } from './context.js'
import { type Changes, findChanges } from './find-changes.js'
import type { RevisionInfo } from './status.js'
import { draftRevision, type NewScriptOptions, refuseNonHeads } from './write-revision.js'

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
  /** The revision to build on; the only head where left out. `base`: a new root. */
  readonly head?: string | undefined
  /** Lets the revision build on one that is not a head. */
  readonly splice?: boolean | undefined
  /** Revisions that must be applied before it: ids, also their beginnings, or branch labels. */
  readonly dependsOn?: readonly string[] | undefined
}

export interface NewRevisionResult extends Omit<Changes, 'upgrade' | 'downgrade' | 'remarks'> {
  /** What was written; null where autogenerate found nothing to write. */
  readonly revision: RevisionInfo | null
  /** What autogenerate found, and the new revision does. */
  readonly operations: readonly Operation[]
}

/**
 * Writes a new revision script. Throws what is wrong with its place in the graph (`MULTIPLE_HEADS`, `NOT_A_HEAD`,
 * `DUPLICATE_REVISION`, …), `READ_ONLY_HISTORY`, `SCRIPT_EXISTS`, and what {@link findChanges} throws.
 */
export const newRevision = async (context: Context, options: NewRevisionOptions): Promise<NewRevisionResult> => {
  const graph = await loadGraph(context)
  const { message, dependsOn = [] } = options
  const place = { message, downRevision: parents(graph, options), dependsOn: dependencies(graph, dependsOn) }
  const draft = draftRevision(context, graph, place, options)
  const { autogenerate = false, offline = false, allowDrops = false, answers = {} } = options
  const changes = autogenerate ? await findChanges(context, graph, { offline, allowDrops, answers }) : nothing
  const { upgrade: operations, skippedDrops, unwritten, notes } = changes
  const found = { operations, skippedDrops, unwritten, notes }
  if (autogenerate && operations.length === 0) return { revision: null, ...found }
  return { revision: await draft.write(bodyOf(changes)), ...found }
}

const nothing: Changes = {
  upgrade: [],
  downgrade: [],
  remarks: new Map(),
  skippedDrops: [],
  unwritten: [],
  notes: [],
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

/** The functions of a script that makes these changes. */
export const bodyOf = (changes: Changes): ScriptBody => {
  const upgrade = renderOperations(changes.upgrade, changes.remarks)
  const downgrade = renderOperations(changes.downgrade, changes.remarks)
  return {
    upgrade: upgrade.lines,
    downgrade: downgrade.lines,
    imports: new Set([...upgrade.imports, ...downgrade.imports]),
  }
}
