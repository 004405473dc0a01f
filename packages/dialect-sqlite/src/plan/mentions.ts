import type { Trigger, View } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { findOperands } from '../ddl/operands.js'
import { parseCreateTrigger } from '../ddl/parse-create-trigger.js'
import { type Query, queriesOfTrigger, queriesOfView } from '../ddl/queries.js'
import { findScopes } from '../ddl/query-scopes.js'
import { meansColumn } from '../ddl/resolve-column.js'
import { isSignificant, tokenize } from '../ddl/tokenize.js'

/** Whether an expression over one table names the column. */
export const namesColumn = (sql: string, column: string): boolean =>
  findOperands(tokenize(sql).filter(isSignificant)).operands.some(({ value }) => sameIdentifier(value, column))

/** Whether the query of a view, or what a trigger does, reads or writes the table. */
export const usesTable = (object: View | Trigger, table: string): boolean =>
  queriesOf(object, table)
    .flatMap(({ tokens }) => findScopes(tokens).all.flatMap(({ sources }) => sources))
    .some((source) => source.table !== null && sameIdentifier(source.table.value, table))

/**
 * Whether a view or trigger surely uses the column of the table. Where that is not certain, SQLite finds out by itself,
 * and refuses the change.
 */
export const usesColumn = (object: View | Trigger, table: string, column: string): boolean =>
  queriesOf(object, table).some((query) => meansColumn(query, table, column)) || waitsFor(object, table, column)

/** `UPDATE OF a`: SQLite would drop the column, and the trigger never fire. */
const waitsFor = (object: View | Trigger, table: string, column: string): boolean =>
  'table' in object &&
  sameIdentifier(object.table.name, table) &&
  parseCreateTrigger(object.definition.sql).columns.some(({ value }) => sameIdentifier(value, column))

const queriesOf = (object: View | Trigger, table: string): readonly Query[] =>
  'table' in object
    ? queriesOfTrigger(object.definition.sql, table)
    : queriesOfView(object.source || `CREATE VIEW v AS ${object.definition.sql}`)
