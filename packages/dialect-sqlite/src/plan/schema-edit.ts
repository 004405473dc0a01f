import type { Engine, Question, Statement } from '@ads/migrate-core'
import { identifier, literal } from '../spelling.js'
import { inside } from './way.js'

/** Whether the connection lets the schema be edited: some builds and some settings of SQLite do not. */
export const isSchemaEditable = ({ options }: Engine): boolean => options.schemaEdit !== 'refused'

/**
 * Statements that put another text in the place of a table's. SQLite reads the schema again right behind them, so that a
 * text that it does not take fails inside the transaction.
 * https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes
 */
export const putText = (table: string, text: string, known: string | null): readonly Statement[] =>
  [
    'PRAGMA writable_schema = ON',
    `UPDATE main.sqlite_schema SET sql = ${literal(text)} WHERE type = 'table' AND name = ${literal(table)}${known === null ? '' : ` AND sql = ${literal(known)}`}`,
    'PRAGMA writable_schema = RESET',
  ].map(inside)

/**
 * The same where no other statement of the way changes the schema: making and dropping a view moves the schema's
 * version, without which other connections would go on by the old text.
 */
export const editText = (table: string, text: string, known: string | null): readonly Statement[] => [
  inside(`CREATE VIEW main.${identifier(passing)} AS SELECT 1`),
  inside(`DROP VIEW main.${identifier(passing)}`),
  ...putText(table, text, known),
]

/** Shows afterwards that the table has the text; otherwise it has to be done in another way. */
export const hasText = (table: string, text: string, otherwise: Question['otherwise'] = 'next way'): Question => ({
  sql: `SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ${literal(table)} AND sql = ${literal(text)})`,
  about: 'schema',
  expect: 'no rows',
  otherwise,
})

const passing = 'migrate_schema_edit'
