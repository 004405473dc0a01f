import type { Connection, Dialect } from '../dialect/dialect.js'
import type { Operation } from '../operations/operation.js'
import { partsOf } from './parts.js'
import { performOperations } from './perform.js'
import { joinSettings, noSettings, type Settings, SettingsNeeded } from './settings.js'
import type { Execution } from './take-way.js'

/** Carries the operations out as a revision of their own: all of them, or none. Throws what refused them. */
export const performWhole = async (
  dialect: Dialect,
  connection: Connection,
  operations: readonly Operation[],
): Promise<void> => {
  let settings = noSettings
  for (;;) {
    try {
      for (const sql of settings.before) await connection.execute(sql)
      return await performOnce(dialect, connection, operations, settings)
    } catch (error) {
      if (!(error instanceof SettingsNeeded)) throw error
      settings = joinSettings(settings, error.settings)
    } finally {
      for (const sql of settings.after) await connection.execute(sql)
    }
  }
}

/** Carries the parts of a revision out, each by itself, as one outside of a transaction is. Throws what refused one. */
export const performInParts = async (
  dialect: Dialect,
  connection: Connection,
  operations: readonly Operation[],
): Promise<void> => {
  for (const { operation, alone } of partsOf(dialect, operations)) {
    if (alone === null) await performWhole(dialect, connection, [operation])
    else await connection.execute(alone.sql)
  }
}

const performOnce = async (
  dialect: Dialect,
  connection: Connection,
  operations: readonly Operation[],
  settings: Settings,
): Promise<void> => {
  await connection.begin()
  try {
    await performOperations(dialect, plainly(connection), operations, settings)
    await connection.commit()
  } catch (error) {
    await connection.rollback()
    throw error
  }
}

const plainly = (connection: Connection): Execution => ({
  connection,
  signal: null,
  onGroup: () => {},
  onStatement: () => {},
  onProgress: () => {},
})
