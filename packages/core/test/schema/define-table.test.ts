import { describe, expect, test } from 'vitest'
import * as words from '../../src/schema/columns.js'
import { bigint, boolean, char, enumType, integer, numeric, rawType, text, varchar } from '../../src/schema/columns.js'
import { type AnyColumn, buildColumn, buildTable, table } from '../../src/schema/define-table.js'
import { objectName } from '../../src/schema/names.js'
import { sql } from '../../src/schema/sql.js'
import { check, foreignKey, index, primaryKey, unique } from '../../src/schema/table-extras.js'
import type { TableOptions } from '../../src/schema/types.js'

const campaigns = objectName('campaigns')

describe('columns', () => {
  test.each(Object.entries(words).filter(([, make]) => make.length === 0))(
    '%s() is a nullable column with nothing else',
    (word, make) => {
      const { column, constraints } = buildColumn('a', (make as () => AnyColumn)(), campaigns)
      expect(column).toStrictEqual({
        name: 'a',
        type: expect.objectContaining({ kind: word }),
        nullable: true,
        default: null,
        generated: null,
        autoIncrement: false,
        collation: null,
        comment: null,
        options: {},
      })
      expect(constraints).toEqual([])
    },
  )

  test.each([
    [varchar(20), { kind: 'varchar', length: 20 }],
    [varchar(), { kind: 'varchar', length: null }],
    [char(3), { kind: 'char', length: 3 }],
    [numeric(10, 2), { kind: 'numeric', precision: 10, scale: 2 }],
    [numeric(), { kind: 'numeric', precision: null, scale: null }],
    [enumType('mood', ['calm', 'wild']), { kind: 'enum', name: 'mood', values: ['calm', 'wild'] }],
    [rawType('geometry(point)'), { kind: 'raw', sql: 'geometry(point)' }],
  ])('a type keeps its arguments (%#)', (builder, type) => {
    expect(builder.definition.type).toStrictEqual(type)
  })

  test.each([
    [() => varchar(0), 'varchar(0) is no size'],
    [() => numeric(1.5), 'numeric(1.5) is no size'],
    [() => enumType('mood', ['calm', 'calm']), 'The type mood needs at least one value, and every value once'],
    [() => enumType('mood', [] as unknown as [string]), 'The type mood needs at least one value, and every value once'],
    [() => text().generatedAs(sql`1`).default('x'), 'A generated column cannot have a default'],
    [() => text().default('x').generatedAs(sql`1`), 'A column with a default cannot be generated'],
    [
      () => text().primaryKey({ autoIncrement: true as never }),
      'A text column cannot count up by itself: autoIncrement needs an integer',
    ],
  ])('what no database could do is refused (%#)', (make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_SCHEMA', message }))
  })

  test('a builder is not changed by its methods', () => {
    const base = integer()
    const before = structuredClone(base.definition)
    base.notNull().default(1).unique().check(sql`a`).references('t.id').primaryKey({ autoIncrement: true }).comment('c')
    base.collate('nocase').generatedAs(sql`1`)
    expect(base.definition).toEqual(before)
  })

  test('everything that is said arrives in the data', () => {
    const { column, constraints } = buildColumn(
      'account_id',
      bigint()
        .notNull()
        .default(7n)
        .unique('uq')
        .check(sql`account_id > 0`, 'ck')
        .check(sql`account_id < 9`)
        .references('ad_accounts.id', { onDelete: 'cascade', onUpdate: 'restrict', deferrable: 'initially deferred' })
        .references('audit.accounts.key', { name: 'fk' })
        .collate('nocase')
        .comment('whose'),
      campaigns,
    )
    expect(column).toMatchObject({ nullable: false, default: { value: 7n }, collation: 'nocase', comment: 'whose' })
    expect(constraints).toStrictEqual([
      { kind: 'unique', name: 'uq', columns: ['account_id'] },
      { kind: 'check', name: 'ck', expression: { sql: 'account_id > 0' } },
      { kind: 'check', name: null, expression: { sql: 'account_id < 9' } },
      {
        kind: 'foreignKey',
        name: null,
        columns: ['account_id'],
        references: { table: { schema: null, name: 'ad_accounts' }, columns: ['id'] },
        onDelete: 'cascade',
        onUpdate: 'restrict',
        deferrable: 'initially deferred',
        options: {},
      },
      {
        kind: 'foreignKey',
        name: 'fk',
        columns: ['account_id'],
        references: { table: { schema: 'audit', name: 'accounts' }, columns: ['key'] },
        onDelete: 'no action',
        onUpdate: 'no action',
        deferrable: 'not deferrable',
        options: {},
      },
    ])
  })

  test('a column made by another copy of core is a column', () => {
    const other = { definition: text().definition, [Symbol.for('@ads/migrate:column')]: true }
    expect(buildColumn('a', other, campaigns).column.type).toEqual({ kind: 'text' })
    expect(() => buildColumn('a', { definition: text().definition }, campaigns)).toThrow('campaigns.a is not a column')
  })

  test.each(['users', '.id', 'users.', 'a.b.c.d'])("'%s' is no column to reference", (target) => {
    expect(() => buildColumn('a', integer().references(target as 'a.b'), campaigns)).toThrow(
      `campaigns.a references '${target}'`,
    )
  })
})

