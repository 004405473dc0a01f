import type { Way } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { Operation } from '../operations/operation.js'

/** Statements around a transaction, whose effect inside it a way needs. */
export interface Settings {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

export const noSettings: Settings = { before: [], after: [] }

/** Thrown inside a transaction that has to begin again with these settings; never reaches a user. */
export class SettingsNeeded extends Error {
  readonly settings: Settings

  constructor(settings: Settings) {
    super('the transaction has to begin again with other settings')
    this.settings = settings
  }
}

/** The settings that a way needs. */
export const settingsOf = ({ statements }: Way): Settings => ({
  before: statements.filter(({ transaction }) => transaction === 'before').map(({ sql }) => sql),
  after: statements.filter(({ transaction }) => transaction === 'after').map(({ sql }) => sql),
})

/** Whether everything that `needed` sets is set. */
export const areInForce = (needed: Settings, { before, after }: Settings): boolean =>
  needed.before.every((sql) => before.includes(sql)) && needed.after.every((sql) => after.includes(sql))

export const joinSettings = (a: Settings, b: Settings): Settings => ({
  before: [...new Set([...a.before, ...b.before])],
  after: [...new Set([...a.after, ...b.after])],
})

/**
 * Refuses operations on rows beside one that needs settings of its own: under these, what the database does by itself
 * when rows change (cascades, checks) would silently not happen. Throws `OPERATION_REFUSED` naming both.
 */
export const refuseRowsBeside = (group: readonly Operation[], all: readonly Operation[]): void => {
  const onRows = all.find(changesRows)
  if (onRows === undefined) return
  throw new MigrateError(
    'OPERATION_REFUSED',
    `«${describeOperation(group[0]!)}» is done with foreign keys and the like switched off, so «${describeOperation(onRows)}» cannot stand beside it`,
    { hint: 'Put the step that changes rows into a revision of its own.' },
  )
}

const changesRows = (operation: Operation): boolean =>
  operation.kind === 'run' ||
  operation.kind === 'bulkInsert' ||
  (operation.kind === 'execute' && /^\s*(?:insert|update|delete|replace|merge|with)\b/i.test(operation.statement.sql))
