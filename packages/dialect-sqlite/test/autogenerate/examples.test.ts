import type { Answers } from '@ads/migrate-core'
import {
  bigint,
  boolean,
  date,
  defineSchema,
  double,
  enumType,
  index,
  integer,
  type Op,
  primaryKey,
  sql,
  table,
  text,
  trigger,
  unique,
  varchar,
  view,
} from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { answerNo, faultsIn, generateAnswering, noFaults, startEvolution } from './evolution.js'

type Models = ReturnType<typeof defineSchema>['schema']

const models = (...tables: readonly object[]): Models =>
  defineSchema(Object.fromEntries(tables.map((each, i) => [i, each]))).schema

const columns = { id: integer().primaryKey(), name: text(), n: integer() }
const strict = { sqlite: { strict: true } } as const
const without = { sqlite: { withoutRowid: true } } as const
const plain = models(table('t', columns))

/** Models as they were and as they are, and what a generated revision has to hold. */
const changes: readonly (readonly [
  what: string,
  from: Models | string,
  to: Models,
  expected: readonly string[],
  answers?: Answers,
])[] = [
  [
    'the name of a table',
    plain,
    models(table('renamed', columns)),
    ['renameTable'],
    { renames: [{ from: 't', to: 'renamed' }] },
  ],
  [
    'the name of a column',
    plain,
    models(table('t', { id: integer().primaryKey(), label: text(), n: integer() })),
    ['renameColumn'],
    { renames: [{ from: 't.name', to: 'label' }] },
  ],
  [
    'another primary key',
    models(table('t', { id: integer().primaryKey(), code: text().notNull() })),
    models(table('t', { id: integer().notNull(), code: text().primaryKey() })),
    ['batchAlterTable'],
  ],
  [
    'a key over more columns',
    models(table('t', { a: integer(), b: integer() }, () => [primaryKey('a')])),
    models(table('t', { a: integer(), b: integer() }, () => [primaryKey('a', 'b')])),
    ['batchAlterTable'],
  ],
  [
    'a key that goes',
    plain,
    models(table('t', { id: integer(), name: text(), n: integer() })),
    ['dropConstraint', 'alterColumn'],
  ],
  [
    'the text of a CHECK',
    models(table('t', { ...columns, n: integer().check(sql`n > 0`, 'ck') })),
    models(table('t', { ...columns, n: integer().check(sql`n > 1`, 'ck') })),
    ['dropConstraint', 'addConstraint'],
  ],
  [
    'the text of a CHECK without a name',
    'CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, name TEXT, n INTEGER CHECK (n > 0))',
    models(table('t', { ...columns, n: integer().check(sql`n > 1`) })),
    ['dropConstraint', 'addConstraint'],
  ],
  [
    'the expression of a generated column',
    models(table('t', { ...columns, g: integer().generatedAs(sql`n + 1`, { stored: true }) })),
    models(table('t', { ...columns, g: integer().generatedAs(sql`n + 2`, { stored: true }) })),
    ['alterColumn'],
  ],
  ['a collation', plain, models(table('t', { ...columns, name: text().collate('NOCASE') })), ['alterColumn']],
  [
    'the predicate of a partial index',
    models(table('t', columns, () => [index(['n'], { name: 'ix', where: sql`n > 0` })])),
    models(table('t', columns, () => [index(['n'], { name: 'ix', where: sql`n > 1` })])),
    ['dropIndex', 'createIndex'],
  ],
  [
    'the expression of an index',
    models(table('t', columns, () => [index([sql`lower(name)`], { name: 'ix' })])),
    models(table('t', columns, () => [index([sql`upper(name)`], { name: 'ix' })])),
    ['dropIndex', 'createIndex'],
  ],
  [
    'the name of an index',
    models(table('t', columns, () => [index(['n'], { name: 'ix_old' })])),
    models(table('t', columns, () => [index(['n'], { name: 'ix_new' })])),
    ['createIndex', 'dropIndex'],
  ],
  [
    'the name of a constraint',
    models(table('t', columns, () => [unique(['n'], { name: 'uq_old' })])),
    models(table('t', columns, () => [unique(['n'], { name: 'uq_new' })])),
    ['addConstraint', 'dropConstraint'],
  ],
  [
    'AUTOINCREMENT',
    plain,
    models(table('t', { ...columns, id: integer().primaryKey({ autoIncrement: true }) })),
    ['alterColumn'],
  ],
  [
    'AUTOINCREMENT taken off',
    models(table('t', { ...columns, id: integer().primaryKey({ autoIncrement: true }) })),
    plain,
    ['alterColumn'],
  ],
  ['STRICT', plain, models(table('t', columns, undefined, { sqlite: { strict: true } })), ['batchAlterTable']],
  [
    'STRICT taken off',
    models(table('t', columns, undefined, { sqlite: { strict: true } })),
    plain,
    ['batchAlterTable'],
  ],
  [
    'STRICT, with a column of the key that is computed from now on',
    models(table('t', { a: boolean(), n: integer().notNull() }, () => [primaryKey('a', 'n')])),
    models(table('t', { a: integer().generatedAs(sql`n + 1`), n: integer().notNull() }, undefined, strict)),
    ['batchAlterTable'],
  ],
  ['WITHOUT ROWID', plain, models(table('t', columns, undefined, without)), ['batchAlterTable']],
  ['WITHOUT ROWID taken off', models(table('t', columns, undefined, without)), plain, ['batchAlterTable']],
  [
    'WITHOUT ROWID and STRICT',
    plain,
    models(table('t', columns, undefined, { sqlite: { withoutRowid: true, strict: true } })),
    ['batchAlterTable'],
  ],
  [
    'STRICT with types that it spells otherwise',
    models(table('t', { id: integer().primaryKey(), flag: boolean(), day: text() })),
    models(
      table('t', { id: integer().primaryKey(), flag: boolean(), day: text() }, undefined, { sqlite: { strict: true } }),
    ),
    ['alterColumn', 'batchAlterTable'],
  ],
  [
    'a key that counts, and then is text in a STRICT table without a key',
    models(table('t', { id: integer().primaryKey({ autoIncrement: true }), n: integer() })),
    models(table('t', { id: varchar(20).notNull(), n: integer() }, undefined, { sqlite: { strict: true } })),
    ['batchAlterTable'],
  ],
  [
    'a key that counts, and then is a number in a key of two',
    models(table('t', { id: integer().primaryKey({ autoIncrement: true }), n: integer() })),
    models(table('t', { id: double().notNull(), n: integer().notNull() }, () => [primaryKey('id', 'n')])),
    ['batchAlterTable'],
  ],
  [
    'a key over another column of a table that becomes STRICT, which spells both otherwise',
    models(table('t', { a: boolean().notNull(), b: bigint().notNull(), c: integer() }, () => [primaryKey('a', 'b')])),
    models(
      table('t', { a: boolean().notNull(), c: integer(), d: bigint().notNull() }, () => [primaryKey('a', 'd')], strict),
    ),
    ['alterColumn', 'alterColumn', 'batchAlterTable', 'dropColumn'],
  ],
  [
    'a bigint that becomes the key and counts',
    models(table('t', { code: text().primaryKey(), n: bigint() })),
    models(table('t', { code: text().notNull(), n: bigint().primaryKey({ autoIncrement: true }) })),
    ['batchAlterTable'],
  ],
  [
    'another key of a table WITHOUT ROWID',
    models(table('t', { a: integer().notNull(), b: integer().notNull() }, () => [primaryKey('a')], without)),
    models(table('t', { a: integer().notNull(), b: integer().notNull() }, () => [primaryKey('b')], without)),
    ['batchAlterTable'],
  ],
  [
    'STRICT taken off with types that it spells otherwise',
    models(table('t', { id: integer().primaryKey(), flag: boolean() }, undefined, { sqlite: { strict: true } })),
    models(table('t', { id: integer().primaryKey(), flag: boolean() })),
    ['batchAlterTable', 'alterColumn'],
  ],
  [
    'a UNIQUE without a name that goes',
    'CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, name TEXT, n INTEGER UNIQUE)',
    plain,
    ['dropConstraint'],
  ],
  [
    'a view',
    models(table('t', columns), view('v', sql`SELECT id FROM t`)),
    models(table('t', columns), view('v', sql`SELECT id, n FROM t`), view('w', sql`SELECT id FROM v`)),
    ['dropView', 'createView', 'createView'],
  ],
  [
    'a trigger',
    models(table('t', columns), trigger('tr', 't', 'CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END')),
    models(table('t', columns), trigger('tr', 't', 'CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 2; END')),
    ['dropTrigger', 'createTrigger'],
  ],
  [
    'a column of a table that a view shows whole',
    models(table('t', columns), view('v', sql`SELECT * FROM t`)),
    models(table('t', { id: integer().primaryKey(), name: text() }), view('v', sql`SELECT * FROM t`)),
    ['dropView', 'dropColumn', 'createView'],
  ],
  [
    'two tables that refer to each other',
    plain,
    models(
      table('t', columns),
      table('a', { id: integer().primaryKey(), b: integer().references('b.id') }),
      table('b', { id: integer().primaryKey(), a: integer().references('a.id') }),
    ),
    ['createTable', 'createTable', 'addConstraint'],
  ],
  [
    'two tables that referred to each other',
    models(
      table('t', columns),
      table('a', { id: integer().primaryKey(), b: integer().references('b.id') }),
      table('b', { id: integer().primaryKey(), a: integer().references('a.id') }),
    ),
    plain,
    ['dropConstraint', 'dropTable', 'dropTable'],
  ],
  [
    'the key that another table refers to',
    models(
      table('t', { id: integer().primaryKey(), code: text().unique() }),
      table('c', { id: integer().primaryKey(), t: text().references('t.code') }),
    ),
    models(
      table('t', { id: integer().primaryKey(), code: text() }),
      table('c', { id: integer().primaryKey(), t: text() }),
    ),
    ['dropConstraint', 'dropConstraint'],
  ],
  [
    'an index that moves to another table',
    models(
      table('t', columns, () => [index(['n'], { name: 'ix' })]),
      table('u', columns),
    ),
    models(
      table('t', columns),
      table('u', columns, () => [index(['n'], { name: 'ix' })]),
    ),
    ['dropIndex', 'createIndex'],
  ],
  [
    'a table that becomes STRICT and keeps none of its columns',
    models(table('t', { a: bigint().notNull(), b: text() })),
    models(table('t', { id: integer().primaryKey(), c: boolean() }, undefined, strict)),
    ['alterColumn', 'dropColumn', 'batchAlterTable', 'addColumn', 'dropColumn'],
  ],
  [
    'a new key of a type that STRICT has no word for, in a table that is no longer STRICT',
    models(table('t', { a: text() }, undefined, strict)),
    models(table('t', { flag: boolean().primaryKey(), a: text() })),
    ['batchAlterTable', 'alterColumn'],
  ],
  [
    'a column computed from a new one, in a table that is no longer STRICT',
    models(table('t', { ...columns, g: integer().generatedAs(sql`n + 1`) }, undefined, strict)),
    models(table('t', { ...columns, m: integer(), g: integer().generatedAs(sql`m + 1`) })),
    ['batchAlterTable', 'addColumn', 'alterColumn'],
  ],
  [
    'a column computed from a new one instead of one that goes, in a table that is no longer STRICT',
    models(table('t', { ...columns, m: integer(), g: integer().generatedAs(sql`m + 1`) }, undefined, strict)),
    models(table('t', { ...columns, k: integer(), g: integer().generatedAs(sql`k + 1`) })),
    ['batchAlterTable', 'addColumn', 'alterColumn', 'dropColumn'],
  ],
  [
    'a column with what is computed from it',
    models(table('t', { ...columns, g: integer().generatedAs(sql`n + 1`) })),
    models(table('t', { id: integer().primaryKey(), name: text() })),
    ['dropColumn', 'dropColumn'],
  ],
]

