import type { OperationOf, SchemaReader } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { operationRefused } from '../errors.js'
import { identifier, literal } from '../spelling.js'
import { embed } from './definition.js'
import { requireFreeName } from './lookup.js'
import { usesTable } from './mentions.js'
import { isCreated, isDropped, type Native, skip } from './way.js'

/** CREATE VIEW. Throws `OPERATION_REFUSED` for a name that is taken; what its query says is asked of SQLite. */
export const createView = ({ view }: OperationOf<'createView'>, before: SchemaReader): Native => {
  const { name } = view.name
  requireFreeName(before, name)
  return {
    reason: 'a new view',
    statements: [createViewText(name, view.definition.sql)],
    after: [
      isCreated('view', name),
      // SQLite takes any query, and compiles it when somebody asks.
      {
        sql: `SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(${literal(name)}, 'main'))`,
        about: 'schema',
        expect: 'no rows',
        otherwise: { refuse: `the view "${name}" has no columns` },
      },
    ],
  }
}

/** The statement that makes a view. */
export const createViewText = (name: string, query: string): string =>
  `CREATE VIEW ${identifier(name)} AS ${embed({ sql: query }).trimEnd()}`

/** DROP VIEW, with the triggers on it. Throws `OPERATION_REFUSED` where there is none, and naming what else reads it. */
export const dropView = ({ view, ifExists }: OperationOf<'dropView'>, before: SchemaReader): Native => {
  const found = [...before.schema.views.values()].find((each) => sameIdentifier(each.name.name, view.name))
  if (found === undefined && ifExists) return skip('the view is not there')
  if (found === undefined)
    throw operationRefused(`there is no view "${view.name}"`, 'Check its name, and the revisions before this one.')
  const { name } = found.name
  const { views, triggers } = before.schema
  const users = [
    ...[...views.values()]
      .filter((each) => each !== found && usesTable(each, name))
      .map((each) => `the view "${each.name.name}"`),
    ...[...triggers.values()]
      .filter((each) => !sameIdentifier(each.table.name, name) && usesTable(each, name))
      .map((each) => `the trigger "${each.name.name}"`),
  ]
  if (users.length > 0) {
    throw operationRefused(
      `the view "${name}" cannot be dropped: ${users.join(', ')} would be left without it`,
      'Drop what uses the view first.',
    )
  }
  return {
    reason: 'nothing else uses the view',
    statements: [`DROP VIEW ${identifier(name)}`],
    after: [isDropped('view', name)],
  }
}
