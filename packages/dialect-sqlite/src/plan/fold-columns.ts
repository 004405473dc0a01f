import type { Constraint, OperationOf, Table } from '@ads/migrate-core'
import { refuseLooseName } from '../ddl/edit-columns.js'
import type { TableEdit } from '../ddl/edit-table.js'
import { sameIdentifier } from '../ddl/identifiers.js'
import { parseCreateTable } from '../ddl/parse-create-table.js'
import { renameInIndex } from '../ddl/rename-in-index.js'
import { operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import { addColumn, inline, notNullRefusal, renameColumn, whyNotAdded } from './columns.js'
import { askOfConstraint } from './constraint-rows.js'
import { columnDefinition, enumChecks, tableConstraint } from './definition.js'
import { demandsOfColumn } from './demands.js'
import {
  addStep,
  type Draft,
  editDraft,
  indexTexts,
  mapColumn,
  orUnknown,
  readerOf,
  spelledFor,
  tableOf,
  unknownText,
  withText,
} from './draft.js'
import { findColumn, requireColumn } from './lookup.js'
import { renameOthers } from './rename-others.js'
import { defaultSql, overStart } from './row-values.js'
import { rowidColumn, rowidName } from './rowid.js'
import { refuseIf, skip } from './way.js'

type AddColumn = OperationOf<'addColumn'>

/** A new column folded in. Throws `OPERATION_REFUSED` for a name that is taken, and for what no table could have. */
export const foldAddColumn = (operation: AddColumn, draft: Draft): Draft => {
  const table = tableOf(draft)
  const { column, ifNotExists } = operation
  const there = findColumn(table, column.name)
  if (there !== null && ifNotExists)
    return addStep(draft, { kind: 'native', native: skip('the column is there already'), elseRecreate: false })
  if (there !== null)
    throw operationRefused(`there is already a column "${table.name.name}"."${there.name}"`, 'Choose another name.')
  // SQLite would add it, and what is written in the table would mean something else.
  if (table.source !== null && table.source !== unknownText)
    refuseLooseName(parseCreateTable(table.source, `table "${table.name.name}"`), column.name)
  const otherWords = draft.becomesStrict === null ? null : `"${table.name.name}" gets other options`
  const reason = whyNotAdded(operation, table) ?? otherWords
  if (reason !== null) return addStep(withColumn(operation, draft), { kind: 'recreate', reason })
  const native = addColumn(operation, readerOf(draft))
  const elseRecreate = native.before?.some(({ otherwise }) => otherwise === 'next way') === true
  const after = orUnknown(draft, operation, () => withColumn(operation, draft))
  return addStep(after, { kind: 'native', native, elseRecreate })
}

/** A new name folded in. Throws `OPERATION_REFUSED` for a name that is taken. */
export const foldRenameColumn = (operation: OperationOf<'renameColumn'>, draft: Draft): Draft => {
  const table = tableOf(draft)
  const native = renameColumn(operation, readerOf(draft))
  const from = requireColumn(table, operation.column).name
  const { to } = operation
  const after = orUnknown(draft, operation, () => {
    const edited = editDraft(draft, { kind: 'renameColumns', columns: [{ from, to }] })
    const renames = { table: table.name.name, to: null, columns: [{ from, to }] }
    const indexes = indexTexts(table).map(({ name, sql }) => ({ name, sql: renameInIndex(sql, renames) }))
    return withText(edited, tableOf(edited).source ?? '', indexes)
  })
  const schema = renameOthers(after.schema, table, { from, to })
  const renamed = mapColumn({ ...after, schema }, from, (column) => ({ ...column, name: to }))
  return addStep(renamed, { kind: 'native', native, elseRecreate: false })
}

const withColumn = (operation: AddColumn, draft: Draft): Draft => {
  const { column, constraints, fill } = operation
  const own = constraints.filter((each) => isOver(each, column.name))
  const wider = constraints.filter((each) => !own.includes(each))
  const edited = editDraft(
    draft,
    {
      kind: 'addColumn',
      definition: columnDefinition(column, spelledFor(draft), own.map(inline(column))),
      place: placeOf(operation),
    },
    ...wider.map((each): TableEdit => ({ kind: 'addConstraint', definition: tableConstraint(each), column: null })),
  )
  const value = fill === null ? keyValue(draft, tableOf(edited), column.name) : overStart(draft, defaultSql(fill))
  const columns = tableOf(edited).columns.map(
    ({ name }) => draft.columns.find((each) => each.name === name) ?? { name, from: null, value },
  )
  const filled = { ...edited, columns }
  // What is computed is looked at by SQLite too, where it adds the column by itself.
  const computed = column.generated === null ? [] : demandsOfColumn(filled, column)
  const asked = { ...filled, questions: [...filled.questions, ...computed] }
  return [...enumChecks(column), ...constraints].reduce(askOfConstraint, askNotNull(operation, asked, value))
}

/** A rowid under its new name is still what the rows had. */
const keyValue = (draft: Draft, after: Table, name: string): string | null =>
  rowidColumn(after) === name ? rowidName(draft.start) : null

/** A column that has to have a value, and is given none, fits only a table without rows. */
const askNotNull = ({ column, table, constraints }: AddColumn, draft: Draft, value: string | null): Draft => {
  const isKey = constraints.some(({ kind }) => kind === 'primaryKey')
  const needs = !column.nullable || isKey
  if (!needs || value !== null || column.default !== null || column.generated !== null) return draft
  if (isKey && rowidColumn(tableOf(draft)) === column.name) return draft
  const question = refuseIf(`SELECT 1 FROM ${identifier(table.name)} LIMIT 1`, notNullRefusal(draft.start, column.name))
  return { ...draft, questions: [...draft.questions, question] }
}

const isOver = (constraint: Constraint, column: string): boolean =>
  constraint.kind === 'check' || (constraint.columns.length === 1 && sameIdentifier(constraint.columns[0]!, column))

const placeOf = ({ before, after }: AddColumn): Extract<TableEdit, { kind: 'addColumn' }>['place'] => {
  if (before !== null) return { before }
  return after === null ? 'last' : { after }
}