describe('autogenerate finds', () => {
  const cases = changes.map(([what, from, to, expected, answers = {}]) => [what, from, to, expected, answers] as const)
  it.each(cases)('%s, there and back', async (_, from, to, expected, answers) => {
    const evolution = await startEvolution(from)
    const generated = await generateAnswering(evolution, to, answerNo, answers)
    expect(generated.result.operations.map(({ kind }) => kind)).toEqual(expected)
    const scripts = [evolution.first, generated.script!]
    await evolution.migrator(scripts).upgrade()
    expect(faultsIn(await evolution.migrator(scripts, to).check())).toEqual(noFaults)
    await evolution.migrator(scripts).downgrade('r1')
    expect(faultsIn(await evolution.migrator([evolution.first]).check())).toEqual(noFaults)
    await evolution.migrator(scripts).upgrade()
    evolution.db.close()
  })
})

it('takes a constraint that is said twice for one', async () => {
  const once = models(table('t', columns, () => [unique(['n'], { name: 'uq' })]))
  const twice = models(table('t', columns, () => [unique(['n'], { name: 'uq' }), unique(['n'], { name: 'uq_2' })]))
  for (const [from, to] of [
    [once, twice],
    [twice, once],
  ] as const) {
    const evolution = await startEvolution(from)
    const { script } = await evolution.generate(to)
    expect(script).toBeNull()
    evolution.db.close()
  }
})

