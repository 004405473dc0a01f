import { defineHistory, Migrator, moduleScripts, type Op } from '@ads/migrate-core'
import { defineSchema, enumType, integer, sql, table, text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqlite } from '../../src/index.js'
import { databaseWith, expectRefused, revise, rowsOf, sourceOf } from '../conservation/revise.js'

const mood = ['calm', "it's", 'wild'] as const
const check = (column: string, values = "'calm', 'it''s', 'wild'", name = 'mood'): string =>
  `CONSTRAINT "${name}" CHECK ("${column}" COLLATE BINARY IN (${values}))`

describe('an enum', () => {
  it('is TEXT with a CHECK of its name, which refuses other values and lets NULL in', async () => {
    const db = databaseWith('')
    await revise(db, (op) => op.createTable('t', { id: integer().primaryKey(), m: enumType('mood', mood) }))
    expect(sourceOf(db, 't')).toContain(`"m" TEXT ${check('m')}`)
    db.exec(`INSERT INTO t VALUES (1, 'calm'), (2, 'it''s'), (3, NULL)`)
    expect(() => db.exec(`INSERT INTO t VALUES (4, 'cross')`)).toThrow('CHECK constraint failed: mood')
  })

  it('tells values apart by case, whatever the collation of the column', async () => {
    const db = databaseWith('')
    await revise(db, (op) => op.createTable('t', { m: enumType('mood', mood).collate('NOCASE') }))
    expect(() => db.exec(`INSERT INTO t VALUES ('CALM')`)).toThrow('CHECK constraint failed: mood')
  })

  it('comes with a new column, in place', async () => {
    const db = databaseWith('CREATE TABLE t (a); INSERT INTO t VALUES (1)')
    await revise(db, (op) => op.addColumn('t', 'm', enumType('mood', mood).notNull().default('calm')))
    expect(sourceOf(db, 't')).toBe(`CREATE TABLE t (a, "m" TEXT NOT NULL DEFAULT 'calm' ${check('m')})`)
    expect(rowsOf(db, 'SELECT * FROM t')).toEqual([[1, 'calm']])
    expect(() => db.exec(`UPDATE t SET m = 'cross'`)).toThrow('CHECK constraint failed: mood')
  })

  it('comes to a column whose values fit, and what is around it stays', async () => {
    const db = databaseWith(`CREATE TABLE t (a, -- first
      m TEXT /* how it is */ NOT NULL, b); INSERT INTO t VALUES (1, 'calm', 2)`)
    await revise(db, (op) => op.alterColumn('t', 'm', { type: enumType('mood', mood) }))
    expect(sourceOf(db, 't')).toBe(`CREATE TABLE t (a, -- first
      m TEXT ${check('m')} /* how it is */ NOT NULL, b)`)
  })

  it('goes from a column together with its CHECK', async () => {
    const db = databaseWith(`CREATE TABLE t (a, "m" TEXT ${check('m')}); INSERT INTO t VALUES (1, 'calm')`)
    await revise(db, (op) => op.alterColumn('t', 'm', { type: text() }))
    expect(sourceOf(db, 't')).toBe('CREATE TABLE t (a, "m" TEXT)')
  })

  it('goes with its column', async () => {
    const db = databaseWith(`CREATE TABLE t (a, "m" TEXT ${check('m')}, "n" TEXT ${check('n')})`)
    await revise(db, (op) => op.dropColumn('t', 'm'))
    expect(sourceOf(db, 't')).toBe(`CREATE TABLE t (a, "n" TEXT ${check('n')})`)
  })

  it('follows its column to a new name, and can be changed under it', async () => {
    const db = databaseWith(`CREATE TABLE t (a, "m" TEXT ${check('m')}); INSERT INTO t VALUES (1, 'calm')`)
    await revise(db, (op) => {
      op.renameColumn('t', 'm', 'n')
      op.alterColumn('t', 'n', { type: enumType('mood', ['calm', 'new']) })
    })
    expect(sourceOf(db, 't')).toBe(`CREATE TABLE t (a, "n" TEXT ${check('n', "'calm', 'new'")})`)
  })
})

