import type { Question, Statement, Trigger, Way } from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { script } from '../script.js'
import { identifier, literal } from '../spelling.js'
import { copyRows } from './copy-rows.js'
import { demandsOf, referencesOf } from './demands.js'
import { dependantsWork, droppedAreUnused, hasDependants, isReferenced, referencesHold } from './dependants.js'
import { type Draft, indexTexts, tableOf, unknownRefused, unknownText } from './draft.js'
import { earlyNames, noEarlyNames } from './early-names.js'
import { foreignKeysOf } from './foreign-keys.js'
import { describeOwner } from './lookup.js'
import { sameAsPlanned } from './same-as-planned.js'
import { hasText } from './schema-edit.js'
import { sequenceKept } from './sequence.js'
import { noTemporaryDependants } from './temporary.js'
import { takesTexts } from './text-questions.js'
import { distinct, hasColumns, inside } from './way.js'

/**
 * The table made anew: its old self is renamed away, the new text taken as it is, and the rows are copied. With
 * `legacy_alter_table` on and foreign keys off, such a renaming changes nothing but the table itself, its indexes and
 * its triggers, all of which go with it; so whatever refers to the table goes on doing so, and no text has to be put
 * back. Foreign keys are switched off before the transaction where others refer to the table, since dropping it would
 * reach for their rows. Throws `OPERATION_REFUSED` where a text is not known.
 */
export const recreateWays = (draft: Draft, reason: string, exact: boolean): readonly Way[] => {
  const table = tableOf(draft)
  refuseUnknown(draft)
  if (isReferenced(draft.schema, table) || isReferenced(draft.before.schema, draft.start))
    return [recreateWay(draft, reason, exact, 'off')]
  const keys = [...foreignKeysOf(table), ...foreignKeysOf(draft.start)]
  const unchecked = recreateWay(draft, reason, exact, 'off')
  if (keys.length === 0) return [recreateWay(draft, reason, exact, 'none')]
  const references = referencesOf(draft)
  const checked = recreateWay(draft, reason, exact, 'on')
  const { name } = draft.start.name
  const refused = {
    refuse: `rows of "${name}" refer to rows that are not there, and cannot be copied with foreign keys enforced: change them first`,
  }
  const withKeys = (otherwise: Question['otherwise']): Way => ({
    ...checked,
    before: [noOrphans(name, otherwise), ...checked.before, ...(references ?? [])],
  })
  return [
    // What cannot be asked before is shown afterwards, and a statement must not fail over it.
    ...(references === null ? [] : [withKeys('next way')]),
    unchecked,
    // For a script that changes rows besides, which must not run with foreign keys off.
    withKeys(refused),
  ]
}

type ForeignKeys = 'off' | 'on' | 'none'

const recreateWay = (draft: Draft, reason: string, exact: boolean, foreignKeys: ForeignKeys): Way => {
  const { start, before } = draft
  const name = start.name.name
  const table = tableOf(draft)
  const early = hasDependants(before.schema, name) ? earlyNames(draft) : noEarlyNames
  return {
    name: 'recreate',
    reason,
    offline: true,
    before: distinct([
      noTemporaryDependants(name, 'has to be made anew'),
      ...takesTexts(draft),
      ...draft.questions,
      ...demandsOf(draft),
    ]),
    assertions: [sameAsPlanned(draft, exact), ...draft.assertions].flatMap(({ condition, message }) =>
      script.assert(condition, message),
    ),
    statements: [
      ...(foreignKeys === 'off' ? [around('before', 'PRAGMA foreign_keys = OFF')] : []),
      ...(foreignKeys === 'off' ? foreignKeysAreOff : []),
      ...statementsOf(draft, early),
      ...(foreignKeys === 'off' ? [around('after', 'PRAGMA foreign_keys = ON')] : []),
    ],
    after: [
      hasText(name, table.source ?? '', { refuse: `SQLite did not keep the text of "${name}" as planned` }),
      hasColumns(
        name,
        table.columns.map(({ name }) => name),
      ),
      ...droppedAreUnused(name, early.dropped),
      ...dependantsWork(draft),
      ...(foreignKeys === 'off' ? referencesHold(draft.schema, table) : []),
    ],
    space: spaceOf(name),
  }
}

