import type { Batch, Op } from '@ads/migrate-core'
import { bigint, integer, rawType, sql, text } from '@ads/migrate-core/schema'
import type { RandomDatabase, Role } from './random-database.js'
import { type ColumnFact, type ForeignKeyFact, type Row, sorted, type TableFacts } from './snapshot.js'

type BatchInput = NonNullable<Parameters<Op['batchAlterTable']>[2]>

/** One change of the table under test, and what it says is to be different. Everything else has to stay. */
export interface Change {
  readonly kind: string
  /** What it touches; two changes of one batch touch different things. */
  readonly touches: readonly string[]
  readonly record: (batch: Batch) => void
  /** Items of the table's text that may be written otherwise. */
  readonly rewrites?: readonly string[]
  readonly removes?: readonly string[]
  readonly renames?: Readonly<Record<string, string>>
  readonly facts: (facts: TableFacts) => TableFacts
  /** A row as it has to be afterwards; the same one where left out. */
  readonly row?: (row: Row, position: number) => Row
  /** Indexes that it makes or drops. */
  readonly makes?: readonly string[]
  readonly drops?: readonly string[]
  /** The database may have something that stands in its way. */
  readonly mayBeRefused?: boolean
  /** What becomes of the table as a whole. */
  readonly renamesTable?: string
  readonly batch?: BatchInput
  /** What the table's text says afterwards, where no pragma tells it; and what it no longer says. */
  readonly says?: RegExp
  readonly unsays?: RegExp
}

/** All changes that can be tried on the database: those that something may stand in the way of seldom. */
export const changesOf = (random: RandomDatabase): Change[] => {
  const all = [
    ...facetChanges(random),
    ...newColumns(random),
    ...lostColumns(random),
    ...constraintChanges(random),
    ...renames(random),
    ...indexChanges(random),
    ...tableChanges(random),
  ]
  return all.flatMap((change) => {
    // A name with a dot in it is read as a schema and a table.
    if (random.name('parent').includes('.') && /refers|add foreign key/.test(change.kind)) return []
    if (change.mayBeRefused === true) return [change]
    return Array.from({ length: change.kind === 'rename column' ? 4 : 16 }, () => change)
  })
}

const changeColumn = (
  facts: TableFacts,
  name: string,
  changes: Partial<ColumnFact> | ((column: ColumnFact) => Partial<ColumnFact>),
): TableFacts => ({
  ...facts,
  columns: facts.columns.map((column) =>
    column.name === name ? { ...column, ...(typeof changes === 'function' ? changes(column) : changes) } : column,
  ),
})

const same = (facts: TableFacts): TableFacts => facts

const facetChanges = ({ plan, name, columns }: RandomDatabase): Change[] => {
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

const newColumns = ({ name }: RandomDatabase): Change[] => {
  const fresh = name('fresh')
  const add = (
    kind: string,
    column: Parameters<Batch['addColumn']>[1],
    options: NonNullable<Parameters<Batch['addColumn']>[2]>,
    fact: Partial<ColumnFact>,
    value: string,
    more: Partial<Change> & { readonly foreignKey?: ForeignKeyFact; readonly unique?: boolean } = {},
  ): Change => {
    const { foreignKey, unique, ...rest } = more
    return {
      kind: `add column ${kind}`,
      touches: options.before === undefined && options.after === undefined ? ['fresh'] : ['fresh', 'word', 'id'],
      record: (batch) => batch.addColumn(fresh, column, options),
      facts: (facts) => {
        const added = { name: fresh, type: 'TEXT', notNull: false, default: null, key: 0, hidden: 0, ...fact }
        const anchor = options.before ?? options.after
        const at = facts.columns.findIndex((each) => each.name === anchor)
        const place = anchor === undefined ? facts.columns.length : options.before === undefined ? at + 1 : at
        return {
          ...facts,
          columns: [...facts.columns.slice(0, place), added, ...facts.columns.slice(place)],
          foreignKeys: foreignKey === undefined ? facts.foreignKeys : sorted([...facts.foreignKeys, foreignKey]),
          keys: unique === true ? sorted([...facts.keys, { origin: 'u', columns: [fresh] }]) : facts.keys,
        }
      },
      row: (row) => ({ ...row, [fresh]: value }),
      ...rest,
    }
  }
  return [
    add('plain', text(), {}, {}, 'null NULL'),
    add('with default', text().notNull().default("d'd"), {}, { notNull: true, default: "'d''d'" }, "text 'd''d'"),
    add('filled', integer().notNull(), { fill: 4 }, { type: 'INTEGER', notNull: true }, 'integer 4'),
    add('before', text().default(''), { before: name('word') }, { default: "''" }, "text ''"),
    add('after', integer(), { after: name('id') }, { type: 'INTEGER' }, 'null NULL'),
    add('unique', text().unique('uq_fresh'), {}, {}, 'null NULL', { unique: true }),
    add('with check', integer().check(sql`${sql.id(fresh)} > 0`, 'ck_fresh'), {}, { type: 'INTEGER' }, 'null NULL'),
    add(
      'that refers',
      integer().references(`${name('parent')}.id`, { onDelete: 'cascade' }),
      {},
      { type: 'INTEGER' },
      'null NULL',
      {
        foreignKey: { table: name('parent'), from: [fresh], to: ['id'], onUpdate: 'NO ACTION', onDelete: 'CASCADE' },
        // A name with a dot in it cannot be told from a schema and a table.
      },
    ),
    add('generated', text().generatedAs(sql`'g'`), {}, { hidden: 2 }, "text 'g'"),
    add('stored', text().generatedAs(sql`'s'`, { stored: true }), {}, { hidden: 3 }, "text 's'"),
  ]
}

const lostColumns = ({ name, columns }: RandomDatabase): Change[] => {
  const drop = (role: Role, more: Partial<Change> = {}): Change => ({
    kind: `drop column${more.mayBeRefused === true ? ' in use' : ''}`,
    touches: [role],
    removes: [role],
    record: (batch) => batch.dropColumn(name(role)),
    facts: (facts) => ({ ...facts, columns: facts.columns.filter((column) => column.name !== name(role)) }),
    row: ({ [name(role)]: _, ...rest }) => rest,
    ...more,
  })
  return [
    drop('spareText'),
    drop('spareNumber'),
    drop('link'),
    ...columns.filter((role) => role === 'late' || role === 'label' || role === 'total').map((role) => drop(role)),
    drop('amount', { mayBeRefused: true }),
  ]
}

const constraintChanges = ({ plan, name, items }: RandomDatabase): Change[] => {
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
            // The columns of a key are made NOT NULL, as SQL has it.
            rewrites: ['code'],
            touches: ['id', 'code'],
            record: (batch: Batch) => batch.createPrimaryKey('pk new', [name('code')]),
            facts: (facts: TableFacts) =>
              // Of two keys that say the same SQLite keeps one.
              ({
                ...changeColumn(facts, name('code'), { key: 1, notNull: true }),
                keys: [{ origin: 'pk', columns: [name('code')] }],
              }),
            mayBeRefused: true,
          },
        ]
      : []),
  ]
}

