import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { install } from '../small-project.js'
import { fingerprint, makeDatabase, makeWorkspace, revisionFile, withDatabase } from './workspace.js'

const long = process.env.LONG !== undefined
const kills = long ? 500 : 6
const hook = pathToFileURL(join(import.meta.dirname, 'kill-at.mjs')).href
const driver = join(import.meta.dirname, '../../package.json')

/** 80 statements and more, with a table made anew among them, that others refer to; no step on rows may stand beside it. */
const statements = Array.from({ length: 27 }, (_, i) => {
  const table = `part_${i}`
  return `op.createTable('${table}', { id: integer().primaryKey(), campaign_id: integer().references('campaigns.id'), note: text() })
  op.createIndex('ix_${table}_note', '${table}', ['note'])
  op.addColumn('${table}', 'more', text())`
}).join('\n  ')

const manyStatements = `${statements}
  op.batchAlterTable('campaigns', (batch) => {
    batch.addColumn('seen', integer().notNull().default(0))
  }, { recreate: 'always' })
  op.createIndex('ix_campaigns_seen', 'campaigns', ['seen'])
`

test(
  `after kill -9 at any instant a revision of 80 statements is applied whole or not at all (${kills} kills)`,
  { timeout: 3_600_000 },
  () => expectWhole(kills, manyStatements, (database) => makeDatabase(database, 'raw-schema.sql', 'sample-data.sql')),
)

/** A revision of structure, rows and code, so that a kill can fall between all of them. */
const upgrade = `
  op.createTable('budgets', { id: integer().primaryKey(), campaign_id: integer().references('campaigns.id') })
  op.createIndex('ix_campaigns_name', 'campaigns', ['name'])
  op.addColumn('campaign_daily_metrics', 'note', text())
  op.execute("UPDATE campaign_daily_metrics SET note = 'day ' || date")
  op.run('copy budgets', async (db) => {
    await db.insertInto('budgets').columns(['campaign_id']).expression(db.selectFrom('campaigns').select('id')).execute()
  })
  op.execute("UPDATE creative_daily_metrics SET likes = likes + 1")
  op.renameColumn('creatives', 'created_at', 'made_at')
`

test(
  `after kill -9 at any instant a revision with data steps is applied whole or not at all, in WAL mode (${kills} kills)`,
  { timeout: 3_600_000 },
  () =>
    expectWhole(kills, upgrade, (database) => {
      makeDatabase(database, 'raw-schema.sql', 'sample-data.sql')
      withDatabase(database, (db) => db.pragma('journal_mode = WAL'))
    }),
)

const manyRows = 200_000
const copyKills = long ? 300 : 4

/** The table is made anew: what refers to it would lose its rows if that were done with foreign keys in force. */
const recreation = `
  op.batchAlterTable('visits', (batch) => {
    batch.addColumn('seen', integer().notNull().default(0), { before: 'page' })
    batch.alterColumn('page', { nullable: false })
  }, { recreate: 'always' })
  op.createIndex('ix_visits_seen', 'visits', ['seen'])
`

test(
  `after kill -9 a table of ${manyRows} rows is recreated whole or not at all (${copyKills} kills)`,
  {
    timeout: 7_200_000,
  },
  () =>
    expectWhole(copyKills, recreation, (database) => {
      makeDatabase(database, 'raw-schema.sql')
      withDatabase(database, (db) =>
        db.exec(`CREATE TABLE visits (id INTEGER PRIMARY KEY AUTOINCREMENT, page TEXT, -- which one
          CHECK (page <> ''));
        CREATE TABLE clicks (visit_id INTEGER REFERENCES visits (id) ON DELETE CASCADE, x INT);
        CREATE INDEX ix_visits_page ON visits (page DESC) WHERE id % 10 = 0;
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${manyRows})
          INSERT INTO visits SELECT i, printf('page %d', i % 1000) FROM n;
        INSERT INTO clicks SELECT id, id % 7 FROM visits WHERE id % 100 = 0`),
      )
    }),
)

