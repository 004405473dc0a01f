import type { Engine } from '@ads/migrate-core'
import type { Database } from 'better-sqlite3'
import { queryValue } from './run-statement.js'

/** Settings that statements of a plan change inside a transaction. */
export const lasting = /^\s*PRAGMA\s+(writable_schema|legacy_alter_table|cache_size)\s*=\s*(\S+)/i

/** What gives a handle these settings back as they are now; `unsafe`: whether its safety is off. */
export const settingsBack = (database: Database, unsafe: boolean): (() => void) => {
  const before = ['legacy_alter_table', 'writable_schema', 'cache_size'].map(
    (name) => `PRAGMA ${name} = ${queryValue<number>(database, `PRAGMA ${name}`)}`,
  )
  return () => {
    database.exec(before.join(';'))
    database.unsafeMode(unsafe)
  }
}

/**
 * Whether the schema can be edited: as the handle stands, or once its safety is off. SQLite itself is asked, since a
 * setting that it does not allow has no effect. Nothing is left set.
 */
export const schemaEdits = (database: Database): { readonly unsafe: boolean; readonly options: Engine['options'] } => {
  const isOn = () => queryValue<number>(database, 'PRAGMA writable_schema') === 1
  const canBeOn = () => {
    try {
      database.pragma('writable_schema = ON')
      return isOn()
    } finally {
      database.pragma('writable_schema = OFF')
    }
  }
  try {
    if (isOn() || canBeOn()) return { unsafe: true, options: {} }
    database.unsafeMode(true)
    const options = canBeOn() ? {} : { schemaEdit: 'refused' }
    database.unsafeMode(false)
    return { unsafe: false, options }
  } catch {
    // A handle that is in the middle of a query takes no settings, and will take no changes either.
    return { unsafe: false, options: {} }
  }
}
