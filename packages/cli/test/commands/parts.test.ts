import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { makeWorkspace, revisionFile, type Workspace, withDatabase } from './workspace.js'

const hook = pathToFileURL(join(import.meta.dirname, 'kill-on.mjs')).href
const driver = join(import.meta.dirname, '../../package.json')

/** Five parts. Four count themselves, so that one done twice is seen; the third is held by no transaction. */
const makeParts = (): Workspace => {
  const workspace = makeWorkspace()
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

/** Where all is known before, nothing new is learnt; the long run does it all the same. */
const long = process.env.LONG !== undefined
const chosen = long ? places : places.filter(([, when]) => when === 'after')

test('a revision in parts that is killed at any of them never does one twice, and says so where it cannot know', {
  timeout: 240_000,
}, async () => {
  const workspace = makeParts()
  expect(workspace.migrate('upgrade', '0002').code).toBe(0)
  const original = workspace.path('original.db')
  copyFileSync(workspace.database, original)
  const outcomes: string[] = []
  for (const [part, when, statement] of chosen) {
    for (const suffix of ['-journal', '-wal', '-shm']) rmSync(workspace.database + suffix, { force: true })
    copyFileSync(original, workspace.database)
    const mode = outcomes.length % 2 === 0 ? 'delete' : 'wal'
    withDatabase(workspace.database, (db) => db.pragma(`journal_mode = ${mode}`))
    const env = { NODE_OPTIONS: `--import ${hook}`, KILL_DRIVER: driver, KILL_ON: statement, KILL_WHEN: when }
    expect((await workspace.start(['upgrade', 'head'], env).outcome).signal).toBe('SIGKILL')
    let again = workspace.migrate('upgrade', 'head')
    outcomes.push(`${mode}: part ${part}, killed ${when} ${statement.slice(1, 7)}: ${again.code}`)
    if (again.code === 8) {
      expect(part).toBe(3)
      expect(again.stderr).toContain('migrate accept 0003 --part 3 --done -m "what you saw"')
      expect(workspace.migrate('accept', '0003', '--part', '3', '-m', 'looked').code).toBe(2)
      const isDone = statement.startsWith('^VACUUM') && when === 'after'
      const accepted = workspace.migrate(
        'accept',
        '0003',
        '--part',
        '3',
        isDone ? '--done' : '--not-done',
        '-m',
        'looked',
      )
      expect(accepted.stderr).toContain(isDone ? 'Part 3 of revision 0003 is done.' : 'is to be done again')
      again = workspace.migrate('upgrade', 'head')
    }
    expect(again.code, again.stderr).toBe(0)
    withDatabase(workspace.database, (db) => {
      expect(db.prepare('SELECT part FROM counted ORDER BY rowid').pluck().all()).toEqual([1, 2, 4, 5])
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    })
    expect(workspace.migrate('current').stdout).toBe('0003 (head)\n')
  }
  console.log(outcomes.join('\n'))
  expect(outcomes.filter((outcome) => outcome.endsWith('8'))).toHaveLength(long ? 3 : 2)
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
    expect(workspace.migrate('upgrade', '0002').code).toBe(0)
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

test('printed, a revision in parts stands outside of a transaction and says so', () => {
  const workspace = makeParts()
  const { stdout, stderr } = workspace.migrate('upgrade', '0002:0003', '--sql')
  expect(stdout, stderr).toBe('')
  expect(stderr).toContain('cannot be printed as SQL: run: count')
  const script = workspace
    .read('packages/migrations/versions/0003_parts.ts')
    .replace("'count', async", "'count', async")
  workspace.write('packages/migrations/versions/0003_parts.ts', script.replace(/\n {2}op\.run[\s\S]*?\n {2}\}\)/, ''))
  const printed = workspace.migrate('upgrade', '0002:0003', '--sql')
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
