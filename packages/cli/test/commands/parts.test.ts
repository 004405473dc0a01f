import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { install } from '../small-project.js'
import { makeWorkspace, revisionFile, type Workspace, withDatabase } from './workspace.js'

const hook = (name: string) => `--import ${pathToFileURL(join(import.meta.dirname, name)).href}`
const driver = join(import.meta.dirname, '../../package.json')

/** Five parts. Four count themselves, so that one done twice is seen; the third is held by no transaction. */
const makeParts = (): Workspace => {
  const workspace = makeWorkspace(install)
  const versions = 'packages/migrations/versions'
  workspace.write(
    `${versions}/0002_counted.ts`,
    revisionFile('0002', '0001', `op.createTable('counted', { part: integer() })`, '', 'integer'),
  )
  const upgrade = `op.execute('INSERT INTO counted VALUES (1); INSERT INTO counted VALUES (2); VACUUM')
  op.run('count', async (db) => {
    await db.insertInto('counted').values({ part: 4 }).execute()
  })
  op.execute('INSERT INTO counted VALUES (5)')`
  workspace.write(
    `${versions}/0003_parts.ts`,
    revisionFile('0003', '0002', upgrade, "op.execute('DELETE FROM counted')").replace(
      'export function upgrade',
      "export const transaction = 'none'\n\nexport function upgrade",
    ),
  )
  return workspace
}

const statements = [
  '^INSERT INTO counted VALUES \\(1\\)',
  '^INSERT INTO counted VALUES \\(2\\)',
  '^VACUUM$',
  '^insert into "counted"',
  '^INSERT INTO counted VALUES \\(5\\)',
]

/** Between a part and its note, after the note and before its commit, and before the part. */
const places = statements.flatMap((statement, i) => [
  [i + 1, 'before', statement],
  [i + 1, 'after', statement],
  [i + 1, 'after', `^INSERT INTO "alembic_version_log".*part ${i + 1} of 5 done`],
]) as [part: number, when: 'before' | 'after', statement: string][]

/** One part of each kind; the long run takes all of them, in both journal modes. */
const long = process.env.LONG !== undefined
const chosen = long
  ? (['delete', 'wal'] as const).flatMap((mode) => places.map((place) => [mode, ...place] as const))
  : places
      .filter(([part, when]) => when === 'after' && (part === 3 || part === 4))
      .map((place, i) => [i % 2 === 0 ? ('delete' as const) : ('wal' as const), ...place] as const)

/** The database as it was, in this journal mode. */
const reset = ({ database }: Workspace, original: string, mode: 'delete' | 'wal'): void => {
  for (const suffix of ['-journal', '-wal', '-shm']) rmSync(database + suffix, { force: true })
  copyFileSync(original, database)
  withDatabase(database, (db) => db.pragma(`journal_mode = ${mode}`))
}

const expectAllDone = async (workspace: Workspace): Promise<void> => {
  withDatabase(workspace.database, (db) => {
    expect(db.prepare('SELECT part FROM counted ORDER BY rowid').pluck().all()).toEqual([1, 2, 4, 5])
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  })
  expect((await workspace.run('current')).stdout).toBe('0003 (head)\n')
}

test('a revision in parts that is killed at any of them never does one twice, and says so where it cannot know', {
  timeout: 1_800_000,
}, async () => {
  const workspace = makeParts()
  expect((await workspace.run('upgrade', '0002')).code).toBe(0)
  const original = workspace.path('original.db')
  copyFileSync(workspace.database, original)
  const outcomes: string[] = []
  for (const [mode, part, when, statement] of chosen) {
    reset(workspace, original, mode)
    const env = { NODE_OPTIONS: hook('kill-on.mjs'), KILL_DRIVER: driver, KILL_ON: statement, KILL_WHEN: when }
    expect((await workspace.start(['upgrade', 'head'], env).outcome).signal).toBe('SIGKILL')
    let again = await workspace.run('upgrade', 'head')
    outcomes.push(`${mode}: part ${part}, killed ${when} ${statement.slice(1, 7)}: ${again.code}`)
    // Only of the part that no transaction holds, nobody can know.
    expect(again.code, again.stderr).toBe(part === 3 ? 8 : 0)
    if (part === 3) {
      expect(again.stderr).toContain('migrate accept 0003 --part 3 --done -m "what you saw"')
      expect((await workspace.run('accept', '0003', '--part', '3', '-m', 'looked')).code).toBe(2)
      const isDone = statement.startsWith('^VACUUM') && when === 'after'
      const accepted = await workspace.run(
        'accept',
        '0003',
        '--part',
        '3',
        isDone ? '--done' : '--not-done',
        '-m',
        'looked',
      )
      expect(accepted.stderr).toContain(isDone ? 'Part 3 of revision 0003 is done.' : 'is to be done again')
      again = await workspace.run('upgrade', 'head')
    }
    expect(again.code, again.stderr).toBe(0)
    await expectAllDone(workspace)
  }
  console.log(outcomes.join('\n'))
  expect(outcomes.filter((outcome) => outcome.endsWith('8'))).toHaveLength(long ? 6 : 2)
})

