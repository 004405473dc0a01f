import type { Dialect } from '../dialect/dialect.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation } from '../operations/operation.js'
import type { PreparedStep } from './prepared-step.js'

/** A part of a revision that runs outside of any transaction. Each is done once, in their order. */
export interface Part {
  /** From 1 on. */
  readonly number: number
  /** In one line. */
  readonly description: string
  readonly operation: Operation
  /**
   * The statement that cannot run in a transaction, and what to look at to know whether it was done; null for a part
   * that runs in a transaction of its own.
   */
  readonly alone: { readonly sql: string; readonly look: string } | null
}

/** Whether the revision says `transaction = 'none'`. */
export const isInParts = ({ step: { revision } }: PreparedStep): boolean => revision.transaction === 'none'

/** One for each operation, and one for each statement of raw SQL: it depends on the script alone. */
export const partsOf = (dialect: Dialect, operations: readonly Operation[]): readonly Part[] =>
  operations
    .flatMap((operation) => divided(dialect, operation))
    .map((operation, i) => ({
      number: i + 1,
      description: describeOperation(operation),
      operation,
      alone: aloneIn(dialect, operation),
    }))

const divided = (dialect: Dialect, operation: Operation): readonly Operation[] => {
  if (operation.kind !== 'execute') return [operation]
  return dialect
    .splitStatements(operation.statement.sql)
    .map((sql) => ({ ...operation, statement: { ...operation.statement, sql } }))
}

const aloneIn = ({ standsAlone }: Dialect, operation: Operation): Part['alone'] => {
  if (operation.kind !== 'execute') return null
  const { sql } = operation.statement
  const look = standsAlone?.(sql) ?? null
  return look === null ? null : { sql, look }
}
