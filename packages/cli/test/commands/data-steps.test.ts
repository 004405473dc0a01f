import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { install } from '../small-project.js'
import { fingerprint, makeWorkspace, revisionFile, withDatabase } from './workspace.js'

const versions = 'packages/migrations/versions'

test('a data step is run by upgrade, once, and by nothing else', async () => {
  const workspace = makeWorkspace(install)
  const counter = workspace.path('counter.txt')
  const calls = () => (existsSync(counter) ? readFileSync(counter, 'utf8').length : 0)
  workspace.write(
    `${versions}/0002_fill.ts`,
    `import { appendFileSync } from 'node:fs'\n${revisionFile(
      '0002',
      '0001',
      `op.run('fill names', async (db) => {
    appendFileSync(${JSON.stringify(counter)}, 'x')
    await db.insertInto('ad_accounts').values({ id: 1, name: "O'Hara" }).execute()
  })`,
    )}`,
  )
  const printed = await workspace.run('upgrade', 'head', '--sql')
  expect(printed).toMatchObject({ code: 1, stdout: '' })
  expect((await workspace.run('upgrade', '0001')).code).toBe(0)
  expect((await workspace.run('check')).code).toBe(3)
  expect((await workspace.run('check', '--offline')).code).toBe(0)
  expect((await workspace.run('revision', '--autogenerate', '--offline', '-m', 'x')).stderr).toContain('No changes')
  expect(calls()).toBe(0)

  expect((await workspace.run('upgrade', 'head')).code).toBe(0)
  expect((await workspace.run('upgrade', 'head')).code).toBe(0)
  expect((await workspace.run('check')).code).toBe(0)
  expect(calls()).toBe(1)
  const names = withDatabase(workspace.database, (database) =>
    database.prepare('SELECT name FROM ad_accounts').pluck().all(),
  )
  expect(names).toEqual(["O'Hara"])
})

test('a query written with Kysely does the same online and as printed text', async () => {
  const workspace = makeWorkspace(install)
  workspace.write(
    `${versions}/0002_fill.ts`,
    revisionFile(
      '0002',
      '0001',
      `op.execute((db) => db.insertInto('ad_accounts').values({ id: 7, name: "it's; -- \\"x\\"", is_test: 1, currency: null }))`,
      `op.execute((db) => db.deleteFrom('ad_accounts').where('id', '=', 7))`,
    ),
  )
  expect((await workspace.run('upgrade', 'head')).code).toBe(0)
  const script = (await workspace.run('upgrade', 'head', '--sql')).stdout
  const byScript = workspace.path('by-script.db')
  withDatabase(byScript, (database) => database.exec(script))
  expect(fingerprint(byScript)).toBe(fingerprint(workspace.database))
  expect((await workspace.run('downgrade', '-1')).code).toBe(0)
})

test('a revision whose SQL fails leaves the database as it was, and says revision, file, statement and cause', async () => {
  const workspace = makeWorkspace(install)
  await workspace.run('upgrade', 'head')
  const before = fingerprint(workspace.database)
  workspace.write(
    `${versions}/0002_more.ts`,
    revisionFile(
      '0002',
      '0001',
      `op.addColumn('campaigns', 'note', text())
  op.execute("INSERT INTO campaigns (id, note) VALUES (1, 'x')")
  op.execute('INSERT INTO nowhere VALUES (1)')`,
      '',
      'text',
    ),
  )
  const { code, stderr } = await workspace.run('upgrade', 'head')
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /error: upgrade of 0002 \(.*0002_more\.ts\) failed at «INSERT INTO nowhere VALUES \(1\)»: no such table: nowhere\./,
  )
  expect(fingerprint(workspace.database)).toBe(before)
  expect((await workspace.run('current')).stdout).toBe('0001\n')
})
