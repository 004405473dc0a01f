import type { Batch } from '@ads/migrate-core'
import { sql } from '@ads/migrate-core/schema'
import { type Change, changeColumn, same } from './change.js'
import type { RandomDatabase } from './random-database.js'
import { sorted, type TableFacts } from './snapshot.js'

/** Constraints made and dropped. */
export const constraintChanges = ({ plan, name, items }: RandomDatabase): Change[] => {
  const withKey = (facts: TableFacts, columns: readonly string[]): TableFacts => ({
    ...facts,
    keys: sorted([...facts.keys, { origin: 'u', columns }]),
  })
  const referring = items.some((item) => item.key === 'foreign') ? 'foreign' : 'parentId'
  const has = (kind: string): boolean => items.some((item) => item.key === kind)
  return [
    {
      kind: 'add unique',
      touches: ['new unique', 'code', 'word'],
      record: (batch) => batch.createUniqueConstraint('uq new', [name('word'), name('code')]),
      facts: (facts) => withKey(facts, [name('word'), name('code')]),
    },
    {
      kind: 'add unique over duplicates',
      touches: ['new unique', 'spareNumber'],
      record: (batch) => batch.createUniqueConstraint('uq number', [name('spareNumber')]),
      facts: (facts) => withKey(facts, [name('spareNumber')]),
      mayBeRefused: true,
    },
    {
      kind: 'add check',
      touches: ['new check', 'amount'],
      record: (batch) => batch.createCheckConstraint('ck new', sql`${sql.id(name('amount'))} IS NOT 'never'`),
      facts: same,
      says: /CONSTRAINT\s+"ck new"\s+CHECK[\s\S]*'never'/,
    },
    {
      kind: 'add unnamed check',
      touches: ['new check'],
      record: (batch) => batch.createCheckConstraint(null, sql`1 IN (1, ')')`),
      facts: same,
      says: /CHECK\s*\(1 IN \(1, '\)'\)\)/,
    },
    {
      kind: 'add check that rows fail',
      touches: ['new check', 'code'],
      record: (batch) => batch.createCheckConstraint('ck bad', sql`${sql.id(name('code'))} IS NULL`),
      facts: same,
      says: /ck bad/,
      mayBeRefused: true,
    },
    {
      kind: 'add foreign key',
      touches: ['new foreign', 'link'],
      record: (batch) =>
        batch.createForeignKey('fk new', [name('link')], name('parent'), ['id'], { onDelete: 'set null' }),
      facts: (facts) => ({
        ...facts,
        foreignKeys: sorted([
          ...facts.foreignKeys,
          { table: name('parent'), from: [name('link')], to: ['id'], onUpdate: 'NO ACTION', onDelete: 'SET NULL' },
        ]),
      }),
    },
    {
      kind: 'drop foreign key',
      touches: ['parentId'],
      rewrites: referring === 'foreign' ? [] : ['parentId'],
      removes: referring === 'foreign' ? ['foreign'] : [],
      record: (batch) => batch.dropConstraint({ foreignKey: [name('parentId')] }),
      facts: (facts) => ({
        ...facts,
        foreignKeys: facts.foreignKeys.filter(({ from }) => from.join() !== name('parentId')),
      }),
    },
    ...(has('named check')
      ? [
          {
            kind: 'drop named check',
            touches: ['named check'],
            removes: ['named check'],
            record: (batch: Batch) => batch.dropConstraint('ck,amount'),
            facts: same,
            unsays: /ck,amount/,
          },
        ]
      : []),
    ...(plan.kind === 'rowid' || plan.kind === 'autoincrement'
      ? [
          {
            kind: 'drop unique',
            touches: ['code'],
            rewrites: has('unique') ? [] : ['code'],
            removes: has('unique') ? ['unique'] : [],
            record: (batch: Batch) => batch.dropConstraint({ unique: [name('code')] }),
            facts: (facts: TableFacts) => ({
              ...facts,
              keys: facts.keys.filter(({ columns }) => columns.join() !== name('code')),
            }),
          },
        ]
      : []),
    ...(plan.kind === 'implicit'
      ? [
          {
            kind: 'add primary key',
            touches: ['id', 'code'],
            record: (batch: Batch) => batch.createPrimaryKey('pk new', [name('code')]),
            facts: (facts: TableFacts) =>
              // Of two keys that say the same SQLite keeps one.
              ({
                // Only STRICT itself takes no NULL into a key.
                ...changeColumn(facts, name('code'), facts.strict ? { key: 1, notNull: true } : { key: 1 }),
                keys: [{ origin: 'pk', columns: [name('code')] }],
              }),
            mayBeRefused: true,
          },
        ]
      : []),
  ]
}