const statementsOf = (draft: Draft, early: ReturnType<typeof earlyNames>): readonly Statement[] => {
  const { start } = draft
  const table = tableOf(draft)
  const name = start.name.name
  const old = passingName(draft)
  const count = (from: string) => `(SELECT count(*) FROM main.${identifier(from)})`
  const lines = (...sql: readonly string[]) => sql.map(inside)
  return [
    ...lines(...early.statements),
    ...lines(
      'PRAGMA legacy_alter_table = ON',
      `ALTER TABLE main.${identifier(name)} RENAME TO ${identifier(old)}`,
      'PRAGMA legacy_alter_table = OFF',
      table.source ?? '',
    ),
    copyRows(draft, { name: old, columnName: early.columnName }),
    ...lines(
      ...script.assert(`${count(name)} = ${count(old)}`, `not every row of "${name}" could be copied`),
      ...sequenceKept(start, table, old),
      `DROP TABLE main.${identifier(old)}`,
      // A small cache sorts faster: what is sorted then fits into the processor's own.
      ...(table.indexes.length === 0 ? [] : ['PRAGMA cache_size = -2000']),
      ...indexTexts(table).map(({ sql }) => sql),
      ...ownTriggers(draft).map(({ source }) => source ?? ''),
    ),
  ]
}

/** In the order in which they were made, which decides the order in which they fire. */
const ownTriggers = ({ schema, start }: Draft): readonly Trigger[] =>
  [...schema.triggers.values()].filter(({ table }) => sameIdentifier(table.name, start.name.name))

const refuseUnknown = (draft: Draft): void => {
  const table = tableOf(draft)
  const unknown = [
    ...(table.source === unknownText ? [`the table "${table.name.name}"`] : []),
    ...indexTexts(table).flatMap(({ name, sql }) => (sql === unknownText ? [`the index "${name}"`] : [])),
    ...ownTriggers(draft).flatMap(({ name, source }) => (source === unknownText ? [`the trigger "${name.name}"`] : [])),
  ]
  if (unknown.length > 0) throw unknownRefused(draft, unknown.join(', '))
}

const passingName = ({ before, start }: Draft): string => {
  let name = `migrate_old_${start.name.name}`
  while (describeOwner(before, name) !== null) name += '_'
  return name
}

const foreignKeysAreOff = script
  .assert(
    '(SELECT foreign_keys FROM pragma_foreign_keys) = 0',
    'foreign keys could not be switched off, and rows of others would be lost',
  )
  .map(inside)

/** Where rows refer to nothing already, or a table that is referred to is not there, copying them would be refused. */
const noOrphans = (table: string, otherwise: Question['otherwise']): Question => ({
  sql: `SELECT 1 FROM pragma_foreign_key_check(${literal(table)}, 'main') UNION ALL SELECT 1 FROM pragma_foreign_key_list(${literal(table)}, 'main') AS "key" WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = "key"."table" COLLATE NOCASE) LIMIT 1`,
  about: 'rows',
  expect: 'no rows',
  otherwise,
})

/** The new pages and what the journal or the WAL takes of them: as if the table were the whole file, then its own. */
const spaceOf = (table: string): readonly string[] => [
  'SELECT 2 * page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
  `SELECT 2 * total(pgsize) AS bytes FROM dbstat WHERE aggregate = TRUE AND name IN (SELECT name FROM main.sqlite_schema WHERE tbl_name = ${literal(table)} COLLATE NOCASE)`,
]

const around = (transaction: 'before' | 'after', sql: string): Statement => ({ sql, transaction, pieces: null })
