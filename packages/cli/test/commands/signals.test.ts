import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
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
