import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprint, makeWorkspace, revisionFile, withDatabase } from './workspace.js'

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('%s rolls the revision back, says so in one line, and ends the command', async (signal, code) => {
  const workspace = makeWorkspace()
  workspace.migrate('upgrade', 'head')
  const before = fingerprint(workspace.database)
  workspace.write(
    'packages/migrations/versions/0002_slow.ts',
    revisionFile(
      '0002',
      '0001',
      `op.addColumn('campaigns', 'note', text())
  op.run('a slow step', async (db) => {
    await db.insertInto('ad_accounts').values({ id: 1 }).execute()
    await new Promise((resolve) => setTimeout(resolve, 20_000))
    await db.insertInto('ad_accounts').values({ id: 2 }).execute()
  })`,
      '',
      'text',
    ),
  )
  const running = workspace.start(['upgrade', 'head'])
  while (!existsSync(`${workspace.database}-journal`)) await new Promise((resolve) => setTimeout(resolve, 20))
  await new Promise((resolve) => setTimeout(resolve, 200))
  const started = performance.now()
  running.kill(signal)
  const outcome = await running.outcome
  expect(performance.now() - started).toBeLessThan(5000)
  expect(outcome.stderr).toMatch(/error: upgrade of 0002 .*: interrupted\. The revision was rolled back whole\.\n$/)
  expect(outcome.code).toBe(code)
  expect(existsSync(`${workspace.database}-journal`)).toBe(false)
  expect(fingerprint(workspace.database)).toBe(before)
})

test('a signal while another migrator is waited for ends the command at once', async () => {
  const workspace = makeWorkspace()
  workspace.migrate('upgrade', 'head')
  await withDatabase(workspace.database, async (database) => {
    database.exec('BEGIN IMMEDIATE')
    const running = workspace.start(['downgrade', 'base'])
    await new Promise((resolve) => setTimeout(resolve, 2500))
    running.kill('SIGTERM')
    const { code, stderr } = await running.outcome
    expect(stderr).toContain('Waiting for another migrator')
    expect(code).toBe(143)
    database.exec('ROLLBACK')
  })
  expect(workspace.migrate('current').stdout).toBe('0001 (head)\n')
})

test.each([1, 2])('%i signals while a copy is upgraded leave nothing of the copy', async (count) => {
  const workspace = makeWorkspace()
  workspace.migrate('upgrade', 'head')
  const before = fingerprint(workspace.database)
  workspace.write(
    'packages/migrations/versions/0002_slow.ts',
    revisionFile(
      '0002',
      '0001',
      `op.run('a slow step', async (db) => {
    await db.insertInto('ad_accounts').values({ id: 1 }).execute()
    await new Promise((resolve) => setTimeout(resolve, 20_000))
  })`,
    ),
  )
  const folder = dirname(workspace.database)
  const filesOfCopy = () => readdirSync(folder).filter((name) => name.includes('rehearsal'))
  const running = workspace.start(['plan', '--on-copy'])
  while (filesOfCopy().length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
  for (let i = 0; i < count; i++) running.kill('SIGTERM')
  expect((await running.outcome).code).toBe(143)
  expect(filesOfCopy()).toEqual([])
  expect(fingerprint(workspace.database)).toBe(before)
})

test('a second signal ends a command at once that does not end by itself, and the database is whole', async () => {
  const workspace = makeWorkspace()
  workspace.migrate('upgrade', 'head')
  const before = fingerprint(workspace.database)
  workspace.write(
    'packages/migrations/versions/0002_slow.ts',
    revisionFile(
      '0002',
      '0001',
      `op.addColumn('campaigns', 'note', text())
  op.run('a slow step', async (db) => {
    await db.insertInto('ad_accounts').values({ id: 1 }).execute()
    await new Promise((resolve) => setTimeout(resolve, 20_000))
  })`,
      '',
      'text',
    ),
  )
  const running = workspace.start(['upgrade', 'head'])
  while (!existsSync(`${workspace.database}-journal`)) await new Promise((resolve) => setTimeout(resolve, 20))
  const started = performance.now()
  for (let i = 0; i < 2; i++) running.kill('SIGINT')
  const { code } = await running.outcome
  expect(performance.now() - started).toBeLessThan(5000)
  expect(code).toBe(130)
  expect(workspace.migrate('current').stdout).toBe('0001\n')
  expect(withDatabase(workspace.database, (db) => db.pragma('integrity_check', { simple: true }))).toBe('ok')
  expect(fingerprint(workspace.database)).toBe(before)
})

test('a signal between two parts of a revision outside of a transaction keeps what is done, and the next run goes on', async () => {
  const workspace = makeWorkspace()
  const script = revisionFile(
    '0002',
    '0001',
    `op.createTable('counted', { part: integer() })
  op.execute('INSERT INTO counted VALUES (2)')
  op.run('a slow step', async (db) => {
    const { rows } = await db.selectFrom('counted').select('part').execute().then((rows) => ({ rows }))
    await db.insertInto('counted').values({ part: 3 }).execute()
    if (process.env.SLOW) await new Promise((resolve) => setTimeout(resolve, 20_000))
    if (rows.length !== 1) throw new Error('done twice')
  })`,
    '',
    'integer',
  ).replace('export function upgrade', "export const transaction = 'none'\n\nexport function upgrade")
  workspace.write('packages/migrations/versions/0002_parts.ts', script)
  workspace.migrate('upgrade', '0001')
  const running = workspace.start(['upgrade', 'head'], { SLOW: '1' })
  await new Promise((resolve) => setTimeout(resolve, 3000))
  running.kill('SIGTERM')
  const { code, stderr } = await running.outcome
  expect(stderr).toContain('2 of 3 parts are done and stay so')
  expect(code).toBe(143)
  expect(workspace.migrate('upgrade', 'head').code).toBe(0)
  withDatabase(workspace.database, (db) => expect(db.prepare('SELECT part FROM counted').pluck().all()).toEqual([2, 3]))
})

test('a reader that goes away is quiet, and ends no upgrade', () => {
  const workspace = makeWorkspace()
  const piped = (...args: string[]) => {
    const command = `"$NODE" "$BIN" ${args.join(' ')} 2>&1 | true; echo "\${PIPESTATUS[0]}"`
    const env = { ...process.env, NODE: process.execPath, BIN: join(import.meta.dirname, '../../bin/migrate.js') }
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: workspace.folder, env, encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout
  }
  expect(piped('upgrade', 'head', '-v')).toBe('0\n')
  expect(workspace.migrate('current').stdout).toBe('0001 (head)\n')
  expect(piped('history', '-v')).toBe('0\n')
  expect(piped('upgrade', 'nowhere')).toBe('1\n')
})
