import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { fingerprint, makeWorkspace, type Outcome, revisionFile, withDatabase } from './workspace.js'

const signals = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const

test.each(signals)('%s rolls the revision back, says so in one line, and ends the command', async (signal, code) => {
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

test.each([
  ['a statement', "op.execute('INSERT INTO slow ' + long)"],
  [
    'a query of a data step',
    `op.run('slow', async (db) => {
    await db.insertInto('slow').columns(['n']).expression(sql.raw(long)).execute()
  })`,
  ],
])('a signal during %s that takes long is heard right behind it, and nothing is committed', async (_, body) => {
  const workspace = makeWorkspace()
  workspace.migrate('upgrade', 'head')
  const before = fingerprint(workspace.database)
  const script = revisionFile('0002', '0001', `op.createTable('slow', { n: integer() })\n  ${body}`, '', 'integer')
  workspace.write(
    'packages/migrations/versions/0002_slow.ts',
    `${script.replace('import {', "import { sql } from 'kysely'\nimport {")}
const long = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT max(i) FROM n'
`,
  )
  const running = workspace.start(['upgrade', 'head'])
  while (!existsSync(`${workspace.database}-journal`)) await new Promise((resolve) => setTimeout(resolve, 5))
  running.kill('SIGINT')
  const { code, stderr } = await running.outcome
  expect(stderr).toMatch(/: interrupted\. The revision was rolled back whole\.\n$/)
  expect(code).toBe(130)
  expect(fingerprint(workspace.database)).toBe(before)
})

test.each(signals)(
  '%s while the config is still loaded ends a command at once with %i, and in silence',
  async (signal, code) => {
    const workspace = makeWorkspace()
    workspace.write(
      'slow.config.ts',
      `import { writeFileSync } from 'node:fs'
writeFileSync('loading', '')
await new Promise((resolve) => setTimeout(resolve, 20_000))
export { default } from './migrate.config.js'
`,
    )
    const running = workspace.start(['heads', '-c', 'slow.config.ts'])
    while (!existsSync(workspace.path('loading'))) await new Promise((resolve) => setTimeout(resolve, 20))
    running.kill(signal)
    expect(await running.outcome).toEqual({ code, signal: null, stdout: '', stderr: '' })
  },
)

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

const long = process.env.LONG !== undefined
const hook = pathToFileURL(join(import.meta.dirname, 'kill-at.mjs')).href
const driver = join(import.meta.dirname, '../../package.json')

test(`a signal at any moment leaves all or nothing of the revision, no lock, and the exit code of the signal or none`, {
  timeout: 3_600_000,
}, async () => {
  const workspace = makeWorkspace()
  expect(workspace.migrate('upgrade', 'head').code).toBe(0)
  workspace.write(
    'packages/migrations/versions/0002_more.ts',
    revisionFile(
      '0002',
      '0001',
      `op.addColumn('campaigns', 'note', text())
  op.execute("INSERT INTO ad_accounts (id) VALUES (1), (2)")
  op.run('more rows', async (db) => {
    await db.insertInto('ad_accounts').values({ id: 3 }).execute()
  })
  op.batchAlterTable('sync_log', (batch) => batch.addColumn('note', text()))`,
      '',
      'text',
    ),
  )
  const original = workspace.path('original.db')
  copyFileSync(workspace.database, original)
  const reset = () => {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(workspace.database + suffix, { force: true })
    copyFileSync(original, workspace.database)
  }
  const env = { NODE_OPTIONS: `--import ${hook}`, KILL_DRIVER: driver, KILL_FROM: 'start' }
  const start = (more: Readonly<Record<string, string>>) => workspace.start(['upgrade', 'head'], { ...env, ...more })
  const before = fingerprint(original)
  const { stderr } = await start({ KILL_AT: 'none:before', KILL_COUNT: '1' }).outcome
  const calls = Number(/calls (\d+)/.exec(stderr)?.[1])
  const after = fingerprint(workspace.database)
  expect(calls, stderr).toBeGreaterThan(15)
  expect(after).not.toBe(before)

  const counts = { before: 0, after: 0, asIfNone: 0, early: 0 }
  const expectWhole = (
    { code, signal, stderr }: Outcome,
    [name, exitCode]: (typeof signals)[number],
    place: string,
  ) => {
    const state = fingerprint(workspace.database)
    expect(state === before || state === after, place).toBe(true)
    counts[state === before ? 'before' : 'after']++
    if (code === 0) {
      expect(state, place).toBe(after)
      counts.asIfNone++
    } else if (signal !== null) {
      // Node itself was still starting.
      expect([signal, state], place).toEqual([name, before])
      counts.early++
    } else {
      expect(code, `${place}: ${stderr}`).toBe(exitCode)
    }
    // Another writer gets in without waiting.
    withDatabase(workspace.database, (db) => db.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK'))
  }
  // At calls of the driver, from the first look at the database to the last, and at moments that are drawn.
  const count = long ? calls : 5
  for (let i = 0; i < count; i++) {
    reset()
    const at = `${Math.floor((i * calls) / count)}:${i % 2 === 0 ? 'before' : 'after'}`
    const each = signals[i % signals.length]!
    expectWhole(await start({ KILL_AT: at, KILL_SIGNAL: each[0] }).outcome, each, `${each[0]} at ${at}`)
  }
  for (let i = 0; i < (long ? 150 : 3); i++) {
    reset()
    const delay = Math.random() * 1200
    const each = signals[i % signals.length]!
    const running = start({ KILL_AT: 'none:before' })
    const timer = setTimeout(() => {
      running.kill(each[0])
      if (i % 3 === 2) running.kill(each[0])
    }, delay)
    expectWhole(await running.outcome, each, `${each[0]} after ${delay} ms`)
    clearTimeout(timer)
  }
  console.log(`signals over ${calls} calls: ${JSON.stringify(counts)}`)
  expect(counts.before).toBeGreaterThan(0)
})
