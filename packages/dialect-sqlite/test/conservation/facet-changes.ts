import type { Batch } from '@ads/migrate-core'
import { bigint, integer, rawType, sql, text } from '@ads/migrate-core/schema'
import { type Change, changeColumn } from './change.js'
import type { RandomDatabase, Role } from './random-database.js'
import type { ColumnFact } from './snapshot.js'

/** What is said of a column, said otherwise. */
export const facetChanges = ({ plan, name, columns }: RandomDatabase): Change[] => {
  const [spare, number] = [name('spareText'), name('spareNumber')]
  const alter = (
    kind: string,
    role: Role,
    changes: Parameters<Batch['alterColumn']>[1],
    facts: Partial<ColumnFact>,
    more: Partial<Change> = {},
  ): Change => ({
    kind: `alter ${kind}`,
    touches: [role],
    rewrites: [role],
    record: (batch) => batch.alterColumn(name(role), changes),
    facts: (before) => changeColumn(before, name(role), facts),
    ...more,
  })
  return [
    plan.spareNotNull
      ? alter('drop not null', 'spareText', { nullable: true }, { notNull: false })
      : alter(
          'set not null',
          'spareText',
          { nullable: false, fill: 'filled' },
          { notNull: true },
          { row: (row) => (row[spare] === 'null NULL' ? { ...row, [spare]: "text 'filled'" } : row) },
        ),
    alter('set not null unfilled', 'amount', { nullable: false }, { notNull: true }, { mayBeRefused: true }),
    alter('set default', 'spareText', { default: "it's;" }, { default: "'it''s;'" }),
    alter('set default of used', 'word', { default: null }, { default: null }),
    alter('set default expression', 'amount', { default: sql`abs(-2)` }, { default: 'abs(-2)' }),
    alter('drop default', 'spareText', { default: null }, { default: null }),
    ...(columns.includes('late')
      ? [
          alter('default of short rows', 'late', { default: 7 }, { default: '7' }),
          alter('no default of short rows', 'late', { default: null }, { default: null }),
        ]
      : []),
    alter(
      'type to text',
      'spareNumber',
      { type: text() },
      { type: 'TEXT' },
      { row: (row) => ({ ...row, [number]: asText(row[number]!) }), mayBeRefused: true },
    ),
    alter(
      'type alike',
      'link',
      { type: plan.strict ? integer() : bigint() },
      { type: plan.strict ? 'INTEGER' : 'BIGINT' },
    ),
    alter('type to blob', 'link', { type: rawType('BLOB') }, { type: 'BLOB' }, { mayBeRefused: true }),
    alter(
      'set collation',
      'spareText',
      { collate: 'NOCASE' },
      {},
      { says: /COLLATE\s+"?NOCASE[\s\S]*COLLATE\s+"?NOCASE/ },
    ),
    alter('drop collation', 'spareText', { collate: null }, {}, { unsays: /COLLATE\s+RTRIM/ }),
    ...(columns.includes('total') ? [alter('not generated', 'total', { generated: null }, { hidden: 0 })] : []),
    ...(columns.includes('label')
      ? [
          alter(
            'generated otherwise',
            'label',
            { generated: { as: sql`'new'`, stored: true } },
            {},
            { row: (row) => ({ ...row, [name('label')]: "text 'new'" }) },
          ),
        ]
      : []),
    ...(plan.kind === 'rowid'
      ? [alter('to autoincrement', 'id', { autoIncrement: true }, {}, { says: /AUTOINCREMENT/ })]
      : []),
    ...(plan.kind === 'autoincrement'
      ? [alter('from autoincrement', 'id', { autoIncrement: false }, {}, { unsays: /AUTOINCREMENT/ })]
      : []),
  ]
}

/** What the engine makes of a value that a text column takes. */
const asText = (value: string): string => {
  if (value.startsWith('integer ')) return `text '${value.slice(8)}'`
  if (value.startsWith('real ')) return `text '${value.slice(5)}'`
  return value
}
