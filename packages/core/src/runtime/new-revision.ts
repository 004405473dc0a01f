import { renderOperations } from '../autogenerate/render.js'
import { MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import { RevisionGraph } from '../revisions/graph.js'
import type { Revision } from '../revisions/revision.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { type ScriptBody, writeScript } from '../scripts/write-script.js'
import { type Context, loadGraph } from './context.js'
import { type Changes, findChanges } from './find-changes.js'
import { type RevisionInfo, revisionInfo } from './status.js'

export interface NewRevisionOptions {
  readonly message: string
  /** Fills the script with what leads from the database to the models. */
  readonly autogenerate?: boolean | undefined
  /** Compares with what the history makes of an empty database, so that none is needed. */
  readonly offline?: boolean | undefined
  /** Lets autogenerate drop tables and columns. */
  readonly allowDrops?: boolean | undefined
  /** The revision to build on; the only head where left out. `base`: a new root. */
  readonly head?: string | undefined
  /** Lets the revision build on one that is not a head. */
  readonly splice?: boolean | undefined
  readonly branchLabels?: readonly string[] | undefined
  readonly dependsOn?: readonly string[] | undefined
  /** The id; a random one of twelve hexadecimal digits where left out. */
  readonly revision?: string | undefined
  /** ISO 8601; now, in UTC, where left out. */
  readonly createDate?: string | undefined
}

export interface NewRevisionResult extends Omit<Changes, 'upgrade' | 'downgrade'> {
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
  const { scripts, history } = context
  if (scripts.write === undefined) {
    throw new MigrateError('READ_ONLY_HISTORY', 'this history takes no new scripts', {
      hint: 'Run the command where the scripts are a folder.',
    })
  }
  const graph = await loadGraph(context)
  const header = newHeader(graph, options)
  const withNew = (path: string | null) =>
    new RevisionGraph<ScriptHeader>([
      ...graph.ordered,
      { ...header, path, doc: header.message, transaction: 'default' },
    ])
  // What is wrong with the new revision is told before a file is there.
  withNew(null)
  const { autogenerate = false, offline = false, allowDrops = false } = options
  const changes = autogenerate ? await findChanges(context, graph, { offline, allowDrops }) : nothing
  const { upgrade: operations, skippedDrops, unwritten, notes } = changes
  const found = { operations, skippedDrops, unwritten, notes }
  if (autogenerate && operations.length === 0) return { revision: null, ...found }
  const createDate = new Date()
  const text = writeScript(header, options.createDate ?? isoSeconds(createDate), body(changes), history.template)
  const path = await scripts.write({ header, createDate, text })
  return { revision: revisionInfo(withNew(path), header.revision, null), ...found }
}

const nothing: Changes = { upgrade: [], downgrade: [], skippedDrops: [], unwritten: [], notes: [] }

const newHeader = (graph: RevisionGraph<ScriptHeader>, options: NewRevisionOptions): Revision => ({
  revision: checkedId(options.revision) ?? randomId(),
  downRevision: parents(graph, options),
  dependsOn: options.dependsOn ?? [],
  branchLabels: options.branchLabels ?? [],
  message: options.message,
})

const parents = (
  graph: RevisionGraph<ScriptHeader>,
  { head, splice = false }: NewRevisionOptions,
): readonly string[] => {
  if (head === undefined && graph.heads.length > 1) {
    throw new MigrateError(
      'MULTIPLE_HEADS',
      'Multiple heads are present; please specify the head revision on which the new revision should be based, or perform a merge.',
      { hint: `The heads are ${graph.heads.join(', ')}: choose one with --head.` },
    )
  }
  const ids = graph.resolve(head ?? 'heads', [])
  for (const id of ids) {
    if (graph.isHead(id) || splice) continue
    throw new MigrateError(
      'NOT_A_HEAD',
      `Revision ${id} is not a head revision; please specify --splice to create a new branch from this revision`,
    )
  }
  return ids
}

/** The version column holds 32 characters where an engine counts them. */
const checkedId = (id: string | undefined): string | undefined => {
  if (id === undefined || id.length <= 32) return id
  throw new MigrateError(
    'INVALID_REVISION_ID',
    `the revision id has ${id.length} characters; the version table holds 32`,
  )
}

const randomId = (): string => crypto.randomUUID().replaceAll('-', '').slice(-12)

const isoSeconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

const body = (changes: Changes): ScriptBody => {
  const upgrade = renderOperations(changes.upgrade)
  const downgrade = renderOperations(changes.downgrade)
  return {
    upgrade: upgrade.lines,
    downgrade: downgrade.lines,
    imports: new Set([...upgrade.imports, ...downgrade.imports]),
  }
}
