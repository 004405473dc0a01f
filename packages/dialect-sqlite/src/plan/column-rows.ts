import type { Column } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { identifier } from '../spelling.js'
import { affinity, isStrict, sameType } from '../types.js'
import { ask } from './constraint-rows.js'
import { type Draft, draftColumn, tableOf } from './draft.js'
import { isLost } from './lost-values.js'
import { refuseDuplicates, refuseRows, rowsOf } from './rows.js'

/** The draft with the question whether every value of a column can be stored in its new type as what it is. */
export const askConversion = (before: Draft, after: Draft, column: Column): Draft => {
  const table = tableOf(after)
  const type = table.columns.find(({ name }) => sameIdentifier(name, column.name))!.type
  const strict = isStrict(table)
  const full = `"${table.name.name}"."${column.name}"`
  if (draftColumn(before, column.name)?.from === null) return after
  // The same form as before holds the same values.
  if (strict === isStrict(before.start) && sameType(column.type, type, strict)) return after
  const value = identifier(column.name)
  const condition = isLost(value, affinity(type, strict), strict)
  if (condition === null) return after
  const from = rowsOf(before, [column.name])
  return ask(
    after,
    refuseRows(
      from,
      condition,
      `quote(${value})`,
      `{count} rows have a value in ${full} that its new type would not keep as it is, for example {example}. Say with \`using\` what becomes of them, or change them first.`,
    ),
    {
      condition: `NOT EXISTS (SELECT 1 FROM ${from} WHERE ${condition})`,
      message: `${full} has values that its new type would not keep`,
    },
  )
}

/** The draft with the question whether a column that is to be NOT NULL has a value in every row. */
export const askNotNull = (draft: Draft, column: string): Draft =>
  ask(
    draft,
    refuseRows(
      rowsOf(draft, [column]),
      `${identifier(column)} IS NULL`,
      'NULL',
      `"${draft.start.name.name}"."${column}" cannot be NOT NULL: it is NULL in {count} rows. Give a \`fill\`, or change them first.`,
    ),
  )

/** The draft with the questions whether what has to be unique is so under the new collation of a column. */
export const askUniqueAgain = (draft: Draft, column: string): Draft => {
  const table = tableOf(draft)
  const collation = table.columns.find(({ name }) => sameIdentifier(name, column))?.collation ?? 'BINARY'
  const sets = [
    ...table.constraints.flatMap((each) =>
      each.kind === 'unique' || each.kind === 'primaryKey' ? [each.columns] : [],
    ),
    ...table.indexes
      .filter(({ unique, where }) => unique && where === null)
      .map(({ columns }) =>
        columns.flatMap(({ on, collation }) => (typeof on === 'string' && collation === null ? [on] : [])),
      ),
  ].filter((columns) => columns.some((name) => sameIdentifier(name, column)))
  return sets.reduce((asked, columns) => {
    const refusal = `"${table.name.name}" has (${columns.join(', ')}) unique: under the collation ${collation}, {count} values are there more than once, for example {example}. Change these rows first.`
    return ask(asked, refuseDuplicates(rowsOf(draft, columns), columns, refusal))
  }, draft)
}
