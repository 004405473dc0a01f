import type { Column, Constraint, Index, Question } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { identifier } from '../spelling.js'
import { type Affinity, affinity, isStrict } from '../types.js'
import { askAgain, askOfIndex, askOfReferences } from './constraint-rows.js'
import { enumChecks, isNeverNull } from './definition.js'
import { type Draft, draftColumn, readerOf, tableOf } from './draft.js'
import { foreignKeysOf, referencedColumns } from './foreign-keys.js'
import { findTable } from './lookup.js'
import { namesColumn } from './mentions.js'
import { givenValue, isKept } from './row-values.js'
import { rowidColumn } from './rowid.js'
import { refuseRows, rowsOf } from './rows.js'

/**
 * What the table that is to be demands of rows in columns where they will have what they did not have: where it is
 * computed, filled or converted. Copying them would fail otherwise. What they refer to is asked apart.
 */
export const demandsOf = (draft: Draft): readonly Question[] => {
  const changed = changedColumns(draft)
  if (changed.length === 0) return []
  const { constraints, indexes } = tableOf(draft)
  const over = [
    ...changed.flatMap(enumChecks),
    ...constraints.filter((each) => each.kind !== 'foreignKey' && isOver(each, changed)),
  ]
  const asked = over.reduce(askAgain, { ...draft, questions: [] })
  const { questions } = indexes.filter((each) => isIndexOver(each, changed)).reduce(askOfIndex, asked)
  return [...changed.flatMap((column) => demandsOfColumn(draft, column)), ...questions]
}

/** What a column by itself demands of the values that it is given: NOT NULL, and the type in a STRICT table. */
export const demandsOfColumn = (draft: Draft, column: Column): readonly Question[] => {
  const { name } = column
  const value = givenValue(draft, name)
  // Whether a value can be converted, and whether one may be missing, is asked with the operation itself.
  if (value === 'NULL' || value === identifier(draftColumn(draft, name)?.from ?? name)) return []
  const table = tableOf(draft)
  const from = rowsOf(draft, [name])
  const full = `"${table.name.name}"."${name}"`
  const own = identifier(name)
  const isRowid = rowidColumn(table) === name
  const stored = isRowid || isStrict(table) ? storedTypes[affinity(column.type, true)] : null
  const hint = 'Change what it is given, or the rows first.'
  return [
    ...(column.nullable || isRowid || isNeverNull(value)
      ? []
      : [
          refuseRows(
            from,
            `${own} IS NULL`,
            'NULL',
            `${full} cannot be NOT NULL: it would be NULL in {count} rows. ${hint}`,
          ),
        ]),
    ...(stored === null
      ? []
      : [
          refuseRows(
            from,
            `typeof(${own}) NOT IN ('null', '${stored}')`,
            `quote(${own})`,
            `{count} rows would have a value in ${full} that is none of its type, for example {example}. ${hint}`,
          ),
        ]),
  ]
}

/**
 * What foreign keys demand of such rows, where all that rows refer to is there before; null where it is not known which
 * columns one of them refers to.
 */
export const referencesOf = (draft: Draft): readonly Question[] | null => {
  const changed = changedColumns(draft)
  let asked: Draft = { ...draft, questions: [] }
  for (const key of foreignKeysOf(tableOf(draft)).filter((each) => isOver(each, changed))) {
    const parent = findTable(readerOf(draft), key.references.table)
    const targets = parent === null ? key.references.columns : referencedColumns(key, parent)
    if (targets.length !== key.columns.length) return null
    asked = askOfReferences(asked, key, targets)
  }
  return asked.questions
}

const changedColumns = (draft: Draft): readonly Column[] =>
  tableOf(draft).columns.filter(({ name }) => !isKept(draft, name))

const isOver = (constraint: Constraint, changed: readonly Column[]): boolean =>
  changed.some(({ name }) =>
    constraint.kind === 'check'
      ? namesColumn(constraint.expression.sql, name)
      : constraint.columns.some((each) => sameIdentifier(each, name)),
  )

const isIndexOver = ({ columns, where }: Index, changed: readonly Column[]): boolean =>
  changed.some(
    ({ name }) =>
      columns.some(({ on }) => (typeof on === 'string' ? sameIdentifier(on, name) : namesColumn(on.sql, name))) ||
      (where !== null && namesColumn(where.sql, name)),
  )

const storedTypes: Readonly<Record<Affinity, string | null>> = {
  integer: 'integer',
  real: 'real',
  text: 'text',
  blob: 'blob',
  numeric: null,
  any: null,
}
