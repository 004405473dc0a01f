import { type Operation, objectName } from '@ads/migrate-core'
import { describe, expect, it } from 'vitest'
import { database, definitions, perform, planFor } from './perform.js'
import { index } from './tables.js'

const create = (made: ReturnType<typeof index>, ifNotExists = false): Operation => ({
  kind: 'createIndex',
  table: objectName('t'),
  index: made,
  ifNotExists,
})
const drop = (name: string, table: string | null = 't', ifExists = false): Operation => ({
  kind: 'dropIndex',
  index: objectName(name),
  table: table === null ? null : objectName(table),
  ifExists,
})
const execute = (sql: string): Operation => ({ kind: 'execute', statement: { sql }, reverse: null })

describe('createIndex', () => {
  it('writes columns, expressions, orders, collations and conditions', async () => {
    const connection = await database('CREATE TABLE t (a, b)')
    await perform(
      connection,
      create({
        ...index('ix "t"', []),
        columns: [
          { on: 'a', descending: true, collation: 'NOCASE' },
          { on: { sql: 'lower(b)' }, descending: false, collation: null },
        ],
        unique: true,
        where: { sql: 'a > 0' },
      }),
    )
    expect((await definitions(connection))[1]).toBe(
      'CREATE UNIQUE INDEX "ix ""t""" ON "t" ("a" COLLATE "NOCASE" DESC, lower(b)) WHERE a > 0',
    )
    await connection.close()
  })

  it.each<[string, Operation, RegExp]>([
    ['a name that is taken by an index', create(index('I', ['a'])), /already an index of "t"/],
    ['a name that is taken by a table', create(index('t', ['a'])), /already a table/],
    ['a column that is not there', create(index('j', ['x'])), /no column "x"/],
    [
      'a table that is not there',
      { ...create(index('j', ['a'])), table: objectName('x') } as Operation,
      /no table "x"/,
    ],
  ])('refuses %s', async (_, operation, message) => {
    const connection = await database('CREATE TABLE t (a); CREATE INDEX i ON t (a)')
    await expect(planFor(connection, operation)).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringMatching(message),
    })
    await connection.close()
  })

  it('does nothing with ifNotExists where it is there', async () => {
    const connection = await database('CREATE TABLE t (a); CREATE INDEX i ON t (a)')
    expect(await perform(connection, create(index('I', ['a']), true))).toEqual([])
    await connection.close()
  })
})

describe('dropIndex', () => {
  it('drops it, with or without the name of its table', async () => {
    const connection = await database('CREATE TABLE t (a); CREATE INDEX i ON t (a); CREATE INDEX j ON t (a)')
    await perform(connection, drop('i'), drop('j', null))
    expect(await definitions(connection)).toEqual(['CREATE TABLE t (a)'])
    await connection.close()
  })

  it('is refused where a foreign key needs it, which SQLite would not notice', async () => {
    const setup = 'CREATE TABLE t (a, b); CREATE UNIQUE INDEX i ON t (a); CREATE TABLE c (x REFERENCES t (a))'
    const connection = await database(setup)
    await expect(planFor(connection, drop('i'))).rejects.toMatchObject({
      message: expect.stringContaining('"c" needs it'),
    })
    await connection.execute('CREATE UNIQUE INDEX j ON t (a)')
    await perform(connection, drop('i'))
    await connection.close()
  })

  it('is refused where the table has none of that name, unless ifExists is said', async () => {
    const connection = await database('CREATE TABLE t (a); CREATE TABLE u (a); CREATE INDEX i ON u (a)')
    await expect(planFor(connection, drop('i'))).rejects.toMatchObject({ message: 'the table "t" has no index "i"' })
    expect(await perform(connection, drop('x', 't', true))).toEqual([])
    await perform(connection, drop('x', null, true))
    await connection.close()
  })
})

describe('execute', () => {
  it('runs each statement of a text', async () => {
    const connection = await database('CREATE TABLE t (a)')
    await perform(connection, execute("INSERT INTO t VALUES (';'); -- next\nUPDATE t SET a = a || '!';"))
    expect((await connection.execute('SELECT a FROM t')).rows).toEqual([{ a: ';!' }])
    await connection.close()
  })

  it('does nothing for a text of comments', async () => {
    const connection = await database('')
    expect(await perform(connection, execute('-- nothing'))).toEqual([])
    await connection.close()
  })

  it('refuses what would end the transaction, wherever it stands in the text', async () => {
    const connection = await database('CREATE TABLE t (a)')
    await expect(planFor(connection, execute('DELETE FROM t; COMMIT'))).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringContaining('COMMIT'),
    })
    await connection.close()
  })
})

it('leaves code to the runtime: a run is one way without statements', async () => {
  const connection = await database('')
  const [group] = await planFor(connection, {
    kind: 'run',
    description: 'x',
    run: async () => {},
    reverse: null,
    offline: null,
  })
  expect(group!.ways.map(({ statements }) => statements)).toEqual([[]])
  await connection.close()
})