const expectWhole = async (kills: number, upgrade: string, make: (database: string) => void): Promise<void> => {
  const workspace = makeWorkspace(install)
  make(workspace.database)
  await workspace.run('stamp', 'head')
  workspace.write(
    'packages/migrations/versions/0002_more.ts',
    revisionFile('0002', '0001', upgrade, '', 'integer, text'),
  )
  const original = workspace.path('original.db')
  copyFileSync(workspace.database, original)
  const before = fingerprint(original)

  const reset = () => {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(workspace.database + suffix, { force: true })
    mkdirSync(dirname(workspace.database), { recursive: true })
    copyFileSync(original, workspace.database)
  }
  const start = (at: string, env: Readonly<Record<string, string>> = {}) =>
    workspace.start(['upgrade', 'head'], { NODE_OPTIONS: `--import ${hook}`, KILL_AT: at, KILL_DRIVER: driver, ...env })

  reset()
  const { stderr } = await start('none:before', { KILL_COUNT: '1' }).outcome
  const calls = Number(/calls (\d+)/.exec(stderr)?.[1])
  expect(calls, stderr).toBeGreaterThan(15)
  const after = fingerprint(workspace.database)
  expect(after).not.toBe(before)

  const counts = { inside: 0, atRandom: 0, before: 0, after: 0, journals: 0 }
  const reached = new Set<number>()
  let tried = 0
  for (let kill = 0; kill < kills; kill++) {
    reset()
    // Two in three at a call of the driver between BEGIN and the return of COMMIT, which is every tenth of them.
    const place = kill % 3 === 2 ? null : (commitOf(kill) ?? placeOf(tried++, calls, Math.ceil(calls / kills)))
    const running = start(place ?? 'none:before')
    const timer = place === null ? setTimeout(running.kill, 200 + Math.random() * 600) : undefined
    const { signal } = await running.outcome
    clearTimeout(timer)
    if (place === null) counts.atRandom++
    else if (signal === 'SIGKILL') {
      counts.inside++
      if (!place.startsWith('commit')) reached.add(Number.parseInt(place, 10))
    }
    if (['-journal', '-wal'].some((suffix) => hasContent(workspace.database + suffix))) counts.journals++

    const now = await workspace.run('current')
    expect(['0001\n', '0002 (head)\n']).toContain(now.stdout)
    const state = fingerprint(workspace.database)
    expect(state === before || state === after).toBe(true)
    counts[state === before ? 'before' : 'after']++
    expect(withDatabase(workspace.database, (db) => db.pragma('integrity_check', { simple: true }))).toBe('ok')
    expect((await workspace.run('upgrade', 'head')).code).toBe(0)
    expect(fingerprint(workspace.database)).toBe(after)
  }
  console.log(`${kills} kills over ${calls} calls, ${reached.size} of them reached: ${JSON.stringify(counts)}`)
  expect(counts.inside / kills).toBeGreaterThanOrEqual(0.6)
  // In full, no call between BEGIN and COMMIT is left out.
  if (tried >= calls) expect(reached.size).toBe(calls)
  expect(counts.journals).toBeGreaterThanOrEqual(long ? 10 : 1)
  expect(counts.before).toBeGreaterThan(0)
  expect(counts.after).toBeGreaterThan(0)
}

const hasContent = (file: string): boolean => existsSync(file) && statSync(file).size > 0

/** Around the commit, where it is the least clear what is to become of the revision. */
const commitOf = (kill: number): string | null =>
  kill % 10 === 0 ? 'commit:after' : kill % 10 === 1 ? 'commit:before' : null

/** One call after the other, in steps that cross all of them. */
const placeOf = (tried: number, calls: number, step: number): string =>
  `${(tried * step) % calls}:${tried % 2 === 0 ? 'before' : 'after'}`
