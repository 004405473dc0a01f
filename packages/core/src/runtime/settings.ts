import type { Group, Way } from '../dialect/dialect.js'
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
 * Refuses operations on rows beside a group that needs settings of its own: under these, what the database does by
 * itself when rows change would silently not happen. Throws `OPERATION_REFUSED` naming both, and the settings.
 */
export const refuseRowsBeside = (group: readonly Operation[], all: readonly Operation[], needed: Settings): void => {
  const onRows = all.find(changesRows)
  if (onRows === undefined) return
  throw new MigrateError(
    'OPERATION_REFUSED',
    `«${describeOperation(group[0]!)}» takes «${needed.before.join('; ')}» for its whole revision, so «${describeOperation(onRows)}», which changes rows, cannot stand beside it: what the database does by itself when rows change would not happen`,
    { hint: 'Put the step that changes rows into a revision of its own.' },
  )
}

/** The group with those ways that may stand beside operations on rows, if one of them may stand in a script. */
export const besideRows = (group: Group, all: readonly Operation[]): Group => {
  const free = group.ways.filter((way) => settingsOf(way).before.length === 0)
  return all.some(changesRows) && free.some(({ offline }) => offline) ? { ...group, ways: free } : group
}

/** Whether it changes rows, as far as its text says. */
export const changesRows = (operation: Operation): boolean =>
  operation.kind === 'run' ||
  operation.kind === 'bulkInsert' ||
  (operation.kind === 'execute' && /^\s*(?:insert|update|delete|replace|merge|with)\b/i.test(operation.statement.sql))
