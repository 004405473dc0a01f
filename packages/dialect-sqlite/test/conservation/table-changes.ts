import type { Batch } from '@ads/migrate-core'
import { type Change, same } from './change.js'
import type { RandomDatabase } from './random-database.js'
import { type ColumnFact, sorted, type TableFacts } from './snapshot.js'

/** Indexes made and dropped. */
export const indexChanges = ({ plan, name }: RandomDatabase): Change[] => [
  {
    kind: 'create index',
    touches: ['new index', 'spareNumber'],
    record: (batch) => batch.createIndex('ix new', [name('spareNumber')]),
    facts: same,
    makes: ['ix new'],
  },
  ...(plan.indexes % 2 === 1
    ? [
        {
          kind: 'drop index',
          touches: ['ix plain'],
          record: (batch: Batch) => batch.dropIndex('ix plain'),
          facts: same,
          drops: ['ix plain'],
        },
      ]
    : []),
]

/** The table under another name, in another order, with other options. */
export const tableChanges = ({ plan, name, columns }: RandomDatabase): Change[] => {
  // Keys of STRICT tables and of those without rowid take no NULL, which no text says of this one.
  const notNullIn = (column: ColumnFact, { strict, withoutRowid }: Partial<TableFacts>): boolean =>
    plan.kind === 'composite' && column.name === name('code')
      ? strict === true || withoutRowid === true
      : column.notNull
  const everything = [...columns, 'other', 'fresh', 'new index', 'options']
  const options = (kind: string, sqlite: object, says: RegExp | null, facts: Partial<TableFacts>): Change => ({
    kind,
    touches: everything,
    record: () => {},
    batch: { tableOptions: { sqlite } },
    facts: (before) => ({
      ...before,
      ...facts,
      columns: before.columns.map((column) => ({ ...column, notNull: notNullIn(column, facts) })),
    }),
    ...(says === null ? {} : { says }),
    mayBeRefused: facts.strict === true || facts.withoutRowid === true,
  })
  const order = columns.toReversed().map(name)
  const row: Change['row'] = ({ '#rowid': _, ...rest }) => rest
  return [
    {
      kind: 'rename table',
      touches: ['other'],
      record: () => {},
      renamesTable: name('other'),
      renames: { [name('table')]: name('other') },
      facts: (facts) => ({
        ...facts,
        foreignKeys: sorted(
          facts.foreignKeys.map((key) => (key.table === name('table') ? { ...key, table: name('other') } : key)),
        ),
      }),
    },
    {
      kind: 'reorder',
      touches: everything,
      record: () => {},
      batch: { reorder: order },
      facts: (facts) => ({ ...facts, columns: facts.columns.toReversed() }),
    },
    plan.strict
      ? options('not strict', { strict: null }, null, { strict: false })
      : options('strict', { strict: true }, /STRICT/, { strict: true }),
    ...(plan.kind === 'without rowid'
      ? []
      : plan.kind === 'composite' && !plan.strict
        ? [{ ...options('without rowid', { withoutRowid: true }, /WITHOUT ROWID/, { withoutRowid: true }), row }]
        : []),
  ]
}