it('spells the types that a batch gives to columns as the options want that it gives to the table', async () => {
  const { db, first, migrator } = await startEvolution(models(table('t', { id: integer().primaryKey(), n: integer() })))
  const becomes = (strict: true | null) => (op: Op) =>
    op.batchAlterTable(
      't',
      (batch) => {
        batch.addColumn(`new_${strict}`, boolean())
        batch.alterColumn('n', { type: boolean() })
      },
      { tableOptions: { sqlite: { strict } } },
    )
  const scripts = [first, { revision: 'r2', downRevision: 'r1', upgrade: becomes(true) }]
  const types = () => db.prepare("SELECT type FROM pragma_table_info('t')").pluck().all()
  await migrator(scripts).upgrade()
  expect(types()).toEqual(['INTEGER', 'INTEGER', 'INTEGER'])
  await migrator([...scripts, { revision: 'r3', downRevision: 'r2', upgrade: becomes(null) }]).upgrade()
  expect(types()).toEqual(['INTEGER', 'BOOLEAN', 'INTEGER', 'BOOLEAN'])
  db.close()
})

it('refuses another type than an integer for what goes on counting up', async () => {
  const { db, first, migrator } = await startEvolution(
    models(table('t', { id: integer().primaryKey({ autoIncrement: true }), n: integer() })),
  )
  const upgradeTo = (changes: Parameters<Op['alterColumn']>[2]) =>
    migrator([first, { revision: 'r2', downRevision: 'r1', upgrade: (op) => op.alterColumn('t', 'id', changes) }])
  await expect(upgradeTo({ type: double() }).upgrade()).rejects.toMatchObject({
    code: 'OPERATION_REFUSED',
    message: expect.stringContaining('"t"."id" counts up by itself, so it can only be an integer'),
  })
  await upgradeTo({ type: double(), autoIncrement: false }).upgrade()
  expect(db.prepare("SELECT type FROM pragma_table_info('t') WHERE name = 'id'").pluck().get()).toBe('DOUBLE')
  db.close()
})

