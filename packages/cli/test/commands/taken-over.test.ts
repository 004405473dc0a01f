import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { countRows, fixtures, makeDatabase, makeWorkspace, schemaOf, withDatabase } from './workspace.js'

describe('an empty project', () => {
  test('upgrade head makes the seven tables, and the database is at 0001', () => {
    const workspace = makeWorkspace()
    const { code, stderr } = workspace.migrate('upgrade', 'head')
    expect(stderr).toContain('Running upgrade  -> 0001, initial schema')
    expect(code).toBe(0)
    withDatabase(workspace.database, (database) => {
      const tables = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        .pluck()
        .all()
      expect(tables).toEqual([
        'ad_accounts',
        'alembic_version',
        'alembic_version_log',
        'audience_demographics',
        'campaign_daily_metrics',
        'campaigns',
        'creative_daily_metrics',
        'creatives',
        'sync_log',
      ])
      expect(database.prepare('SELECT version_num FROM alembic_version').pluck().all()).toEqual(['0001'])
    })
    expect(workspace.migrate('check')).toMatchObject({ code: 0, stdout: 'No new upgrade operations detected.\n' })
    expect(workspace.migrate('downgrade', 'base').code).toBe(0)
    expect(workspace.migrate('current')).toMatchObject({ code: 0, stdout: '' })
  })
})

describe('a database that Alembic made', () => {
  const commands = [
    ['current'],
    ['history', '-i'],
    ['heads'],
    ['check'],
    ['upgrade', 'head', '--sql'],
    ['upgrade', 'current:head', '--sql'],
    ['upgrade', 'head'],
  ]

  test.each(['delete', 'wal'])(
    'is taken over as it is, in journal mode %s: no byte changes, no file is left',
    (mode) => {
      const workspace = makeWorkspace()
      mkdirSync(dirname(workspace.database), { recursive: true })
      copyFileSync(join(fixtures, 'alembic-0001.db'), workspace.database)
      if (mode === 'wal') withDatabase(workspace.database, (database) => database.pragma('journal_mode = WAL'))
      const before = readFileSync(workspace.database)
      const outcomes = commands.map((command) => workspace.migrate(...command))
      expect(outcomes.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual(commands.map(() => 0))
      expect(outcomes[0]?.stdout).toBe('0001 (head)\n')
      expect(outcomes[1]?.stdout).toBe('<base> -> 0001 (head) (current), initial schema\n')
      expect(outcomes[3]?.stdout).toBe('No new upgrade operations detected.\n')
      expect(outcomes.at(-1)?.stderr).toMatch(/^Nothing to do: .*linkedin_ads\.db is already at 0001 \(head\)\.\n$/)
      expect(readFileSync(workspace.database).equals(before)).toBe(true)
      expect(readdirSync(dirname(workspace.database))).toEqual(['linkedin_ads.db'])
    },
  )
})

describe('a database from before there were migrations', () => {
  test('upgrade refuses and says what to do; stamp takes it over with every row', () => {
    const workspace = makeWorkspace()
    makeDatabase(workspace.database, 'raw-schema.sql', 'sample-data.sql')
    const before = readFileSync(workspace.database)
    const refused = workspace.migrate('upgrade', 'head')
    expect(refused.code).toBe(6)
    expect(refused.stderr).toContain('Its schema equals revision 0001')
    expect(refused.stderr).toContain('migrate stamp 0001')
    expect(refused.stderr.trim().split('\n')).toHaveLength(1)
    expect(readFileSync(workspace.database).equals(before)).toBe(true)

    expect(workspace.migrate('stamp', 'head').code).toBe(0)
    expect(workspace.migrate('current').stdout).toBe('0001 (head)\n')
    expect(workspace.migrate('check')).toMatchObject({ code: 0, stdout: 'No new upgrade operations detected.\n' })
    expect(countRows(workspace.database)).toBe(96_648)
  })

  test('one that holds only other tables is upgraded, and these are left alone', () => {
    const workspace = makeWorkspace()
    mkdirSync(dirname(workspace.database), { recursive: true })
    withDatabase(workspace.database, (database) =>
      database.exec('CREATE TABLE notes (text); INSERT INTO notes VALUES (1)'),
    )
    expect(workspace.migrate('upgrade', 'head').code).toBe(0)
    expect(workspace.migrate('check').code).toBe(0)
    expect(schemaOf(workspace.database)).toContain('CREATE TABLE notes (text)')
  })

  test('one whose tables are of no revision is refused with what to do', () => {
    const workspace = makeWorkspace()
    mkdirSync(dirname(workspace.database), { recursive: true })
    makeDatabase(workspace.database, 'raw-schema.sql')
    withDatabase(workspace.database, (database: Database.Database) =>
      database.exec('DROP TABLE sync_log; CREATE TABLE sync_log (id INTEGER PRIMARY KEY)'),
    )
    const { code, stderr } = workspace.migrate('upgrade', 'head')
    expect(code).toBe(6)
    expect(stderr).toContain('equals no revision')
  })
})
