import { isDrop } from '../autogenerate/diff.js'
import { renderOperations } from '../autogenerate/render.js'
import { MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import { reverseOperations } from '../operations/reverse.js'
import { RevisionGraph } from '../revisions/graph.js'
import type { Revision } from '../revisions/revision.js'
import { emptySchema, type Schema } from '../schema/types.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { type ScriptBody, writeScript } from '../scripts/write-script.js'
import { compare, type Difference, historySchema, modelSchema } from './compare.js'
import { type Context, loadGraph } from './context.js'
import { readState, readStateIfThere } from './state.js'
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

export interface NewRevisionResult {
  /** What was written; null where autogenerate found nothing to write. */
  readonly revision: RevisionInfo | null
  /** What autogenerate found. */
  readonly operations: readonly Operation[]
  /** Drops that it found and left out, since nobody asked for them. */
  readonly skippedDrops: readonly Operation[]
  /** Tables that differ in what no operation of this version changes. */
  readonly unwritten: readonly string[]
}

/** Writes a new revision script. Throws `NOT_UP_TO_DATE` for autogenerate on a database that is behind. */
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
  const {
    before,
    operations: found,
    unwritten,
  } = options.autogenerate ? await autogenerate(context, graph, options) : nothing
  const operations = found.filter((operation) => options.allowDrops || !isDrop(operation))
  const skippedDrops = found.filter((operation) => !operations.includes(operation))
  if (options.autogenerate && operations.length === 0) return { revision: null, operations, skippedDrops, unwritten }
  const date = new Date()
  const text = writeScript(header, options.createDate ?? isoSeconds(date), body(operations, before), history.template)
  const path = await scripts.write({ header, createDate: date, text })
  return { revision: revisionInfo(withNew(path), header.revision, null), operations, skippedDrops, unwritten }
}

interface Found extends Difference {
  readonly before: Schema
}

const nothing: Found = { before: emptySchema, operations: [], unwritten: [] }

const autogenerate = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  { offline = false }: NewRevisionOptions,
): Promise<Found> => {
  const models = modelSchema(context)
  const before = offline ? await historySchema(context, graph, graph.realHeads) : await upToDateSchema(context, graph)
  return { before, ...(await compare(context, before, models)) }
}

/** The database's schema. A database that is behind would have its missing revisions generated a second time. */
const upToDateSchema = async (context: Context, graph: RevisionGraph<ScriptHeader>): Promise<Schema> => {
  if (graph.realHeads.length === 0) return (await readStateIfThere(context)).schema
  const { rows, schema } = await readState(context)
  const pending = graph.upgrade('heads', graph.known(rows))
  if (pending.length === 0) return schema
  throw new MigrateError('NOT_UP_TO_DATE', 'Target database is not up to date.', {
    hint: `It lacks ${pending.map(({ revision }) => revision.revision).join(', ')}. Run migrate upgrade first, or compare with the history alone: --offline`,
  })
}

const newHeader = (graph: RevisionGraph<ScriptHeader>, options: NewRevisionOptions): Revision => ({
  revision: options.revision ?? randomId(),
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

const randomId = (): string => crypto.randomUUID().replaceAll('-', '').slice(-12)

const isoSeconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

const body = (operations: readonly Operation[], before: Schema): ScriptBody => {
  const upgrade = renderOperations(operations)
  const downgrade = renderOperations(reverseOperations(operations, before).map(atTheEnd))
  return {
    upgrade: upgrade.lines,
    downgrade: downgrade.lines,
    imports: new Set([...upgrade.imports, ...downgrade.imports]),
  }
}

/** A column that comes back stands last: its old place would have the whole table rewritten. */
const atTheEnd = (operation: Operation): Operation =>
  operation.kind === 'addColumn' ? { ...operation, before: null, after: null } : operation
