import { removeTable } from '../schema/edit.js'
import { sameName } from '../schema/names.js'
import type { Schema } from '../schema/types.js'
import type { History } from './history.js'
import { logTableName } from './log-table.js'

/** The schema beside what the history keeps for itself: its version table, and its log. */
export const withoutOwnTables = (
  schema: Schema,
  { versionTable, log }: Pick<History, 'versionTable' | 'log'>,
): Schema => {
  const own = [versionTable.table, ...(log === false ? [] : [logTableName(versionTable)])]
  const triggers = [...schema.triggers].filter(([, { table }]) => !own.some((name) => sameName(name, table)))
  return own.reduce(removeTable, { ...schema, triggers: new Map(triggers) })
}