describe('the values of an enum', () => {
  const before = `CREATE TABLE t (id INTEGER PRIMARY KEY, "m" TEXT ${check('m')}, "n" TEXT ${check('n')});
    INSERT INTO t VALUES (1, 'calm', 'wild'), (2, 'wild', 'wild'), (3, 'wild', NULL), (4, NULL, NULL)`

  it('change with the type of one column, and not with the others that have it', async () => {
    const db = databaseWith(before)
    await revise(db, (op) => op.alterColumn('t', 'm', { type: enumType('mood', ['calm', 'wild', 'new']) }))
    expect(sourceOf(db, 't')).toContain(`"m" TEXT ${check('m', "'calm', 'wild', 'new'")}, "n" TEXT ${check('n')}`)
    db.exec(`UPDATE t SET m = 'new' WHERE id = 1`)
  })

  it('are refused where rows have others, which are counted, with an example', async () => {
    const refusal = await expectRefused(databaseWith(before), (op) =>
      op.alterColumn('t', 'm', { type: enumType('mood', ['calm']) }),
    )
    expect(refusal.message).toMatch(/2 rows of "t" do not meet CHECK .*, for example \(id, m\) = \([23], 'wild'\)/)
  })

  it('change together with the rows, where `using` says what becomes of them', async () => {
    const db = databaseWith(before)
    await revise(db, (op) =>
      op.alterColumn('t', 'm', { type: enumType('mood', ['calm', 'other']), using: sql`replace(m, 'wild', 'other')` }),
    )
    expect(rowsOf(db, 'SELECT m FROM t')).toEqual([['calm'], ['other'], ['other'], [null]])
  })

  it('are refused as a constraint to drop, with what to do', async () => {
    const refusal = await expectRefused(databaseWith(before), (op) => op.dropConstraint('mood', 't'))
    expect(refusal.hint).toMatch(/^It is the type of "m": change that with alterColumn\./)
  })

  it('leave a CHECK alone that has the name by chance, and it can be dropped by it', async () => {
    const db = databaseWith(`CREATE TABLE t ("m" TEXT ${check('m')}, CONSTRAINT mood CHECK (m <> 'x'))`)
    await revise(db, (op) => op.dropConstraint('mood', 't'))
    expect(sourceOf(db, 't')).toBe(`CREATE TABLE t ("m" TEXT ${check('m')})`)
  })
})

it.each([
  ['without the collation', `m TEXT CONSTRAINT mood CHECK (m IN ('calm'))`],
  ['without a name', `m TEXT CHECK (m COLLATE BINARY IN ('calm'))`],
  ['on another type', `m VARCHAR(9) CONSTRAINT mood CHECK (m COLLATE BINARY IN ('calm'))`],
  ['behind the columns', `m TEXT, CONSTRAINT mood CHECK (m COLLATE BINARY IN ('calm'))`],
  ['about another column', `n, m TEXT CONSTRAINT mood CHECK (n COLLATE BINARY IN ('calm'))`],
])('a CHECK that somebody wrote %s is a constraint, and no enum', async (_how, columns) => {
  const db = databaseWith(`CREATE TABLE t (a, ${columns})`)
  const text = sourceOf(db, 't')
  await revise(db, (op) => op.alterColumn('t', 'm', { type: enumType('other', ['calm']) }))
  expect(sourceOf(db, 't').replace(/ CONSTRAINT "other" CHECK \("m" [^)]*\)\)/, '')).toBe(
    text.replace('VARCHAR(9)', 'TEXT'),
  )
})

describe('models with enums', () => {
  const models = (values: readonly [string, ...string[]]) =>
    defineSchema({
      t: table('t', { id: integer().primaryKey(), m: enumType('mood', values), n: enumType('mood', values) }),
    })

  const compare = async (change: (op: Op) => void, values: readonly [string, ...string[]]) => {
    const db = new Database(':memory:')
    onTestFinished(() => void db.close())
    const history = defineHistory({
      scripts: moduleScripts([
        {
          revision: 'one',
          downRevision: null,
          upgrade: (op) =>
            op.createTable('t', { id: integer().primaryKey(), m: enumType('mood', mood), n: enumType('mood', mood) }),
        },
        { revision: 'two', downRevision: 'one', upgrade: change },
      ]),
    })
    const migrator = new Migrator({ dialect: sqlite(), history, connection: db, schema: models(values) })
    await migrator.upgrade()
    return migrator
  }

  it('find nothing to do in the database that they were made into', async () => {
    const migrator = await compare(() => {}, mood)
    expect(await migrator.check()).toMatchObject({ upToDate: true, operations: [], drift: [] })
  })

  it('find nothing to do after values have changed, and the change can be undone', async () => {
    const migrator = await compare(
      (op) => {
        op.alterColumn('t', 'm', { type: enumType('mood', ['calm', 'new']) })
        op.alterColumn('t', 'n', { type: enumType('mood', ['calm', 'new']) })
      },
      ['calm', 'new'],
    )
    expect(await migrator.check()).toMatchObject({ upToDate: true, operations: [], drift: [] })
    await migrator.downgrade('one')
    await migrator.upgrade()
    expect(await migrator.check()).toMatchObject({ upToDate: true })
  })

  it('are made by a printed script as they are by the migrator', async () => {
    const migrator = await compare((op) => op.alterColumn('t', 'm', { type: enumType('mood', ['calm']) }), mood)
    const db = databaseWith('')
    db.exec((await migrator.script('upgrade', 'head')).sql)
    expect(sourceOf(db, 't')).toContain(`"m" TEXT ${check('m', "'calm'")}`)
    expect(sourceOf(db, 't')).toContain(`"n" TEXT ${check('n')}`)
  })

  it('find that values differ', async () => {
    expect(await (await compare(() => {}, ['calm', 'new'])).check()).toMatchObject({ upToDate: false })
  })
})
