import type { Column, ColumnChanges, ColumnType, OperationOf, Table } from '@ads/migrate-core'
import type { TableEdit } from '../ddl/edit-table.js'
import { sameIdentifier } from '../ddl/identifiers.js'
import { identifier, literal } from '../spelling.js'
import { isStrict, sameType, typeSpelling } from '../types.js'
import { askConversion, askNotNull, askUniqueAgain } from './column-rows.js'
import { askOfConstraint } from './constraint-rows.js'
import { defaultKind, defaultText, embed, enumChecks, requireCountable, tableConstraint } from './definition.js'
import {
  addStep,
  type Draft,
  type DraftColumn,
  draftColumn,
  editDraft,
  mapColumn,
  type Step,
  spelledFor,
  tableOf,
} from './draft.js'
import { editStep } from './fold-constraints.js'
import { requireColumn } from './lookup.js'
import { namesColumn } from './mentions.js'
import { defaultSql, givenValue, overStart } from './row-values.js'
import { rowsOf } from './rows.js'
import { skip } from './way.js'

/** A changed column folded in. Throws `OPERATION_REFUSED` where there is none, and for what no column could be. */
export const foldAlterColumn = (operation: OperationOf<'alterColumn'>, draft: Draft): Draft => {
  const table = tableOf(draft)
  const column = requireColumn(table, operation.column)
  const { changes } = operation
  const edited = editDraft(draft, ...editsOf(draft, column, changes))
  const same = tableOf(edited).source === table.source && changes.fill === undefined && changes.using === undefined
  if (same)
    return addStep(draft, {
      kind: 'native',
      native: skip('the column is so already, as far as SQLite keeps it'),
      elseRecreate: false,
    })
  const valued = mapColumn(edited, column.name, (each) => ({ ...each, value: newValue(draft, edited, each, changes) }))
  const asked = askOf(draft, valued, column, changes)
  return addStep(asked, stepOf(draft, asked, column, changes))
}

/** In an order in which no state in between is one that SQLite would not take: a generated column has no default. */
const editsOf = (draft: Draft, column: Column, changes: ColumnChanges): TableEdit[] => {
  const { name } = column
  const { type, nullable, default: value, generated, collation, autoIncrement } = changes
  const edits: TableEdit[] = []
  if (autoIncrement === false) edits.push({ kind: 'setAutoIncrement', on: false })
  const counts = autoIncrement ?? column.autoIncrement
  if (counts) requireCountable({ name, type: type ?? column.type }, tableOf(draft))
  if (type !== undefined) edits.push(...typeEdits(draft, { ...column, autoIncrement: counts }, type))
  if (generated === null) edits.push({ kind: 'setGenerated', column: name, generated: null })
  if (value !== undefined)
    edits.push({ kind: 'setDefault', column: name, value: value === null ? null : defaultText(value) })
  if (generated != null)
    edits.push({
      kind: 'setGenerated',
      column: name,
      generated: { ...generated, expression: embed(generated.expression) },
    })
  if (nullable !== undefined) edits.push({ kind: 'setNotNull', column: name, notNull: !nullable })
  if (collation !== undefined) edits.push({ kind: 'setCollation', column: name, collation })
  if (autoIncrement === true) edits.push({ kind: 'setAutoIncrement', on: true })
  return edits
}

/** An enum comes and goes with the CHECK that makes it. */
const typeEdits = (draft: Draft, column: Column, type: ColumnType): TableEdit[] => {
  const { name } = column
  const setType: TableEdit = {
    kind: 'setType',
    column: name,
    type: typeSpelling({ ...column, type }, spelledFor(draft)),
  }
  const [gone, come] = [enumChecks(column), enumChecks({ name, type })]
  if (gone.map(tableConstraint).join() === come.map(tableConstraint).join()) return [setType]
  return [
    ...gone.map((): TableEdit => ({ kind: 'dropConstraint', constraint: { kind: 'enum', column: name } })),
    setType,
    ...come.map((check): TableEdit => ({ kind: 'addConstraint', definition: tableConstraint(check), column: name })),
  ]
}

