import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { makeWorkspace, type Outcome, revisionFile, type Workspace, withDatabase } from './workspace.js'

const long = process.env.LONG !== undefined
const [processes, rounds] = long ? [16, 20] : [8, 1]

test(`${processes} processes that start at once on no file apply each revision once, and all succeed (${rounds} rounds)`, {
  timeout: 1_800_000,
}, async () => {
  const workspace = makeSlow()
  let met = 0
  for (let round = 0; round < rounds; round++) {
    // In full, the revision takes a minute in one of the rounds.
    const isSlow = long && round === 1
    const outcomes = await startTogether(workspace, round, isSlow ? { hold: 60_000, timeout: 180 } : {})
    expect(outcomes.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual(outcomes.map(() => 0))
    expectEachOnce(workspace, outcomes)
    met += outcomes.filter(({ stderr }) => Number(/busy (\d+)/.exec(stderr)?.[1]) > 0).length
  }
  console.log(`${met} of ${processes * rounds} processes met the lock of another`)
  expect(met).toBeGreaterThanOrEqual((processes * rounds) / 2)
})

test('processes that wait shorter than another takes end with exit 7, and each revision is applied once all the same', {
  timeout: 120_000,
}, async () => {
  const workspace = makeSlow()
  const outcomes = await startTogether(workspace, 0, { hold: 3000, timeout: 1 })
  const codes = outcomes.map(({ code }) => code)
  expect(new Set(codes)).toEqual(new Set([0, 7]))
  for (const { code, stderr } of outcomes) if (code === 7) expect(stderr).toMatch(/error: .* was still locked after/)
  expectEachOnce(workspace, outcomes)
})

/** Three revisions, of which one takes its time. */
const makeSlow = (): Workspace => {
  const workspace = makeWorkspace()
  workspace.write(
    'packages/migrations/versions/0002_slow.ts',
    revisionFile(
      '0002',
      '0001',
      `op.createTable('ran', { at: integer() })
  op.run('a slow step', async (db) => {
    await new Promise((resolve) => setTimeout(resolve, Number(process.env.HOLD)))
    await db.insertInto('ran').values({ at: 1 }).execute()
  })`,
      '',
      'integer',
    ),
  )
  workspace.write(
    'packages/migrations/versions/0003_more.ts',
    revisionFile('0003', '0002', "op.execute('INSERT INTO ran VALUES (3)')"),
  )
  workspace.migrate('heads')
  return workspace
}

const startTogether = async (
  workspace: Workspace,
  round: number,
  { hold = 300, timeout = 60 }: { readonly hold?: number; readonly timeout?: number },
): Promise<readonly Outcome[]> => {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(workspace.database + suffix, { force: true })
  // Each process has looked where the database is, and is ready to begin, before any of them may.
  const barrier = workspace.path(`go-${round}`)
  const ready = Array.from({ length: processes }, (_, i) => workspace.path(`ready-${round}-${i}`))
  const hook = pathToFileURL(join(import.meta.dirname, 'barrier.mjs')).href
  const running = ready.map((file) =>
    workspace.start(['upgrade', 'head', '-v', '--lock-timeout', `${timeout}`], {
      NODE_OPTIONS: `--import ${hook}`,
      HOLD: `${hold}`,
      BARRIER: barrier,
      BARRIER_READY: file,
      BARRIER_DRIVER: join(import.meta.dirname, '../../package.json'),
    }),
  )
  while (!ready.every((file) => existsSync(file))) await new Promise((resolve) => setTimeout(resolve, 5))
  writeFileSync(barrier, '')
  return Promise.all(running.map(({ outcome }) => outcome))
}

const expectEachOnce = (workspace: Workspace, outcomes: readonly Outcome[]): void => {
  const lines = outcomes.map(({ stderr }) => stderr).join('')
  for (const step of [
    /Running upgrade {2}-> 0001/g,
    /Running upgrade 0001 -> 0002/g,
    /Running upgrade 0002 -> 0003/g,
  ]) {
    expect(lines.match(step)).toHaveLength(1)
  }
  withDatabase(workspace.database, (database) => {
    expect(database.prepare('SELECT at FROM ran ORDER BY at').pluck().all()).toEqual([1, 3])
    expect(database.prepare('SELECT version_num FROM alembic_version').pluck().all()).toEqual(['0003'])
  })
}

const seconds = long ? 60 : 3

/** A revision that holds the lock for a while, and says in a file that it has begun. */
const makeHolding = (milliseconds: number): Workspace => {
  const workspace = makeWorkspace()
  workspace.write(
    'packages/migrations/versions/0002_slow.ts',
    revisionFile(
      '0002',
      '0001',
      `op.createTable('ran', { at: integer() })
  op.run('a slow step', async (db) => {
    await db.insertInto('ran').values({ at: Date.now() }).execute()
    writeFileSync('${workspace.path('begun')}', '')
    await new Promise((resolve) => setTimeout(resolve, process.env.HOLD === undefined ? 0 : ${milliseconds}))
  })`,
      '',
      'integer',
    ).replace('import {', "import { writeFileSync } from 'node:fs'\nimport {"),
  )
  expect(workspace.migrate('upgrade', '0001').code).toBe(0)
  return workspace
}

const begun = async (workspace: Workspace): Promise<void> => {
  while (!existsSync(workspace.path('begun'))) await new Promise((resolve) => setTimeout(resolve, 5))
}

test(`a revision of ${seconds} s keeps its lock while others wait for it`, { timeout: 300_000 }, async () => {
  const workspace = makeHolding(seconds * 1000)
  const holder = workspace.start(['upgrade', 'head', '-v'], { HOLD: '1' })
  await begun(workspace)
  const waiting = Array.from({ length: 3 }, () => workspace.start(['upgrade', 'head', '--lock-timeout', '180', '-v']))
  const outcomes = await Promise.all([holder, ...waiting].map(({ outcome }) => outcome))
  expect(outcomes.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0, 0])
  expect(outcomes.map(({ stderr }) => stderr.includes('Running upgrade 0001 -> 0002'))).toEqual([
    true,
    false,
    false,
    false,
  ])
  expect(outcomes.slice(1).every(({ stderr }) => stderr.includes('Waiting for another migrator'))).toBe(true)
  withDatabase(workspace.database, (db) => expect(db.prepare('SELECT count(*) FROM ran').pluck().get()).toBe(1))
})

test.each(['delete', 'wal'])(
  'a holder that is killed keeps those who wait no longer than 2 s (%s)',
  {
    timeout: 120_000,
    // The machine may be late once.
    retry: 2,
  },
  async (mode) => {
    const workspace = makeHolding(60_000)
    withDatabase(workspace.database, (db) => db.pragma(`journal_mode = ${mode}`))
    const holder = workspace.start(['upgrade', 'head'], { HOLD: '1' })
    await begun(workspace)
    const waiting = Array.from({ length: 3 }, () => workspace.start(['upgrade', 'head', '--lock-timeout', '60']))
    await new Promise((resolve) => setTimeout(resolve, 2000))
    const killed = performance.now()
    holder.kill()
    const outcomes = await Promise.all(waiting.map(({ outcome }) => outcome))
    const waited = performance.now() - killed
    expect(outcomes.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0])
    console.log(`${mode}: ${Math.round(waited)} ms after the kill all were through`)
    expect(waited).toBeLessThan(2000)
    withDatabase(workspace.database, (db) => expect(db.prepare('SELECT count(*) FROM ran').pluck().get()).toBe(1))
  },
)
