import { isMigrateError, type Schema, type Table, type Trigger, type View } from '@ads/migrate-core'
import { editTable } from '../ddl/edit-table.js'
import { sameIdentifier } from '../ddl/identifiers.js'
import { parseCreateView } from '../ddl/parse-create-view.js'
import type { Rename } from '../ddl/rename-columns.js'
import { renameInTrigger, renameInView } from '../ddl/rename-in-objects.js'
import { readTable } from '../read-table.js'
import { indexTexts, unknownText } from './draft.js'
import { foreignKeysOf } from './foreign-keys.js'

/**
 * The schema after a column of the table got another name, as far as other tables, views and triggers name it. A text
 * in which it is not certain what is meant becomes unknown.
 */
export const renameOthers = (schema: Schema, { name: { name: table } }: Table, rename: Rename): Schema => {
  const renames = { table, to: null, columns: [rename] }
  return {
    ...schema,
    tables: mapValues(schema.tables, (each) =>
      refersTo(each, table, rename) ? renameReferences(each, table, rename) : each,
    ),
    views: mapValues(schema.views, (view) =>
      withViewText(
        view,
        orUnknownText(() => renameInView(view.source ?? '', renames)),
      ),
    ),
    triggers: mapValues(schema.triggers, (trigger) =>
      withTriggerText(
        trigger,
        orUnknownText(() => renameInTrigger(trigger.source ?? '', renames)),
      ),
    ),
  }
}

/** Every object passed through `change`. */
export const mapValues = <T>(objects: ReadonlyMap<string, T>, change: (object: T) => T): ReadonlyMap<string, T> =>
  new Map([...objects].map(([key, object]) => [key, change(object)]))

/** What `work` gives; the unknown text where it is refused. */
export const orUnknownText = (work: () => string): string => {
  try {
    return work()
  } catch (error) {
    if (!isMigrateError(error)) throw error
    return unknownText
  }
}

/** The view with another text. */
export const withViewText = (view: View, text: string): View =>
  text === view.source || text === unknownText
    ? { ...view, source: text }
    : { ...view, definition: { sql: parseCreateView(text).query.text }, source: text }

/** The trigger with another text. */
export const withTriggerText = (trigger: Trigger, text: string): Trigger =>
  text === unknownText ? { ...trigger, source: text } : { ...trigger, definition: { sql: text }, source: text }

const refersTo = (child: Table, parent: string, { from }: Rename): boolean =>
  !sameIdentifier(child.name.name, parent) &&
  foreignKeysOf(child).some(
    ({ references }) =>
      sameIdentifier(references.table.name, parent) && references.columns.some((name) => sameIdentifier(name, from)),
  )

const renameReferences = (child: Table, table: string, rename: Rename): Table => {
  const text = orUnknownText(() =>
    editTable(child.source ?? '', [{ kind: 'renameReferencedColumns', table, columns: [rename] }]),
  )
  return text === unknownText
    ? { ...child, source: text }
    : readTable({ name: child.name.name, sql: text }, indexTexts(child))
}