/** SQL over the columns of the start for what rows have in the column afterwards. */
const newValue = (before: Draft, after: Draft, column: DraftColumn, changes: ColumnChanges): string | null => {
  const { using, fill } = changes
  const found = tableOf(after).columns.find(({ name }) => sameIdentifier(name, column.name))
  if (found?.generated != null) return null
  // What was computed stays as a value.
  const kept = column.value ?? (column.from === null ? null : identifier(column.from))
  const value = using === undefined ? kept : overStart(before, using.sql)
  return fill === undefined
    ? value
    : `ifnull(${value ?? givenValue(before, column.name)}, ${overStart(before, defaultSql(fill))})`
}

const askOf = (before: Draft, after: Draft, column: Column, changes: ColumnChanges): Draft => {
  const generated = changes.generated != null
  const { type } = changes
  const converted = type !== undefined && changes.using === undefined && !generated
  const kept = converted ? askConversion(before, after, column) : after
  // What else the table demands of another value is asked where rows are copied: nothing but a recreation gives one.
  const asked = type === undefined ? kept : enumChecks({ name: column.name, type }).reduce(askOfConstraint, kept)
  const filled = changes.nullable === false && changes.fill === undefined && column.nullable
  const notNull = filled && !generated ? askNotNull(asked, column.name) : asked
  return changes.collation === undefined ? notNull : askUniqueAgain(notNull, column.name)
}

const stepOf = (before: Draft, after: Draft, column: Column, changes: ColumnChanges): Step => {
  const reason = whyRecreated(before, after, column, changes)
  if (reason !== null) return { kind: 'recreate', reason }
  const table = `main.${identifier(before.start.name.name)}`
  const name = identifier(column.name)
  const names: string[] = []
  if (changes.fill !== undefined || changes.default !== undefined) names.push(column.name)
  return editStep(after, `no stored value of "${before.start.name.name}"."${column.name}" changes`, {
    // Without NULLs there is nothing to fill.
    before:
      changes.fill === undefined
        ? []
        : [
            {
              sql: `SELECT 1 FROM ${rowsOf(before, [column.name])} WHERE ${name} IS NULL LIMIT 1`,
              about: 'rows',
              expect: 'no rows',
              otherwise: 'next way',
            },
          ],
    after: changes.default === undefined ? [] : [readsTheSame(table, name, column)],
    reindex: changes.collation !== undefined,
    names,
  })
}

/**
 * Rows from before a column was added do not hold it, and read its default: with another default they would read another
 * value. How many rows read the old default tells.
 */
const readsTheSame = (table: string, name: string, column: Column) => {
  // Where the default is an expression, or there is none, such rows read NULL.
  const constant = ['constant', 'null'].includes(defaultKind(column.default))
  const value =
    column.default === null || !constant
      ? 'NULL'
      : 'value' in column.default
        ? literal(column.default.value)
        : column.default.sql
  return {
    sql: `SELECT typeof(${name}) AS type, count(*) AS "rows" FROM ${table} NOT INDEXED WHERE ${name} IS (${value}) COLLATE BINARY GROUP BY 1 ORDER BY 1`,
    about: 'rows',
    expect: 'unchanged',
    otherwise: 'next way',
  } as const
}

/** Why stored rows have to change, or what SQLite keeps about them; null where the text of the table is all. */
const whyRecreated = (before: Draft, after: Draft, column: Column, changes: ColumnChanges): string | null => {
  const table = tableOf(before)
  const full = `"${table.name.name}"."${column.name}"`
  if (changes.using !== undefined) return `${full} gets other values`
  if (changes.generated !== undefined) return `${full} is computed in another way`
  if (changes.autoIncrement !== undefined) return `${full} counts in another way`
  const { type, collation } = changes
  if (type !== undefined && !sameType(column.type, type, isStrict(table)))
    return `SQLite stores values of ${full} in another form`
  const keys = table.constraints.flatMap((each) => (each.kind === 'primaryKey' ? each.columns : []))
  if (type !== undefined && keys.some((key) => sameIdentifier(key, column.name)))
    return `${full} is in the primary key, whose form its type decides`
  const dependent = collation !== undefined && isReadWithin(table, column.name)
  if (dependent) return `what is computed from ${full} depends on its collation`
  return draftColumn(after, column.name)?.from === null ? `${full} is new` : null
}

const isReadWithin = ({ columns, constraints }: Table, column: string): boolean =>
  columns.some(({ generated }) => generated !== null && namesColumn(generated.expression.sql, column)) ||
  constraints.some((each) => each.kind === 'check' && namesColumn(each.expression.sql, column))
