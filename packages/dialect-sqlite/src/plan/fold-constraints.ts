import { type Constraint, findConstraint, type OperationOf, type Table } from '@ads/migrate-core'
import type { TableEdit } from '../ddl/edit-table.js'
import type { ConstraintDescription } from '../ddl/find-constraints.js'
import { operationRefused } from '../errors.js'
import { askOfConstraint } from './constraint-rows.js'
import { tableConstraint } from './definition.js'
import { addStep, type Draft, type EditStep, editDraft, tableOf } from './draft.js'
import { childLosingKey } from './foreign-keys.js'
import { requireColumn } from './lookup.js'
import { skip } from './way.js'

/** A new constraint folded in. Throws `OPERATION_REFUSED` for columns that are not there, and a key that nothing fits. */
export const foldAddConstraint = ({ constraint }: OperationOf<'addConstraint'>, draft: Draft): Draft => {
  const table = tableOf(draft)
  if (constraint.kind !== 'check') for (const name of constraint.columns) requireColumn(table, name)
  if (constraint.name !== null && table.constraints.some(({ name }) => name === constraint.name))
    throw operationRefused(`"${table.name.name}" has a constraint "${constraint.name}" already`, 'Choose another name.')
  const edited = editDraft(draft, { kind: 'addConstraint', definition: tableConstraint(constraint), column: null })
  const asked = askOfConstraint(edited, constraint)
  const { name } = table.name
  return addStep(
    asked,
    constraint.kind === 'check' || constraint.kind === 'foreignKey'
      ? editStep(asked, `rows do not change with a ${words[constraint.kind]} constraint`)
      : { kind: 'recreate', reason: `"${name}" keeps its ${words[constraint.kind]} in an index of its own` },
  )
}

/** A constraint taken out. Throws `OPERATION_REFUSED` where there is none, and where foreign keys need it. */
export const foldDropConstraint = (operation: OperationOf<'dropConstraint'>, draft: Draft): Draft => {
  const table = tableOf(draft)
  const found = findConstraint(table, operation.constraint)
  if (found === null && operation.ifExists)
    return addStep(draft, { kind: 'native', native: skip('the constraint is not there'), elseRecreate: false })
  if (found === null) {
    throw operationRefused(
      `the table "${table.name.name}" has no constraint ${JSON.stringify(operation.constraint)}`,
      hintFor(table, operation.constraint),
    )
  }
  const uncounted: TableEdit[] =
    found.kind === 'primaryKey' && table.columns.some(({ autoIncrement }) => autoIncrement)
      ? [{ kind: 'setAutoIncrement', on: false }]
      : []
  const edited = editDraft(draft, ...uncounted, { kind: 'dropConstraint', constraint: describe(found) })
  const child = childLosingKey(draft.schema, table, tableOf(edited))
  if (child !== null) {
    throw operationRefused(
      `the ${words[found.kind]} constraint of "${table.name.name}" cannot be dropped: the foreign key of "${child}" needs it`,
      'Drop the foreign key first.',
    )
  }
  return addStep(
    edited,
    found.kind === 'check' || found.kind === 'foreignKey'
      ? editStep(edited, `rows do not change without a ${words[found.kind]} constraint`)
      : { kind: 'recreate', reason: `the ${words[found.kind]} of "${table.name.name}" is an index of its own` },
  )
}

const hintFor = (table: Table, wanted: OperationOf<'dropConstraint'>['constraint']): string => {
  const column = table.columns.find(({ type }) => type.kind === 'enum' && 'name' in wanted && type.name === wanted.name)
  if (column !== undefined) return `It is the type of "${column.name}": change that with alterColumn.`
  const names = table.constraints.map(({ name, kind }) => (name === null ? `an unnamed ${words[kind]}` : `"${name}"`))
  return `It has ${names.join(', ') || 'none'}.`
}

/** The step of an operation that changes the text of the table to what the draft has, and no row. */
export const editStep = (draft: Draft, reason: string, more: Partial<EditStep> = {}): EditStep => ({
  kind: 'edit',
  reason,
  text: tableOf(draft).source ?? '',
  before: [],
  after: [],
  reindex: false,
  names: [],
  ...more,
})

/** A constraint as the editor of the text finds it. */
export const describe = (constraint: Constraint): ConstraintDescription => {
  const { kind, name } = constraint
  if (name !== null) return { name, kind }
  if (kind === 'check') return { kind, expression: constraint.expression.sql }
  return kind === 'primaryKey' ? { kind, columns: constraint.columns } : { kind, columns: constraint.columns }
}

const words = { primaryKey: 'primary key', unique: 'UNIQUE', check: 'CHECK', foreignKey: 'foreign key' }
