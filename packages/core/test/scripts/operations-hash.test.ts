import { expect, test } from 'vitest'
import type { Op } from '../../src/operations/op.js'
import type { OperationKind } from '../../src/operations/operation.js'
import { boolean, defaultNaming, foreignKey, integer, numeric, sql, text, varchar } from '../../src/schema.js'
import { operationsHash } from '../../src/scripts/operations-hash.js'
import type { Script } from '../../src/scripts/script-source.js'
import { scriptOf } from './scripts.js'

const recordedOf = (upgrade: (op: Op) => void, downgrade: Script['downgrade'] = null, dialect = 'none') =>
  operationsHash(scriptOf(upgrade, downgrade), { dialect, naming: defaultNaming })

const hashOf = async (upgrade: (op: Op) => void, downgrade: Script['downgrade'] = null): Promise<string> =>
  (await recordedOf(upgrade, downgrade)).operations

const differ = async (...scripts: readonly ((op: Op) => void)[]) =>
  expect(new Set(await Promise.all(scripts.map((script) => hashOf(script)))).size).toBe(scripts.length)

/** Each kind with as much as it can say. */
const examples: Readonly<Record<OperationKind, (op: Op) => void>> = {
  createTable: (op) =>
    op.createTable(
      'users',
      { id: integer().primaryKey(), email: varchar(80).notNull().unique(), team: integer().default(0) },
      () => [foreignKey(['team'], 'teams', ['id'], { onDelete: 'cascade' })],
      { ifNotExists: true, comment: 'people' },
    ),
  dropTable: (op) => op.dropTable('users', { ifExists: true }),
  renameTable: (op) => op.renameTable('users', 'people', { schema: 'hr' }),
  addColumn: (op) => op.addColumn('users', 'age', integer().notNull().check(sql`age > 0`), { after: 'name', fill: 1 }),
  dropColumn: (op) => op.dropColumn('users', 'age', { cascade: true }),
  renameColumn: (op) => op.renameColumn('users', 'age', 'years'),
  alterColumn: (op) =>
    op.alterColumn('users', 'age', { type: numeric(10, 2), nullable: false, fill: 0, default: null }),
  addConstraint: (op) => op.createUniqueConstraint('uq_users_email', 'users', ['email']),
  dropConstraint: (op) => op.dropConstraint({ foreignKey: ['team'] }, 'users'),
  createIndex: (op) => op.createIndex('ix', 'users', ['a', sql`lower(b)`], { unique: true, where: sql`a > 0` }),
  dropIndex: (op) => op.dropIndex('ix', { table: 'users' }),
  batchAlterTable: (op) =>
    op.batchAlterTable('users', (batch) => batch.dropColumn('a'), { recreate: 'always', reorder: ['c', 'b'] }),
  createView: (op) => op.createView('grown', sql`SELECT * FROM users WHERE age >= ${18}`),
  dropView: (op) => op.dropView('grown'),
  createTrigger: (op) => op.createTrigger('t', 'users', 'CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; END'),
  dropTrigger: (op) => op.dropTrigger('t', { ifExists: true }),
  bulkInsert: (op) =>
    op.bulkInsert('users', [{ a: 1, b: 'x', c: null, d: false, e: 2n ** 60n, f: new Uint8Array([7]) }]),
  execute: (op) => op.execute('DELETE FROM users', { reverse: sql`SELECT ${'one'}` }),
  run: (op) => op.run('trim names', async () => {}, { offline: 'skip' }),
}

test('the hashes of released versions stay what they are, since databases remember them', async () => {
  const lines = await Promise.all(
    Object.entries(examples).map(async ([kind, record]) => `${kind} ${await hashOf(record, record)}`),
  )
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/operation-hashes.txt')
})

