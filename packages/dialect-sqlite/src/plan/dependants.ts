import type { Question, Schema, Table, Trigger } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { parseCreateTrigger } from '../ddl/parse-create-trigger.js'
import { identifier, literal } from '../spelling.js'
import { type Draft, tableOf } from './draft.js'
import { foreignKeysOf, foreignKeysTo } from './foreign-keys.js'
import { usesTable } from './mentions.js'

/** Whether anything beside the table itself, its indexes and its triggers speaks of its columns. */
export const hasDependants = (schema: Schema, table: string): boolean =>
  foreignKeysTo(schema, table).some((each) => !sameIdentifier(each.table.name.name, table)) ||
  [...schema.views.values()].some((view) => usesTable(view, table)) ||
  [...schema.triggers.values()].some(
    (trigger) => !sameIdentifier(trigger.table.name, table) && usesTable(trigger, table),
  )

/** Whether dropping the table, as SQLite does it, would reach for rows of others, or of itself. */
export const isReferenced = (schema: Schema, table: Table): boolean =>
  foreignKeysTo(schema, table.name.name).length > 0 ||
  foreignKeysOf(table).some(({ deferrable }) => deferrable === 'initially deferred')

/** Shows that views and triggers that worked before still do. Each is prepared, and none is run. */
export const dependantsWork = (draft: Draft): readonly Question[] => [
  ...[...draft.before.schema.views.values()].map(({ name }) =>
    // The pragma compiles the view, and answers without reading a row.
    works(`SELECT 1 FROM pragma_table_xinfo(${literal(name.name)}, 'main') LIMIT 1`, `the view "${name.name}"`),
  ),
  ...[...draft.before.schema.triggers.values()].flatMap((trigger) => triggerWorks(draft, trigger)),
]

/** Shows that no column that goes was used after all: what uses it has the name that it went by at last. */
export const droppedAreUnused = (
  table: string,
  dropped: readonly { readonly column: string; readonly passing: string }[],
): readonly Question[] =>
  dropped.map(({ column, passing }) => ({
    sql: `SELECT type, name FROM main.sqlite_schema WHERE instr(sql, ${literal(passing)}) > 0`,
    about: 'schema',
    expect: 'no rows',
    otherwise: {
      refuse: `the column "${table}"."${column}" cannot be dropped: the {type} "{name}" would be left without it`,
    },
  }))

/** Shows that rows refer to no more rows that are not there than they did. */
export const referencesHold = (schema: Schema, table: Table): readonly Question[] => {
  const name = table.name.name
  const children = foreignKeysTo(schema, name).map((each) => each.table.name.name)
  const checked = new Set([...(foreignKeysOf(table).length > 0 ? [name] : []), ...children])
  if (checked.size === 0) return []
  const checks = [...checked].map(
    (each) => `SELECT "table", rowid, parent FROM pragma_foreign_key_check(${literal(each)}, 'main')`,
  )
  return [
    {
      sql: checks.join(' UNION ALL '),
      about: 'rows',
      expect: 'no new rows',
      otherwise: { refuse: `rows of "{table}" would refer to rows of "{parent}" that are not there` },
    },
  ]
}

const triggerWorks = (draft: Draft, { name, table, source }: Trigger): readonly Question[] => {
  const sql = firingText(draft, table.name, source ?? '')
  return sql === null ? [] : [works(sql, `the trigger "${name.name}"`)]
}

/** A statement that makes SQLite compile the trigger, and changes no row; null where none is known. */
const firingText = (draft: Draft, table: string, source: string): string | null => {
  const { event, columns } = parseCreateTrigger(source)
  const quoted = `main.${identifier(table)}`
  if (event === 'delete') return `DELETE FROM ${quoted} WHERE 0`
  const known = [...draft.before.schema.tables.values()].find((each) => sameIdentifier(each.name.name, table))
  // Of a table that nothing is known of, its generated columns are not either: with these the statement says nothing.
  if (known === undefined && event === 'insert') return `INSERT INTO ${quoted} SELECT * FROM ${quoted} WHERE 0`
  const column = known === undefined ? identifier(columns[0]?.value ?? 'rowid') : lastingColumn(draft, known)
  if (column === null) return null
  return event === 'insert'
    ? `INSERT INTO ${quoted} (${column}) SELECT ${column} FROM ${quoted} WHERE 0`
    : `UPDATE ${quoted} SET ${column} = ${column} WHERE 0`
}

/** A column that the table has before and after, under one name. */
const lastingColumn = (draft: Draft, table: Table): string | null => {
  const isOwn = sameIdentifier(table.name.name, draft.start.name.name)
  const column = (isOwn ? tableOf(draft) : table).columns.find((each) => {
    const stays = !isOwn || draft.columns.some(({ name, from }) => name === each.name && from === name)
    return stays && each.generated === null
  })
  return column === undefined ? null : identifier(column.name)
}

const works = (sql: string, what: string): Question => ({
  sql,
  about: 'schema',
  expect: 'unchanged',
  otherwise: { refuse: `${what} would no longer work: {error}` },
})
