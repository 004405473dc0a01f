import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { makeWorkspace, revisionFile, withDatabase } from './workspace.js'

test('eight processes that start at once on no file apply each revision once, and all succeed', {
  timeout: 120_000,
}, async () => {
  const workspace = makeWorkspace()
  workspace.write(
    'packages/migrations/versions/0002_slow.ts',
    revisionFile(
      '0002',
      '0001',
      `op.createTable('ran', { at: integer() })
  op.run('a slow step', async (db) => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    await db.insertInto('ran').values({ at: 1 }).execute()
  })`,
      '',
      'integer',
    ),
  )
  workspace.migrate('heads')
  // Each process is ready to open the database before any of them may.
  const barrier = workspace.path('go')
  const ready = Array.from({ length: 8 }, (_, i) => workspace.path(`ready-${i}`))
  const hook = pathToFileURL(join(import.meta.dirname, 'barrier.mjs')).href
  const running = ready.map((file) =>
    workspace.start(['upgrade', 'head', '-v'], {
      NODE_OPTIONS: `--import ${hook}`,
      BARRIER: barrier,
      BARRIER_READY: file,
      BARRIER_DRIVER: join(import.meta.dirname, '../../package.json'),
    }),
  )
  while (!ready.every((file) => existsSync(file))) await new Promise((resolve) => setTimeout(resolve, 5))
  writeFileSync(barrier, '')
  const outcomes = await Promise.all(running.map(({ outcome }) => outcome))

  expect(outcomes.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual(outcomes.map(() => 0))
  const lines = outcomes.map(({ stderr }) => stderr).join('')
  expect(lines.match(/Running upgrade {2}-> 0001/g)).toHaveLength(1)
  expect(lines.match(/Running upgrade 0001 -> 0002/g)).toHaveLength(1)
  const waited = outcomes.filter(({ stderr }) => Number(/busy (\d+)/.exec(stderr)?.[1]) > 0)
  console.log(`${waited.length} of 8 processes met the lock of another`)
  expect(waited.length).toBeGreaterThanOrEqual(5)
  withDatabase(workspace.database, (database) => {
    expect(database.prepare('SELECT count(*) FROM ran').pluck().get()).toBe(1)
    expect(database.prepare('SELECT version_num FROM alembic_version').pluck().all()).toEqual(['0002'])
  })
})
