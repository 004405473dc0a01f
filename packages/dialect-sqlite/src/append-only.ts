import type { ObjectName, Trigger } from '@ads/migrate-core'
import { identifier, literal } from './spelling.js'

/**
 * The triggers that keep the rows of a table as they are. One stands before INSERT too, since INSERT OR REPLACE deletes
 * rows without a word to DELETE triggers: https://www.sqlite.org/lang_conflict.html
 */
export const appendOnly = (table: ObjectName): readonly Trigger[] => {
  const name = identifier(table.name)
  const trigger = (suffix: string, event: string, when = ''): Trigger => {
    const own = { schema: table.schema, name: `${table.name}_${suffix}` }
    const refusal = `SELECT RAISE(ABORT, ${literal(`${table.name} is append-only`)})`
    const sql = `CREATE TRIGGER ${identifier(own.name)} BEFORE ${event} ON ${name}${when} BEGIN ${refusal}; END`
    return { name: own, table, definition: { sql }, source: null }
  }
  return [
    trigger('no_update', 'UPDATE'),
    trigger('no_delete', 'DELETE'),
    trigger('no_replace', 'INSERT', ` WHEN EXISTS (SELECT 1 FROM ${name} WHERE rowid = NEW.rowid)`),
  ]
}
