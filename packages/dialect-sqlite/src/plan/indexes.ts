import type { OperationOf, SchemaReader, Table } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import { createIndexText } from './definition.js'
import { childLosingKey } from './foreign-keys.js'
import { findIndex, requireColumn, requireFreeName, requireTable } from './lookup.js'
import { isCreated, isDropped, type Native, skip } from './way.js'

/** CREATE INDEX. Throws `OPERATION_REFUSED` for a name that is taken and a column that is not there. */
export const createIndex = (operation: OperationOf<'createIndex'>, before: SchemaReader): Native => {
  const table = requireTable(before, operation.table)
  const { index, ifNotExists } = operation
  const name = index.name ?? ''
  const there = findIndex(before.schema, name)
  if (ifNotExists && there?.table === table) return skip('the index is there already')
  requireFreeName(before, name)
  for (const { on } of index.columns) if (typeof on === 'string') requireColumn(table, on)
  return {
    reason: 'a new index',
    statements: [createIndexText(index, table.name.name, ifNotExists)],
    // Without IF NOT EXISTS, SQLite makes it or says why not.
    after: ifNotExists ? [isCreated('index', name)] : [],
  }
}

/** DROP INDEX. Throws `OPERATION_REFUSED` for one that foreign keys need, or that the named table does not have. */
export const dropIndex = (operation: OperationOf<'dropIndex'>, before: SchemaReader): Native => {
  const { name } = operation.index
  const found = findIndex(before.schema, name)
  if (found === null && operation.ifExists && operation.table !== null) return skip('the index is not there')
  if (operation.table !== null) {
    const table = requireTable(before, operation.table)
    if (found?.table !== table) {
      throw operationRefused(`the table "${table.name.name}" has no index "${name}"`, describeIndexes(table))
    }
  }
  const child = found === null ? null : needingTable(before, found.table, name)
  if (child !== null) {
    throw operationRefused(
      `the index "${name}" cannot be dropped: the foreign key of "${child}" needs it to be unique`,
      'Drop the foreign key first.',
    )
  }
  return {
    reason: 'indexes can be dropped at any time',
    statements: [`DROP INDEX ${operation.ifExists ? 'IF EXISTS ' : ''}${identifier(found?.index.name ?? name)}`],
    after: [isDropped('index', found?.index.name ?? name)],
  }
}

const describeIndexes = ({ indexes }: Table): string =>
  indexes.length === 0 ? 'It has none.' : `It has ${indexes.map(({ name }) => `"${name}"`).join(', ')}.`

/** SQLite would drop the index, and every later change of rows in the child would fail. */
const needingTable = ({ schema }: SchemaReader, parent: Table, index: string): string | null => {
  const indexes = parent.indexes.filter(({ name }) => name === null || !sameIdentifier(name, index))
  return childLosingKey(schema, parent, { ...parent, indexes })
}
