import type { Connection } from '../dialect/dialect.js'
import { isMigrateError, messageOf } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import { reverseOperations } from '../operations/reverse.js'
import { nameKey } from '../schema/names.js'
import type { Schema, Table } from '../schema/types.js'
import { type Content, readContent } from './content.js'
import type { Context } from './context.js'
import { keptTables, lostRows, schemaDifferences } from './kept.js'
import { isInParts } from './parts.js'
import { performInParts, performWhole } from './perform-whole.js'
import { recordScript } from './prepare.js'
import type { PreparedStep } from './prepared-step.js'
import { type Hints, type Seed, seedTable } from './seed-rows.js'

/** What was found about a revision, with one kind of rows. */
export interface Finding {
  /** `note`: no fault, but good to know, such as that there is no way back. */
  readonly kind: 'upgrade' | 'downgrade' | 'schema' | 'rows' | 'again' | 'note'
  readonly revision: string
  readonly details: readonly string[]
  /** Whether rows were in the way, and others might not be. */
  readonly isOfRows: boolean
}

interface Seeding {
  readonly seed: Seed
  readonly hints: Hints
}

/** Takes each revision up, down and up again on a scratch database, over rows of this kind. */
export const testRevisions = async (
  context: Context,
  prepared: readonly PreparedStep[],
  seeding: Seeding,
): Promise<Finding[]> => {
  const connection = await context.dialect.scratch!()
  const findings: Finding[] = []
  try {
    for (const [i, step] of prepared.entries()) {
      const lane: Lane = {
        context,
        connection,
        seeding,
        number: (i + 1) * 100,
        findings,
        revision: step.step.revision.revision,
        isInParts: isInParts(step),
      }
      if (!(await testRevision(lane, step))) break
    }
    return findings
  } finally {
    await connection.close().catch(() => {})
  }
}

interface Lane {
  readonly context: Context
  readonly connection: Connection
  readonly seeding: Seeding
  readonly number: number
  readonly findings: Finding[]
  readonly revision: string
  /** Whether it runs outside of a transaction. */
  readonly isInParts: boolean
}

/** Gives whether the next one can be tested. */
const testRevision = async (lane: Lane, { step, operations: up }: PreparedStep): Promise<boolean> => {
  const { context } = lane
  let before = await contentOf(lane)
  let failed = await perform(lane, up)
  if (failed !== null) {
    const isOnEmpty = await retryEmpty(lane, before, up)
    const told = isOnEmpty ? `${failed.message} (on empty tables it works)` : failed.message
    report(lane, 'upgrade', [told], isOnEmpty && failed.isOfRows)
    if (!isOnEmpty) return stop(lane)
    before = { ...before, rows: new Map() }
  }
  const after = await contentOf(lane)
  const down = await wayBack(lane, step, up, before.schema)
  if (down === null) {
    await seedTables(lane, before, after.schema)
    return true
  }
  // Rows in what is new are in the way of its downgrade, if anything is.
  const kept = keptTables(up, before)
  await seedTables(lane, before, after.schema, ({ name }) => !kept.has(nameKey(name)))
  failed = await perform(lane, down)
  if (failed !== null) {
    const isOfRows = failed.isOfRows && (await worksEmpty(lane, after.schema, down))
    report(lane, 'downgrade', [failed.message], isOfRows)
    return true
  }
  const restored = await contentOf(lane)
  const differences = await schemaDifferences(context, restored.schema, before.schema)
  report(lane, 'schema', differences)
  report(lane, 'rows', lostRows(up, before, after, restored))
  failed = await perform(lane, up)
  if (failed !== null) {
    // Where the downgrade left something in the way, that is what is wrong.
    if (differences.length === 0) report(lane, 'again', [failed.message], failed.isOfRows)
    return stop(lane)
  }
  const again = await contentOf(lane)
  report(lane, 'again', await schemaDifferences(context, again.schema, after.schema))
  await seedTables(lane, before, again.schema)
  return true
}

/** What comes after a revision that cannot be applied cannot be tested. */
const stop = (lane: Lane): false => {
  report(lane, 'note', ['what comes after it was not tested'])
  return false
}

const contentOf = ({ context, connection }: Lane): Promise<Content> =>
  readContent(context.dialect, connection, context.history)

