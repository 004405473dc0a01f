import { applyOperation, nameKey, type Operation, type Schema, type Table } from '@ads/migrate-core'
import { editTable } from '../ddl/edit-table.js'
import { sameIdentifier } from '../ddl/identifiers.js'
import { renameInIndex } from '../ddl/rename-in-index.js'
import { renameInTrigger, renameInView } from '../ddl/rename-in-objects.js'
import { readTable } from '../read-table.js'
import { createTableText } from './create-table-text.js'
import { createIndexText } from './definition.js'
import { indexTexts, unknownText } from './draft.js'
import { foreignKeysOf } from './foreign-keys.js'
import { mapValues, orUnknownText, withTriggerText, withViewText } from './rename-others.js'
import { createViewText } from './views.js'

/** The schema after an operation on a whole object, with the texts that SQLite then holds as far as they are known. */
export const afterOperation = (operation: Operation, schema: Schema): Schema => {
  const after = applyOperation(operation, schema)
  switch (operation.kind) {
    case 'createTable':
      return withSources(after, operation.table)
    case 'renameTable':
      return withRenamedTexts(schema, after, operation.table.name, operation.to)
    case 'createView': {
      const { name, definition } = operation.view
      const view = { ...operation.view, source: createViewText(name.name, definition.sql) }
      return { ...after, views: new Map(after.views).set(nameKey(name), view) }
    }
    case 'createTrigger': {
      const { trigger } = operation
      const triggers = new Map(after.triggers).set(nameKey(trigger.name), {
        ...trigger,
        source: trigger.definition.sql,
      })
      return { ...after, triggers }
    }
    default:
      return after
  }
}

const withSources = (schema: Schema, table: Table): Schema => {
  const indexes = table.indexes.map((index) => ({ ...index, source: createIndexText(index, table.name.name, false) }))
  const made = { ...table, indexes, source: createTableText(table, false) }
  return { ...schema, tables: new Map(schema.tables).set(nameKey(table.name), made) }
}

/** What SQLite writes when a table gets another name: its own text, and those of all that speak of it. */
const withRenamedTexts = (before: Schema, after: Schema, from: string, to: string): Schema => {
  const renames = { table: from, to, columns: [] }
  const sources = new Map([...before.tables.values()].map((table) => [table.name.name, table]))
  const renamed = (table: Table): Table => {
    const isOwn = sameIdentifier(table.name.name, to)
    const source = sources.get(isOwn ? from : table.name.name) ?? table
    const refers = foreignKeysOf(source).some(({ references }) => sameIdentifier(references.table.name, from))
    if (!isOwn && !refers) return table
    const text = orUnknownText(() =>
      editTable(source.source ?? '', [
        isOwn ? { kind: 'renameTable', to } : { kind: 'renameReferencedTable', from, to },
      ]),
    )
    if (text === unknownText) return { ...table, source: text }
    const indexes = indexTexts(source).map(({ name, sql }) => ({
      name,
      sql: isOwn ? orUnknownText(() => renameInIndex(sql, renames)) : sql,
    }))
    if (indexes.some(({ sql }) => sql === unknownText)) return { ...table, source: unknownText }
    return readTable({ name: table.name.name, sql: text }, indexes)
  }
  return {
    ...after,
    tables: mapValues(after.tables, renamed),
    views: mapValues(after.views, (view) =>
      withViewText(
        view,
        orUnknownText(() => renameInView(view.source ?? '', renames)),
      ),
    ),
    triggers: mapValues(after.triggers, (trigger) =>
      withTriggerText(
        trigger,
        orUnknownText(() => renameInTrigger(trigger.source ?? '', renames)),
      ),
    ),
  }
}