describe('tables', () => {
  test('are complete data', () => {
    const dialectOptions = { anything: { strict: true } } as TableOptions
    const { table: built } = table(
      'campaigns',
      { id: integer().primaryKey({ autoIncrement: true, name: 'pk' }), name: text().unique(), on: boolean() },
      (t) => [
        unique(['name', t.on], { name: 'uq' }),
        check(sql`id > 0`),
        foreignKey(['id', 'name'], 'audit.users', ['id', 'name'], { onDelete: 'set null' }),
        index(t.name, sql`lower(name)`, { on: 'on', desc: true, collate: 'nocase' }),
        index(['name'], { name: 'ix', unique: true, where: sql`id > 1` }),
      ],
      { schema: 'ads', comment: 'what runs', ...dialectOptions },
    )
    const plainKey = { onUpdate: 'no action', deferrable: 'not deferrable', options: {} }
    expect(built).toStrictEqual({
      name: { schema: 'ads', name: 'campaigns' },
      columns: built.columns,
      constraints: [
        { kind: 'primaryKey', name: 'pk', columns: ['id'] },
        { kind: 'unique', name: null, columns: ['name'] },
        { kind: 'unique', name: 'uq', columns: ['name', 'on'] },
        { kind: 'check', name: null, expression: { sql: 'id > 0' } },
        {
          kind: 'foreignKey',
          name: null,
          columns: ['id', 'name'],
          references: { table: { schema: 'audit', name: 'users' }, columns: ['id', 'name'] },
          onDelete: 'set null',
          ...plainKey,
        },
      ],
      indexes: [
        {
          name: null,
          columns: [
            { on: 'name', descending: false, collation: null },
            { on: { sql: 'lower(name)' }, descending: false, collation: null },
            { on: 'on', descending: true, collation: 'nocase' },
          ],
          unique: false,
          where: null,
          options: {},
          source: null,
        },
        {
          name: 'ix',
          columns: [{ on: 'name', descending: false, collation: null }],
          unique: true,
          where: { sql: 'id > 1' },
          options: {},
          source: null,
        },
      ],
      options: dialectOptions,
      comment: 'what runs',
      source: null,
    })
    expect(built.columns.map((each) => [each.name, each.nullable, each.autoIncrement])).toEqual([
      ['id', false, true],
      ['name', true, false],
      ['on', true, false],
    ])
  })

  test('key columns are not null, wherever the key is written', () => {
    const built = buildTable(campaigns, { a: integer(), b: text(), c: text() }, (t) => [primaryKey(t.a!, 'b')])
    expect(built.columns.map((each) => each.nullable)).toEqual([false, false, true])
  })

  test.each([
    [() => buildTable(campaigns, { a: integer() }, () => [unique('b')]), /^campaigns has no column b, which/],
    [
      () => buildTable(campaigns, { a: integer().primaryKey(), b: integer().primaryKey() }),
      /^campaigns has 2 primary keys/,
    ],
    [
      () => buildTable(campaigns, { a: integer().primaryKey(), b: integer() }, () => [primaryKey('a', 'b')]),
      /^campaigns has 2 primary keys/,
    ],
    [() => buildTable(objectName(''), {}), /^A table needs a name/],
    [() => buildTable(campaigns, { '': integer() }), /^A column of campaigns needs a name/],
    [() => buildTable(campaigns, { id: integer as unknown as AnyColumn }), /^campaigns.id is not a column/],
    [() => foreignKey(['a', 'b'], 'users', ['id']), /each column needs its counterpart/],
    [() => foreignKey(['a'], 'a.b.c'), /'a.b.c' is neither 'table' nor 'schema.table'/],
    [() => unique(), /needs a column/],
    [() => primaryKey(), /needs a column/],
    [() => index(), /needs a column/],
  ])('what no database could be is refused (%#)', (define, message) => {
    expect(define).toThrow(expect.objectContaining({ code: 'INVALID_SCHEMA', message: expect.stringMatching(message) }))
  })

  test('two keys of one column each get the hint how one key of two is written', () => {
    expect(() => buildTable(campaigns, { a: integer().primaryKey(), b: integer().primaryKey() })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("primaryKey('a', 'b')") }),
    )
  })

  test('a foreign key without target columns references the primary key', () => {
    expect(foreignKey(['a'], 'users').constraint).toMatchObject({ references: { columns: [] } })
  })
})