const report = (
  { findings, revision }: Lane,
  kind: Finding['kind'],
  details: readonly string[],
  isOfRows = false,
): void => {
  if (details.length > 0) findings.push({ kind, revision, details, isOfRows })
}

interface Failure {
  readonly message: string
  readonly isOfRows: boolean
}

/** Does all of them, or none; in parts, as many as it can. Gives why it failed; null where it did not. */
const perform = async (
  lane: Pick<Lane, 'context' | 'connection' | 'isInParts'>,
  operations: readonly Operation[],
): Promise<Failure | null> => {
  const { context, connection } = lane
  try {
    const performAll = lane.isInParts ? performInParts : performWhole
    await performAll(context.dialect, connection, operations)
    return null
  } catch (error) {
    const isOfRows = isMigrateError(error) && rowCodes.includes(error.code)
    return { message: messageOf(error), isOfRows }
  }
}

/** Rows are refused by name, or by the engine. */
const rowCodes: readonly string[] = ['OPERATION_REFUSED', 'CONSTRAINT_FAILED']

/** Tries the same without the rows; they are gone then. */
const retryEmpty = async (lane: Lane, { schema }: Content, operations: readonly Operation[]): Promise<boolean> => {
  await emptyTables(lane, schema)
  return (await perform(lane, operations)) === null
}

/** Whether the same works without the rows, which come back; the operations are not done afterwards. */
const worksEmpty = async (lane: Lane, schema: Schema, operations: readonly Operation[]): Promise<boolean> => {
  const { context } = lane
  const connection = await context.dialect.scratch!()
  try {
    for (const sql of (await context.dialect.schemaStatements?.(lane.connection)) ?? []) await connection.execute(sql)
    return schema.tables.size > 0 && (await perform({ ...lane, connection }, operations)) === null
  } finally {
    await connection.close().catch(() => {})
  }
}

/** Those that others refer to can be emptied once the others are. */
const emptyTables = async ({ context: { dialect }, connection }: Lane, { tables }: Schema): Promise<void> => {
  let left = [...tables.values()]
  for (let before = Number.POSITIVE_INFINITY; left.length > 0 && left.length < before; ) {
    before = left.length
    const kept: Table[] = []
    for (const table of left) {
      const name = [...(table.name.schema === null ? [] : [table.name.schema]), table.name.name]
      const sql = `DELETE FROM ${name.map(dialect.spelling.identifier).join('.')}`
      await connection.execute(sql).catch(() => kept.push(table))
    }
    left = kept
  }
}

/** What undoes it: as the script says, or derived. null where there is no way back. */
const wayBack = async (
  lane: Lane,
  { revision }: PreparedStep['step'],
  up: readonly Operation[],
  before: Schema,
): Promise<readonly Operation[] | null> => {
  const [script] = await lane.context.scripts.load([revision.revision])
  const { downgrade } = script!
  if (downgrade === null) return null
  if (downgrade !== undefined) return recordScript(lane.context, script!, 'downgrade')
  try {
    return reverseOperations(up, before)
  } catch (error) {
    if (!isMigrateError(error) || error.code !== 'IRREVERSIBLE') throw error
    report(lane, 'note', [error.message])
    return null
  }
}

/** Puts rows into the tables that are new, or have other columns or constraints now. Parents first, as far as it can. */
const seedTables = async (
  { context: { dialect }, connection, seeding, number }: Lane,
  before: Content,
  schema: Schema,
  which: (table: Table) => boolean = () => true,
): Promise<void> => {
  const isSame = (table: Table) => {
    const old = before.schema.tables.get(nameKey(table.name))
    return old !== undefined && shapeOf(old) === shapeOf(table) && before.rows.get(nameKey(table.name))?.length !== 0
  }
  const changed = [...schema.tables.values()].filter((table) => which(table) && !isSame(table))
  let left = changed
  // A row needs those that it refers to.
  for (let round = 0; round < 3 && left.length > 0; round++) {
    const empty: Table[] = []
    for (const table of left) {
      const count = await seedTable(dialect, connection, table, { ...seeding, schema, number: number + round * 10 })
      if (count === 0) empty.push(table)
    }
    left = empty
  }
}

const shapeOf = ({ columns, constraints }: Table): string =>
  JSON.stringify([columns, constraints], (_key, value) => (typeof value === 'bigint' ? `${value}` : value))
