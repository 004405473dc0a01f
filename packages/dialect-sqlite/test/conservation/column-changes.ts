import type { Batch } from '@ads/migrate-core'
import { integer, sql, text } from '@ads/migrate-core/schema'
import { type Change, changeColumn } from './change.js'
import type { RandomDatabase, Role } from './random-database.js'
import { type ColumnFact, type ForeignKeyFact, sorted } from './snapshot.js'

/** New columns of all kinds. */
export const newColumns = ({ name }: RandomDatabase): Change[] => {
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

/** Columns that go, some of them in use. */
export const lostColumns = ({ name, columns }: RandomDatabase): Change[] => {
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

/** Other names for each of the columns. */
export const renames = ({ name, columns }: RandomDatabase): Change[] =>
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
