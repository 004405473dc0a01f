import type { Check, Constraint, ForeignKey, Index, PrimaryKey, Question, Table } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { identifier } from '../spelling.js'
import { notNullRefusal } from './columns.js'
import { type Assertion, type Draft, draftColumn, mapColumn, readerOf, tableOf } from './draft.js'
import { foreignKeysOf, isOrphan, referencedColumns, requireParent } from './foreign-keys.js'
import { rowValue } from './row-values.js'
import { rowidColumn, rowidName } from './rowid.js'
import { quoted, refuseDuplicates, refuseRows, rowsOf, tellingColumns } from './rows.js'
import { columnsIn } from './substitute.js'

/** The draft with what a new constraint asks of rows. Throws `OPERATION_REFUSED` for a foreign key to what is no key. */
export const askOfConstraint = (draft: Draft, constraint: Constraint): Draft => {
  switch (constraint.kind) {
    case 'check':
      return ask(draft, askCheck(draft, constraint))
    case 'unique':
      return ask(draft, askUnique(draft, constraint.columns, 'be UNIQUE over'))
    case 'primaryKey':
      return askKey(draft, constraint)
    case 'foreignKey':
      return askParent(draft, constraint)
  }
}

/** The same of a constraint that is there already: where rows could have NULL in a key, they still can. */
export const askAgain = (draft: Draft, constraint: Constraint): Draft =>
  constraint.kind === 'primaryKey'
    ? ask(draft, askUnique(draft, constraint.columns, 'have the primary key'))
    : askOfConstraint(draft, constraint)

/** The draft with one more question, and what stands for it in a script, where copying rows would not show it. */
export const ask = (draft: Draft, question: Question, assertion?: Assertion): Draft => ({
  ...draft,
  questions: [...draft.questions, question],
  assertions: assertion === undefined ? draft.assertions : [...draft.assertions, assertion],
})

/** The draft with the question whether no two rows have the same in a new unique index. */
export const askOfIndex = (draft: Draft, { name, columns, unique, where }: Index): Draft => {
  if (!unique) return draft
  const table = tableOf(draft)
  const given = columns.map(({ on, collation }, i) => {
    if (typeof on !== 'string') return { name: `expression ${i + 1}`, sql: `(${on.sql.trim()}\n)`, collation }
    const of = ({ columns }: Table) => columns.find((each) => sameIdentifier(each.name, on))?.collation ?? null
    // In the rows as they are, the column may still have another collation.
    const own = of(table) ?? (of(draft.start) === null ? null : 'BINARY')
    return { name: on, sql: identifier(on), collation: collation ?? own }
  })
  const values = given.map(({ name, sql, collation }) => {
    const collated = collation === null ? sql : `${sql} COLLATE ${identifier(collation)}`
    return `${collated} AS ${identifier(name)}`
  })
  const names = given.map((each) => each.name)
  const used = columnsIn(
    [...given.map(({ sql }) => sql), where?.sql ?? ''].join(', '),
    table.columns.map((column) => column.name),
  )
  const condition = where === null ? '' : ` WHERE (${where.sql.trim()}\n)`
  return ask(
    draft,
    refuseDuplicates(
      `(SELECT ${values.join(', ')} FROM ${rowsOf(draft, used)}${condition})`,
      names,
      `"${table.name.name}" cannot have the unique index "${name}" over (${names.join(', ')}): {count} values are there more than once, for example {example}. Change these rows first.`,
    ),
  )
}

const askCheck = (draft: Draft, { expression: { sql } }: Check): Question => {
  const table = tableOf(draft)
  const used = columnsIn(
    sql,
    table.columns.map(({ name }) => name),
  )
  const told = [...new Set([...tellingColumns(table), ...used])]
  return refuseRows(
    rowsOf(draft, told),
    // NULL is fine for a CHECK.
    `NOT (${sql.trim()}\n)`,
    quoted(told),
    `{count} rows of "${table.name.name}" do not meet CHECK (${sql.trim()}), for example (${told.join(', ')}) = ({example}): change them first.`,
  )
}

const askUnique = (draft: Draft, columns: readonly string[], what: string): Question =>
  refuseDuplicates(
    rowsOf(draft, columns),
    columns,
    `"${draft.start.name.name}" cannot ${what} (${columns.join(', ')}): {count} values are there more than once, for example {example}. Change these rows first.`,
  )

const askKey = (draft: Draft, { columns }: PrimaryKey): Draft => {
  const rowid = rowidColumn(tableOf(draft))
  // A new column that is the rowid is given its numbers by SQLite, or takes over those that there are.
  if (rowid !== null && isNumbered(draft, rowid)) return numbered(draft, rowid)
  const from = rowsOf(draft, columns)
  const isNull = columns.map((name) => `${identifier(name)} IS NULL`).join(' OR ')
  const what = `have the primary key (${columns.join(', ')})`
  const message = `"${draft.start.name.name}" cannot ${what}`
  const nulls = refuseRows(
    from,
    isNull,
    quoted(columns),
    `${message}: {count} rows have NULL in it. Change them first.`,
  )
  // Where the key is the rowid, SQLite would put a number of its own in the place of NULL.
  const assertion = { condition: `NOT EXISTS (SELECT 1 FROM ${from} WHERE ${isNull})`, message }
  return ask(
    ask(draft, nulls, rowid === null ? undefined : assertion),
    askUnique(draft, columns, 'have the primary key'),
  )
}

const isNumbered = (draft: Draft, rowid: string): boolean => {
  const column = draftColumn(draft, rowid)
  // A number that is only a row's own is nothing to refer to others by.
  const refers = foreignKeysOf(tableOf(draft)).some(({ columns }) =>
    columns.some((name) => sameIdentifier(name, rowid)),
  )
  return column?.from === null && !refers && [null, rowidName(draft.start)].includes(column.value)
}

/** The draft with the numbers that the rows have already, so that nothing has to be said about the column's values. */
const numbered = (draft: Draft, rowid: string): Draft => {
  const column = rowidName(draft.start)
  const refuse = notNullRefusal(draft.start, rowid)
  const isOther = ({ otherwise }: Question) => otherwise === 'next way' || otherwise.refuse !== refuse
  const given = mapColumn(draft, rowid, (each) => ({ ...each, value: column }))
  return { ...given, questions: draft.questions.filter(isOther) }
}

const askParent = (draft: Draft, key: ForeignKey): Draft => {
  // A new column that is empty refers to nothing yet.
  if (key.columns.some((name) => rowValue(draft, name) === 'NULL')) return draft
  return askOfReferences(draft, key, referencedColumns(key, requireParent(readerOf(draft), tableOf(draft), key)))
}

/** The draft with the question whether what rows refer to by a foreign key, in these columns of its table, is there. */
export const askOfReferences = (draft: Draft, key: ForeignKey, targets: readonly string[]): Draft => {
  const table = tableOf(draft)
  const parent = key.references.table.name
  const itself = sameIdentifier(parent, table.name.name)
  const from = `${rowsOf(draft, key.columns)} AS "child"`
  const condition = isOrphan(key, targets, itself ? rowsOf(draft, targets) : `main.${identifier(parent)}`)
  const message = `"${table.name.name}" (${key.columns.join(', ')}) cannot refer to "${parent}"`
  return ask(
    draft,
    refuseRows(
      from,
      condition,
      quoted(key.columns),
      `${message}: for {count} rows there is nothing they could refer to, for example for {example}. Change them first.`,
    ),
    { condition: `NOT EXISTS (SELECT 1 FROM ${from} WHERE ${condition})`, message },
  )
}
