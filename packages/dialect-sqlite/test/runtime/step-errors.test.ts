import { moduleScripts, type Op, type ScriptModule, type ScriptSource } from '@ads/migrate-core'
import { integer } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { chain, testDatabase } from './database.js'

/** Scripts that say which files they are from. */
const inFiles = (scripts: readonly ScriptModule[]): ScriptSource => {
  const inner = moduleScripts(scripts)
  return {
    headers: async () =>
      (await inner.headers()).map((header) => ({ ...header, path: `versions/${header.revision}.ts` })),
    load: inner.load,
  }
}

const tables = (op: Op): void => {
  op.createTable('users', { id: integer().primaryKey() })
  op.execute('CREATE TABLE posts (user_id INTEGER REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED)')
}
const orphan = (op: Op): void => op.execute('INSERT INTO posts VALUES (7)')

const migratorOf = (database: ReturnType<typeof testDatabase>, ...upgrades: readonly ScriptModule['upgrade'][]) =>
  database.migrator([], { with: { scripts: inFiles(chain(...upgrades)) } })

describe('a deferred foreign key that fails at commit', () => {
  it('is told with the revision and its file, which is rolled back whole', async () => {
    const database = testDatabase()
    await database.migrator(chain(tables)).upgrade()
    const before = database.dump()
    await expect(migratorOf(database, tables, orphan).upgrade()).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: 'upgrade of r2 (versions/r2.ts) failed at «COMMIT»: FOREIGN KEY constraint failed',
      hint: 'The revision was rolled back whole.',
      cause: { code: 'CONSTRAINT_FAILED' },
    })
    expect(database.dump()).toBe(before)
    await migratorOf(database, tables, () => {}).upgrade()
  })

  it("takes back the whole run under transaction: 'all', and says so", async () => {
    const database = testDatabase()
    await database.migrator(chain(tables)).upgrade()
    const before = database.dump()
    const all = database.migrator(
      chain(tables, (op) => op.createTable('more', { id: integer() }), orphan),
      { with: { transaction: 'all' } },
    )
    await expect(all.upgrade()).rejects.toMatchObject({
      message: expect.stringMatching(/^upgrade of r3 failed at «COMMIT»/),
      hint: 'The whole run was rolled back.',
    })
    expect(database.dump()).toBe(before)
  })
})

it('an error tells programs the statement, and the ways of which it is one, with their reasons', async () => {
  const database = testDatabase()
  await database.migrator(chain(tables)).upgrade()
  const error = await migratorOf(database, tables, (op) => op.addColumn('users', 'id', integer()))
    .upgrade()
    .catch((error) => error)
  expect(error).toMatchObject({ code: 'OPERATION_REFUSED', data: { revision: 'r2', path: 'versions/r2.ts' } })
  const broken = await migratorOf(database, tables, (op) => op.execute('INSERT INTO nothing VALUES (1)'))
    .upgrade()
    .catch((error) => error)
  expect(broken).toMatchObject({
    code: 'STEP_FAILED',
    data: {
      revision: 'r2',
      statement: 'INSERT INTO nothing VALUES (1)',
      plan: { operations: [{ kind: 'execute' }], ways: [{ name: 'native', reason: 'SQL as it is written' }] },
    },
  })
})

it('a printed script comes with its plan: the groups, their ways, reasons and questions, and the way it takes', async () => {
  const { sql, plan } = await testDatabase()
    .migrator(chain(tables, (op) => op.alterColumn('posts', 'user_id', { nullable: false })))
    .script('upgrade', 'head')
  const [, second] = plan.steps
  expect(second).toMatchObject({ direction: 'upgrade', revision: 'r2', from: ['r1'], to: ['r2'] })
  const [group] = second!.groups
  expect(group).toMatchObject({ operations: [{ kind: 'alterColumn' }], taken: 'recreate' })
  expect(group!.ways.map(({ name }) => name)).toEqual(['schema edit', 'recreate'])
  for (const { name, reason, before, statements } of group!.ways) {
    expect(reason).not.toBe('')
    expect(before.length).toBeGreaterThan(0)
    if (name === group!.taken) for (const { sql: statement } of statements) expect(sql).toContain(statement)
  }
})

describe('a revision that changes the version table', () => {
  it.each([
    ['deletes its row', 'DELETE FROM alembic_version', 'VERSION_ROW_MISSING', 'to change by one row, not 0'],
    ['changes its row', "UPDATE alembic_version SET version_num = 'x'", 'VERSION_ROW_MISSING', 'not 0'],
    ['drops it', 'DROP TABLE alembic_version', 'STEP_FAILED', 'no such table: alembic_version'],
  ])('and %s is named with its file, and rolled back whole', async (_, sql, code, message) => {
    const database = testDatabase()
    await database.migrator(chain(tables)).upgrade()
    const before = database.dump()
    const error = await migratorOf(database, tables, (op) => op.execute(sql))
      .upgrade()
      .catch((error) => error)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^upgrade of r2 \(versions\/r2\.ts\) failed at «the version table»: /)
    expect(error.message).toContain(message)
    expect(database.dump()).toBe(before)
  })
})
