import { lossesOf } from '../autogenerate/losses.js'
import { isMigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation } from '../operations/operation.js'
import { displayName } from '../schema/names.js'
import type { Schema } from '../schema/types.js'

/** What the operations may lose, a sentence each. `before`: the schema that they begin with, as far as they touch it. */
export const mayLose = (operations: readonly Operation[], before: Schema): readonly string[] => [
  ...knownLosses(operations, before),
  ...operations
    .filter((operation) => operation.kind === 'execute' && losing.test(operation.statement.sql))
    .map((operation) => `«${describeOperation(operation)}» may delete or overwrite rows`),
]

const losing = /\b(?:delete\s+from|drop\s+(?:table|column)|update\b[^;]*\bset|replace\s+into|truncate)\b/i

/** Whether more than the schema may be gone afterwards: something is lost, or code of its own changes rows. */
export const isDestructive = (operations: readonly Operation[], before: Schema): boolean =>
  operations.some(({ kind }) => kind === 'run') || mayLose(operations, before).length > 0

/** The tables and columns that are dropped, as `drop table x` or `drop column x.y`. Raw SQL is read for the word. */
export const dropsOf = (operations: readonly Operation[]): readonly string[] =>
  operations.flatMap((operation) => {
    if (operation.kind === 'dropTable') return [`drop table ${displayName(operation.table)}`]
    if (operation.kind === 'dropColumn') return [`drop column ${displayName(operation.table)}.${operation.column}`]
    if (operation.kind === 'batchAlterTable') return dropsOf(operation.operations)
    const isRawDrop =
      operation.kind === 'execute' &&
      /\bdrop\s+(?:table|column)\b|\balter\b[^;]*\bdrop\b/i.test(operation.statement.sql)
    return isRawDrop ? [describeOperation(operation)] : []
  })

/** Raw SQL may have made what an operation speaks of; then each is asked for itself. */
const knownLosses = (operations: readonly Operation[], before: Schema): readonly string[] => {
  try {
    return [...lossesOf(operations, before).values()]
  } catch (error) {
    if (!isMigrateError(error)) throw error
    return operations.length === 1 ? dropsOf(operations) : operations.flatMap((each) => knownLosses([each], before))
  }
}