test('a revision in parts that is killed at any call of the driver is gone on with, or asked about: each time the same', {
  timeout: 3_600_000,
}, async () => {
  const workspace = makeParts()
  expect((await workspace.run('upgrade', '0002')).code).toBe(0)
  const original = workspace.path('original.db')
  copyFileSync(workspace.database, original)
  const start = (at: string, more: Readonly<Record<string, string>> = {}) => {
    const env = { NODE_OPTIONS: hook('kill-at.mjs'), KILL_DRIVER: driver, KILL_FROM: 'start', KILL_AT: at }
    return workspace.start(['upgrade', 'head'], { ...env, ...more }).outcome
  }
  const counts = { calls: 0, kills: 0, goneOnWith: 0, askedAbout: 0 }
  /** Gives the exit code of the run behind the kill, and sees all of it through. */
  const killAt = async (call: number, mode: 'delete' | 'wal'): Promise<number | null> => {
    const place = `${mode}, call ${call}`
    reset(workspace, original, mode)
    expect((await start(`${call}:${call % 2 === 0 ? 'before' : 'after'}`)).signal, place).toBe('SIGKILL')
    counts.kills++
    const { code, stderr } = await workspace.run('upgrade', 'head')
    if (code === 8) {
      counts.askedAbout++
      expect((await workspace.run('accept', '0003', '--part', '3', '--not-done', '-m', 'looked')).code).toBe(0)
      expect((await workspace.run('upgrade', 'head')).code).toBe(0)
    } else {
      counts.goneOnWith++
      expect(code, `${place}: ${stderr}`).toBe(0)
    }
    await expectAllDone(workspace)
    return code
  }
  for (const mode of ['delete', 'wal'] as const) {
    reset(workspace, original, mode)
    const { stderr } = await start('none:before', { KILL_COUNT: '1' })
    const calls = Number(/calls (\d+)/.exec(stderr)?.[1])
    expect(calls, stderr).toBeGreaterThan(50)
    counts.calls += calls
    for (let call = long ? 0 : Math.floor(calls / 2); call < calls; call += long ? 1 : calls) {
      const code = await killAt(call, mode)
      if (long) expect(await killAt(call, mode), `${mode}, call ${call}, once more`).toBe(code)
    }
  }
  console.log(JSON.stringify(counts))
  expect(counts.goneOnWith).toBeGreaterThan(counts.askedAbout)
  if (long) expect(counts.askedAbout).toBeGreaterThan(0)
})

test.each(['delete', 'wal'])(
  'processes that start together do each part once (%s)',
  { timeout: 60_000 },
  async (mode) => {
    const workspace = makeParts()
    const script = workspace.read('packages/migrations/versions/0003_parts.ts')
    const slow = script.replace(
      'part: 4 }).execute()',
      'part: 4 }).execute()\n    await new Promise((done) => setTimeout(done, 1000))',
    )
    workspace.write('packages/migrations/versions/0003_parts.ts', slow)
    expect((await workspace.run('upgrade', '0002')).code).toBe(0)
    withDatabase(workspace.database, (db) => db.pragma(`journal_mode = ${mode}`))
    const running = Array.from({ length: 5 }, () => workspace.start(['upgrade', 'head']))
    const outcomes = await Promise.all(running.map(({ outcome }) => outcome))
    expect(outcomes.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0, 0, 0])
    withDatabase(workspace.database, (db) => {
      expect(db.prepare('SELECT part FROM counted ORDER BY rowid').pluck().all()).toEqual([1, 2, 4, 5])
      expect(db.pragma('journal_mode', { simple: true })).toBe(mode)
    })
  },
)

test('printed, a revision in parts stands outside of a transaction and says so', async () => {
  const workspace = makeParts()
  const { stdout, stderr } = await workspace.run('upgrade', '0002:0003', '--sql')
  expect(stdout, stderr).toBe('')
  expect(stderr).toContain('cannot be printed as SQL: run: count')
  const script = workspace
    .read('packages/migrations/versions/0003_parts.ts')
    .replace("'count', async", "'count', async")
  workspace.write('packages/migrations/versions/0003_parts.ts', script.replace(/\n {2}op\.run[\s\S]*?\n {2}\}\)/, ''))
  const printed = await workspace.run('upgrade', '0002:0003', '--sql')
  const lines = printed.stdout.split('\n')
  expect(lines.slice(lines.indexOf('INSERT INTO counted VALUES (1);')).join('\n')).toBe(`INSERT INTO counted VALUES (1);
INSERT INTO counted VALUES (2);
VACUUM;
INSERT INTO counted VALUES (5);
BEGIN IMMEDIATE;
UPDATE "alembic_version" SET "version_num" = '0003' WHERE "version_num" = '0002';
COMMIT;
`)
  expect(printed.stdout).toContain('-- Outside of a transaction, as its script says')
})
