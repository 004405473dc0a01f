import { type Remark, writableSchema } from '../autogenerate/writable-schema.js'
import { MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import { displayName, sameName } from '../schema/names.js'
import { type Context, loadGraph } from './context.js'
import { findChanges } from './find-changes.js'
import { unsaidRemarks } from './pull.js'
import { bodyOf } from './script-body.js'
import { readState } from './state.js'
import type { RevisionInfo } from './status.js'
import { draftRevision } from './write-revision.js'

export interface BaselineOptions {
  readonly message?: string | undefined
  /** ISO 8601; now, in UTC, where left out. */
  readonly createDate?: string | undefined
}

export interface BaselineResult {
  /** What was written; null where the database holds nothing. */
  readonly revision: RevisionInfo | null
  readonly operations: readonly Operation[]
  /** Tables that differ in what no operation makes. */
  readonly unwritten: readonly string[]
  /** What the script could not say, which stands in it too, and what it may fail at. */
  readonly notes: readonly string[]
  /** Whether the database says already that it is at the new revision; else it has to be stamped. */
  readonly isCurrent: boolean
}

/**
 * Writes the first revision of a history, which makes what the database holds. Where the database has a version row, the
 * revision gets that id, so that every database at it is taken over as it is. Throws `HISTORY_NOT_EMPTY`,
 * `SEVERAL_VERSION_ROWS`, and what writing a revision throws.
 */
export const baseline = async (context: Context, options: BaselineOptions = {}): Promise<BaselineResult> => {
  const graph = await loadGraph(context)
  if (graph.ordered.length > 0) {
    throw new MigrateError('HISTORY_NOT_EMPTY', `the history has scripts already (head ${graph.heads.join(', ')})`, {
      hint: 'A baseline is the first revision. Later ones come from the models: migrate revision --autogenerate -m "…"',
    })
  }
  const { rows, schema: whole } = await readState(context)
  const [row, other] = rows
  if (other !== undefined) {
    throw new MigrateError('SEVERAL_VERSION_ROWS', `the database is at several revisions: ${rows.join(', ')}`, {
      hint: 'One revision cannot stand for them. Merge them with the tool that made them, upgrade, and pull again.',
    })
  }
  const { dialect } = context
  const { schema, remarks } = writableSchema(whole, dialect.spelling)
  const all = [...remarks, ...unsaidRemarks(schema, dialect)]
  const { message = 'baseline', createDate } = options
  const place = { message, downRevision: [], dependsOn: [], ...(row !== undefined && { revision: row }) }
  const draft = draftRevision(context, graph, place, { createDate })
  // What is there is one revision, whatever the config makes of others.
  const taken = { ...context, models: schema, processRevision: () => undefined }
  const changes = await findChanges(taken, graph, {
    message,
    offline: true,
    allowDrops: false,
    answers: {},
  })
  const [found] = changes.revisions
  const operations = found?.upgrade ?? []
  const allRemarks = new Map([...changes.remarks, ...remarksOf(operations, all)])
  return {
    revision: found === undefined ? null : await draft.write(bodyOf(context, found, allRemarks)),
    operations,
    unwritten: changes.unwritten,
    notes: [...all.map(({ about, text }) => `${displayName(about)}: ${text}`), ...changes.notes],
    isCurrent: row !== undefined,
  }
}

/** What is to be known about a table stands above the operation that makes it. */
const remarksOf = (
  operations: readonly Operation[],
  remarks: readonly Remark[],
): readonly (readonly [Operation, string])[] =>
  operations.flatMap((operation) => {
    if (operation.kind !== 'createTable') return []
    const own = remarks.filter(({ about }) => sameName(about, operation.table.name)).map(({ text }) => text)
    return own.length === 0 ? [] : [[operation, own.join('; ')] as const]
  })
