import type { OperationOf, SchemaReader } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { parseCreateTrigger } from '../ddl/parse-create-trigger.js'
import { operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import { splitStatements } from '../statements.js'
import { findTable } from './lookup.js'
import { isCreated, isDropped, type Native, skip } from './way.js'

/** CREATE TRIGGER, as it is written. Throws `OPERATION_REFUSED` where its text is not of this name and this table. */
export const createTrigger = ({ trigger }: OperationOf<'createTrigger'>, before: SchemaReader): Native => {
  const { name } = trigger.name
  const taken = findTrigger(before, name)
  if (taken !== undefined) throw operationRefused(`there is already a trigger "${name}"`, 'Choose another name.')
  const table = trigger.table.name
  const views = [...before.schema.views.values()]
  if (findTable(before, trigger.table) === null && !views.some((view) => sameIdentifier(view.name.name, table)))
    throw operationRefused(`there is no table or view "${table}"`, 'Check its name, and the revisions before this one.')
  return { reason: 'a new trigger', statements: [triggerText(trigger)], after: [isCreated('trigger', name)] }
}

/** DROP TRIGGER. Throws `OPERATION_REFUSED` where there is none. */
export const dropTrigger = ({ trigger, ifExists }: OperationOf<'dropTrigger'>, before: SchemaReader): Native => {
  const found = findTrigger(before, trigger.name)
  if (found === undefined && ifExists) return skip('the trigger is not there')
  if (found === undefined)
    throw operationRefused(
      `there is no trigger "${trigger.name}"`,
      'Check its name, and the revisions before this one.',
    )
  const { name } = found.name
  return {
    reason: 'nothing stands on a trigger',
    statements: [`DROP TRIGGER ${identifier(name)}`],
    after: [isDropped('trigger', name)],
  }
}

/** The statement that makes the trigger: one, and of the trigger that is meant. */
const triggerText = ({ name, table, definition }: OperationOf<'createTrigger'>['trigger']): string => {
  const [sql = '', ...more] = splitStatements(definition.sql)
  const full = `the text of the trigger "${name.name}"`
  if (more.length > 0) throw operationRefused(`${full} is several statements`, 'Make one trigger an operation.')
  const parsed = parseCreateTrigger(sql, `trigger "${name.name}"`)
  if (!sameIdentifier(parsed.name.value, name.name))
    throw operationRefused(`${full} makes a trigger "${parsed.name.value}"`, 'Give both the same name.')
  if (!sameIdentifier(parsed.table.value, table.name))
    throw operationRefused(`${full} is on "${parsed.table.value}", not on "${table.name}"`, 'Name the same table.')
  if (/^create\s+temp/i.test(sql))
    throw operationRefused(`${full} makes a temporary trigger`, 'It would be gone with the connection: leave TEMP out.')
  return sql
}

const findTrigger = ({ schema }: SchemaReader, name: string) =>
  [...schema.triggers.values()].find((each) => sameIdentifier(each.name.name, name))