test('a changed default, type, order, option or direction changes the hash', async () => {
  await differ(
    (op) => op.addColumn('t', 'c', integer().default(0)),
    (op) => op.addColumn('t', 'c', integer().default(1)),
    (op) => op.addColumn('t', 'c', integer()),
    (op) => op.addColumn('t', 'c', text().default('0')),
    (op) => op.addColumn('t', 'c', integer().notNull().default(0)),
    (op) => op.addColumn('t', 'c', integer().default(sql`0`)),
    (op) => op.addColumn('t', 'c', boolean().default(false)),
    (op) => op.addColumn('t', 'c', boolean()),
  )
  const [one, two] = [(op: Op) => op.dropTable('one'), (op: Op) => op.dropTable('two')]
  await differ(
    (op) => {
      one(op)
      two(op)
    },
    (op) => {
      two(op)
      one(op)
    },
    one,
    two,
    () => {},
  )
  expect(await hashOf(one, two)).not.toBe(await hashOf(two, one))
  const derived = await operationsHash(
    { ...scriptOf(one), downgrade: undefined },
    { dialect: 'none', naming: defaultNaming },
  )
  expect(new Set([derived.operations, await hashOf(one, null), await hashOf(one, () => {})]).size).toBe(3)
})

test('how a script is written makes no difference', async () => {
  const column = () => integer().default(1)
  const compact = await hashOf((op) => op.addColumn('t', 'c', column()))
  const wordy = await hashOf((op: Op): void => {
    // a comment
    for (const name of ['c']) op.addColumn('t', name, integer().default(1), { ifNotExists: false })
  })
  expect(wordy).toBe(compact)
})

test('a query of Kysely counts by what it says', async () => {
  const query = (name: string) => (op: Op) =>
    op.execute((db) => db.updateTable('users').set({ name }).where('id', 'in', [1, 2]))
  expect(await hashOf(query('ada'))).toBe(
    await hashOf((op) => op.execute((q) => q.updateTable('users').where('id', 'in', [1, 2]).set({ name: 'ada' }))),
  )
  await differ(
    query('ada'),
    query('bob'),
    (op) => op.execute((db) => db.deleteFrom('users')),
    (op) => op.execute('update "users" set "name" = $1 where "id" in ($2, $3)'),
  )
  await differ(
    (op) => op.execute('x', { reverse: (db) => db.deleteFrom('users') }),
    (op) => op.execute('x'),
  )
})

test('a data step counts by its description, and says that there is more', async () => {
  const one = await recordedOf((op) => op.run('trim', async (db) => void (await db.deleteFrom('a').execute())))
  const other = await recordedOf((op) => op.run('trim', async () => {}))
  expect(one).toEqual(other)
  expect(one.hasDataSteps).toBe(true)
  expect(
    (
      await recordedOf(
        () => {},
        (op) => op.run('trim', async () => {}),
      )
    ).hasDataSteps,
  ).toBe(true)
  expect((await recordedOf((op) => op.execute('x'))).hasDataSteps).toBe(false)
  await differ(
    (op) => op.run('trim', async () => {}),
    (op) => op.run('cut', async () => {}),
  )
})

test('says for which dialect it holds where a script asks for the dialect, and only there', async () => {
  const script = (op: Op) => op.execute(op.dialect === 'one' ? 'ONE' : 'OTHER')
  const [one, other] = [await recordedOf(script, null, 'one'), await recordedOf(script, null, 'other')]
  expect([one.dialect, other.dialect]).toEqual(['one', 'other'])
  expect(one.operations).not.toBe(other.operations)
  const plain = (op: Op) => op.execute('X')
  expect(await recordedOf(plain, null, 'one')).toEqual(await recordedOf(plain, null, 'other'))
  expect((await recordedOf(plain, null, 'one')).dialect).toBe(null)
})

test('a script that cannot be recorded is named', async () => {
  await expect(hashOf(async () => {})).rejects.toMatchObject({ code: 'INVALID_SCRIPT', message: /^revision 0001: / })
  await expect(
    hashOf(() => {
      throw new TypeError('no')
    }),
  ).rejects.toMatchObject({ code: 'SCRIPT_THREW', message: 'revision 0001: TypeError: no' })
})