/** What a table holds after the generated revision, and what it holds after its downgrade. */
const rowsOf = async (from: Models, to: Models, insert: string, select: string, answers: Answers = {}) => {
  const evolution = await startEvolution(from)
  const { db, first, migrator } = evolution
  db.exec(insert)
  const { script } = await generateAnswering(evolution, to, answerNo, answers)
  const scripts = [first, script!]
  await migrator(scripts).upgrade()
  expect(faultsIn(await migrator(scripts, to).check())).toEqual(noFaults)
  const rows = () => db.prepare(select).raw().all()
  const back = async () => {
    await migrator(scripts).downgrade('r1')
    expect(faultsIn(await migrator([first]).check())).toEqual(noFaults)
    return rows()
  }
  return { after: rows(), back }
}

describe('rows', () => {
  it.each([
    ['', {}],
    [' WITHOUT ROWID', without],
  ])('of a table%s are numbered by a new key that counts', async (_, options) => {
    const { after, back } = await rowsOf(
      models(table('t', { code: text().primaryKey() }, undefined, options)),
      models(table('t', { id: integer().primaryKey({ autoIncrement: true }), code: text().notNull() })),
      "INSERT INTO t VALUES ('a'), ('b')",
      'SELECT * FROM t ORDER BY code',
    )
    expect(after).toEqual([
      ['a', 1],
      ['b', 2],
    ])
    expect(await back()).toEqual([['a'], ['b']])
  })

  it('are not numbered by a key that refers to others, but refuse it before anything is done', async () => {
    const parent = table('p', { id: integer().primaryKey() })
    const { db, first, migrator, generate } = await startEvolution(models(parent, table('t', { code: text() })))
    db.exec("INSERT INTO t VALUES ('a')")
    const to = models(parent, table('t', { id: integer().primaryKey().references('p.id'), code: text() }))
    const { script } = await generate(to, { answers: { fills: { 't.id': null } } })
    await expect(migrator([first, script!]).upgrade()).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringContaining('"t"."id" cannot be added as NOT NULL'),
    })
    db.close()
  })

  it('get back the very numbers of a key that counted, since they go on as rowids', async () => {
    const { back } = await rowsOf(
      models(
        table('t', { id: integer().primaryKey({ autoIncrement: true }), code: text().notNull() }, undefined, strict),
      ),
      models(table('t', { code: text().notNull() })),
      "INSERT INTO t (id, code) VALUES (7, 'a'), (9, 'b')",
      'SELECT * FROM t ORDER BY code',
    )
    expect(await back()).toEqual([
      ['a', 7],
      ['b', 9],
    ])
  })

  it('are filled with a value of the new type where a table is no longer STRICT', async () => {
    const { after } = await rowsOf(
      models(table('t', { id: integer().primaryKey(), n: integer() }, undefined, strict)),
      models(table('t', { id: integer().primaryKey(), n: date().notNull() })),
      'INSERT INTO t VALUES (1, NULL)',
      'SELECT n FROM t',
      { fills: { 't.n': 'some day' } },
    )
    expect(after).toEqual([['some day']])
  })

  it.each([
    [
      'unique index',
      models(table('t', columns, () => [index(['n'], { name: 'ix', unique: true })])),
      'the unique index "ix"',
    ],
    [
      'unique index over an expression, where it looks',
      models(table('t', columns, () => [index([sql`lower(name)`], { name: 'ix', unique: true, where: sql`n = 1` })])),
      'the unique index "ix"',
    ],
    ['UNIQUE', models(table('t', { ...columns, n: integer().unique() })), 'UNIQUE over (n)'],
  ])('that a new %s does not fit are counted, and refuse it before anything is done', async (_, to, words) => {
    const evolution = await startEvolution(plain)
    const { db, first, migrator } = evolution
    db.exec("INSERT INTO t VALUES (1, 'a', 1), (2, 'A', 1), (3, 'a', 2)")
    const { script } = await evolution.generate(to)
    await expect(migrator([first, script!]).upgrade()).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringMatching(new RegExp(`cannot .*${words.replaceAll(/[()]/g, '.')}.*: 1 values are there`)),
    })
    db.exec('DELETE FROM t WHERE id = 2')
    await migrator([first, script!]).upgrade()
    db.close()
  })

  it('that a new expression would give no value of their enum are counted, and refuse it before anything is done', async () => {
    const mood = () => enumType('mood', ['1', 'calm'])
    const { db, first, migrator, generate } = await startEvolution(models(table('t', { n: integer(), mood: mood() })))
    db.exec("INSERT INTO t VALUES (1, 'calm'), (NULL, NULL), (2, 'calm')")
    const { script } = await generate(models(table('t', { n: integer(), mood: mood().generatedAs(sql`n`) })))
    await expect(migrator([first, script!]).upgrade()).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringContaining('1 rows of "t" do not meet CHECK'),
    })
    db.exec('DELETE FROM t WHERE n = 2')
    await migrator([first, script!]).upgrade()
    db.close()
  })

  it('that a new expression gives the same need not be told apart by a unique index that goes', async () => {
    const before = { code: text().primaryKey(), n: integer() }
    const { after } = await rowsOf(
      models(table('t', before, () => [index(['n'], { name: 'ix', unique: true })], without)),
      models(table('t', { id: integer().primaryKey(), code: text(), n: integer().generatedAs(sql`length("id")`) })),
      "INSERT INTO t VALUES ('a', 5), ('b', 6)",
      'SELECT code, n FROM t ORDER BY code',
    )
    expect(after).toEqual([
      ['a', 1],
      ['b', 1],
    ])
  })

  it('that one value is put into cannot be told apart by it as their key', async () => {
    const { db, first, migrator } = await startEvolution(models(table('t', { code: text().notNull() })))
    db.exec("INSERT INTO t VALUES ('a'), ('b')")
    const upgrade = (op: Op) =>
      op.batchAlterTable('t', (batch) => {
        batch.addColumn('k', text().notNull(), { fill: '' })
        batch.createPrimaryKey('pk_t', ['k'])
      })
    const script = { revision: 'r2', downRevision: 'r1', upgrade }
    await expect(migrator([first, script]).upgrade()).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringContaining('cannot have the primary key (k): 1 values are there more than once'),
    })
    db.close()
  })
})
