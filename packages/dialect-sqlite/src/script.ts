import type { ScriptStyle } from '@ads/migrate-core'
import { identifier } from './spelling.js'

/** How a printed script looks and runs. Without `-bail` the shell would go on after an error. */
export const script: ScriptStyle = {
  command: 'sqlite3 -bail FILE < SCRIPT',
  // The shell does not enforce foreign keys by itself, better-sqlite3 does.
  preamble: ['PRAGMA foreign_keys = ON'],
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  assert: (condition, message) => [
    // A CHECK is the one error outside a trigger that carries a text of ours: its name.
    `CREATE TEMP TABLE ${table} ("holds" CONSTRAINT ${identifier(message)} CHECK ("holds" IS TRUE))`,
    `INSERT INTO temp.${table} VALUES ((${condition}))`,
    `DROP TABLE temp.${table}`,
  ],
}

const table = identifier('migrate_assertion')