const renames = ({ name, columns }: RandomDatabase): Change[] =>
  columns.map((role) => {
    const [from, to] = [name(role), name('other')]
    const renamed = (column: string): string =>
      column.replace(/^([\s\S]*?)( desc)?$/, (all, base, desc) => (base === from ? to + (desc ?? '') : all))
    return {
      kind: 'rename column',
      touches: [role, 'other'],
      renames: { [from]: to },
      record: (batch) => batch.renameColumn(from, to),
      facts: (facts) => ({
        ...changeColumn(facts, from, { name: to }),
        foreignKeys: sorted(
          facts.foreignKeys.map((key) => ({
            ...key,
            from: key.from.map((column) => (column === from ? to : column)),
            to: key.table === name('table') ? key.to.map((column) => (column === from ? to : column)) : key.to,
          })),
        ),
        keys: sorted(facts.keys.map((key) => ({ ...key, columns: key.columns.map(renamed) }))),
      }),
      row: ({ [from]: value, ...rest }) => ({ ...rest, [to]: value! }),
    }
  })

const indexChanges = ({ plan, name }: RandomDatabase): Change[] => [
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

const tableChanges = ({ plan, name, columns }: RandomDatabase): Change[] => {
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

/** Which of the changes make up a case, and how they are carried out. */
export interface Choice {
  readonly picks: readonly number[]
  readonly how: 'auto' | 'always' | 'nothing'
}

/** Up to three changes that do not meddle with each other. */
export const chosenChanges = (random: RandomDatabase, { picks, how }: Choice): Change[] => {
  const all = changesOf(random)
  const chosen: Change[] = []
  for (const pick of how === 'nothing' ? [] : picks) {
    const change = all[pick % all.length]!
    if (!chosen.some(({ touches }) => touches.some((each) => change.touches.includes(each)))) chosen.push(change)
  }
  return chosen
}

/** The changes as a revision: one by itself as its own operation, more of them as one batch. */
export const recordChanges = (op: Op, random: RandomDatabase, changes: readonly Change[], { how }: Choice): void => {
  const table = random.name('table')
  const inBatch = changes.filter(({ renamesTable }) => renamesTable === undefined)
  const options: BatchInput = Object.assign({}, ...inBatch.map(({ batch }) => batch ?? {}))
  if (how === 'auto' && inBatch.length === 1 && inBatch[0]!.batch === undefined) {
    inBatch[0]!.record(onTable(op, table))
  } else if (how !== 'auto' || inBatch.length > 0) {
    const record = (batch: Batch): void => {
      for (const change of inBatch) change.record(batch)
    }
    op.batchAlterTable(table, record, { ...options, recreate: how === 'auto' ? 'auto' : 'always' })
  }
  for (const { renamesTable } of changes) if (renamesTable !== undefined) op.renameTable(table, renamesTable)
}

/** The methods of an op with the table filled in. */
const onTable = (op: Op, table: string): Batch => ({
  addColumn: (name, column, options) => op.addColumn(table, name, column, options),
  dropColumn: (name, options) => op.dropColumn(table, name, options),
  renameColumn: (name, to) => op.renameColumn(table, name, to),
  alterColumn: (column, changes) => op.alterColumn(table, column, changes),
  createForeignKey: (name, columns, to, toColumns, options) =>
    op.createForeignKey(name, table, columns, to, toColumns, options),
  createUniqueConstraint: (name, columns) => op.createUniqueConstraint(name, table, columns),
  createCheckConstraint: (name, condition) => op.createCheckConstraint(name, table, condition),
  createPrimaryKey: (name, columns) => op.createPrimaryKey(name, table, columns),
  dropConstraint: (constraint, options) => op.dropConstraint(constraint, table, options),
  createIndex: (name, columns, options) => op.createIndex(name, table, columns, options),
  dropIndex: (name, options) => op.dropIndex(name, { table, ...options }),
})
