import type { Connection, Way } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { isMigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation } from '../operations/operation.js'
import { reverseOperations } from '../operations/reverse.js'
import { displayName, type ObjectName } from '../schema/names.js'
import type { Schema } from '../schema/types.js'
import type { Script } from '../scripts/script-source.js'
import type { Context } from './context.js'
import type { LiveClone, Refusal } from './live-clone.js'
import { dropsOf, mayLose } from './may-lose.js'
import { isInParts } from './parts.js'
import type { PreparedStep } from './prepared-step.js'
import { type Segment, segmentsOf, touchedNames } from './segments.js'

/** A revision as upgrade would apply it. */
export interface PlannedRevision {
  readonly revision: string
  readonly message: string
  /** The version rows before and after it. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly changes: readonly PlannedChange[]
  /** Why it cannot be undone; null where it can, as far as its script says. */
  readonly irreversible: string | null
  /** What may be lost, a sentence each. */
  readonly losses: readonly string[]
  /** The tables and columns that it drops. */
  readonly drops: readonly string[]
  /** Why it would be refused whatever the rows are; null where it would not. */
  readonly failure: { readonly code: string; readonly message: string } | null
}

/** Neighbouring operations that are carried out together. */
export interface PlannedChange {
  /** In words. */
  readonly operations: readonly string[]
  /** The dialect's word for how it is done; null for code. */
  readonly way: string | null
  readonly reason: string | null
  readonly statements: readonly string[]
  /** The statements of other ways, where rows that an earlier revision changes decide which is taken. */
  readonly otherwise: readonly (readonly string[])[]
  /** The table that is copied, where one is. */
  readonly copy: PlannedCopy | null
  readonly refusals: readonly Refusal[]
}

/** `null`: not known before earlier revisions are applied. */
export interface PlannedCopy {
  readonly table: string
  readonly rows: number | null
  /** What it takes of the disk for a while. */
  readonly bytes: number | null
}

/** Where a plan is made: on the clone, and with what the database says of its rows. */
export interface PlanningPlace {
  readonly clone: LiveClone
  readonly live: Connection | null
}

/** Plans one revision, and leaves the clone as the revision leaves the database. */
export const planRevision = async (
  context: Context,
  place: PlanningPlace,
  prepared: PreparedStep,
  script: Script,
): Promise<PlannedRevision> => {
  const { clone } = place
  const { step, operations } = prepared
  const irreversible = await whyIrreversible(script, operations, () => clone.read(touchedNames(operations)))
  const changes: PlannedChange[] = []
  const losses: string[] = []
  let failure: PlannedRevision['failure'] = null
  try {
    for (const segment of segmentsOf(context.dialect, prepared)) {
      // What runs in a transaction of its own has nothing beside it.
      const all = isInParts(prepared) && segment.kind === 'planned' ? segment.operations : operations
      for await (const change of planSegment(context, place, segment, all, losses)) changes.push(change)
    }
  } catch (error) {
    if (!isMigrateError(error)) throw error
    failure = { code: error.code, message: [error.message, error.hint].filter(Boolean).join('. ') }
  }
  const { revision, message } = step.revision
  const drops = dropsOf(operations)
  return { revision, message, from: step.from, to: step.to, changes, irreversible, losses, drops, failure }
}

async function* planSegment(
  { dialect }: Context,
  { clone, live }: PlanningPlace,
  segment: Segment,
  all: readonly Operation[],
  losses: string[],
): AsyncGenerator<PlannedChange> {
  if (segment.kind === 'run') {
    clone.codeRan()
    yield { operations: [describeOperation(segment.operation)], way: null, ...nothingPlanned }
    return
  }
  if (segment.kind === 'alone') {
    await clone.execute(segment.sql)
    const alone = { way: 'alone', reason: 'outside of any transaction', statements: [segment.sql] }
    yield { ...nothingPlanned, operations: inWords(segment.operation), ...alone }
    return
  }
  const schema = await clone.read(touchedNames(segment.operations))
  losses.push(...mayLose(segment.operations, schema))
  for (const group of await dialect.plan(segment.operations, schemaReader(schema), clone.engine)) {
    const { way, otherwise, refusals } = await clone.take(group, all)
    yield {
      operations: group.operations.flatMap(inWords),
      way: way.name,
      reason: way.reason,
      statements: way.statements.map(({ sql }) => sql),
      otherwise: otherwise.map(({ statements }) => statements.map(({ sql }) => sql)),
      copy: await copyOf(dialect.spelling.identifier, live, way, group.operations),
      refusals,
    }
  }
}

const nothingPlanned = { reason: null, statements: [], otherwise: [], copy: null, refusals: [] }

/** A batch is told part by part. */
const inWords = (operation: Operation): readonly string[] =>
  operation.kind === 'batchAlterTable' && operation.operations.length > 0
    ? operation.operations.map(describeOperation)
    : [describeOperation(operation)]

/** Only a way that copies a table takes room on the disk that is worth asking for. */
const copyOf = async (
  identifier: (name: string) => string,
  live: Connection | null,
  { space }: Way,
  operations: readonly Operation[],
): Promise<PlannedCopy | null> => {
  const table = tableOf(operations)
  if (space.length === 0 || table === null) return null
  const from = [...(table.schema === null ? [] : [table.schema]), table.name].map(identifier).join('.')
  const rows = await ask(live, `SELECT count(*) AS n FROM ${from}`)
  let bytes: number | null = null
  // The last one is the closest.
  if (rows !== null) for (const query of space) bytes = (await ask(live, query)) ?? bytes
  return { table: displayName(table), rows: live === null ? 0 : rows, bytes: live === null ? 0 : bytes }
}

const tableOf = ([first]: readonly Operation[]): ObjectName | null =>
  first !== undefined &&
  'table' in first &&
  first.table !== null &&
  'name' in first.table &&
  typeof first.table.name === 'string'
    ? { schema: (first.table as ObjectName).schema, name: first.table.name }
    : null

/** A number; null where the database cannot say it. */
const ask = async (live: Connection | null, query: string): Promise<number | null> => {
  if (live === null) return null
  try {
    const [row = {}] = (await live.execute(query)).rows
    return Number(Object.values(row)[0] ?? 0)
  } catch (error) {
    if (!isMigrateError(error) || error.code !== 'STATEMENT_FAILED') throw error
    return null
  }
}

const whyIrreversible = async (
  { downgrade }: Script,
  operations: readonly Operation[],
  before: () => Promise<Schema>,
): Promise<string | null> => {
  if (downgrade === null) return 'its script says that there is no way back'
  if (downgrade !== undefined) return null
  try {
    reverseOperations(operations, await before())
    return null
  } catch (error) {
    if (isMigrateError(error)) return error.message
    throw error
  }
}
