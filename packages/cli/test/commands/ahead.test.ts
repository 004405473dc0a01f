import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { makeSmallProject, scriptFile } from '../small-project.js'

const one = scriptFile('0001', { upgrade: "op.execute('CREATE TABLE users (id INTEGER)')" })
const two = scriptFile('0002', { downRevision: ['0001'], upgrade: "op.execute('CREATE TABLE posts (id INTEGER)')" })
const [path = ''] = Object.keys(two)

test('an older release refuses a newer database with exit 6, or starts with it under --allow-ahead', async () => {
  const cwd = makeSmallProject({ ...one, ...two })
  await migrate(['upgrade'], { cwd })
  rmSync(join(cwd, path))
  const before = readFileSync(join(cwd, 'app.db'))
  const refused = await migrate(['upgrade', '--json'], { cwd })
  expect(refused.code).toBe(6)
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'DATABASE_AHEAD', hint: expect.stringContaining('--allow-ahead') },
  })
  expect(await migrate(['upgrade', '--allow-ahead', '--json'], { cwd })).toMatchObject({
    code: 0,
    stdout: `${JSON.stringify({ steps: [], heads: ['0002'] }, null, 2)}\n`,
  })
  expect((await migrate(['upgrade', '--allow-ahead'], { cwd })).stderr).toMatch(
    /^Nothing to do: .* is already at 0002\.\n$/,
  )
  expect(readFileSync(join(cwd, 'app.db')).equals(before)).toBe(true)
})

describe('release 2 (head 0008) has migrated, and release 1 (head 0007) starts', () => {
  const scripts = Array.from({ length: 8 }, (_, i) =>
    scriptFile(`000${i + 1}`, {
      downRevision: i === 0 ? [] : [`000${i}`],
      upgrade: `op.execute('CREATE TABLE t${i + 1} (id INTEGER)')`,
    }),
  )
  const [newest = ''] = Object.keys(scripts.at(-1)!)

  /** The database as release 2 has left it, in front of the scripts of release 1. */
  const afterRelease2 = async (): Promise<string> => {
    const cwd = makeSmallProject(Object.assign({}, ...scripts))
    expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
    rmSync(join(cwd, newest))
    return cwd
  }

  /** The database and all that lies beside it, to the byte. */
  const bytes = (cwd: string) =>
    readdirSync(cwd)
      .filter((name) => name.startsWith('app.db'))
      .map((name) => [name, readFileSync(join(cwd, name), 'latin1')])

  const execute = (cwd: string, sql: string): void => {
    const database = new Database(join(cwd, 'app.db'))
    database.exec(sql)
    database.close()
  }

  test.each(['delete', 'wal'])('it is refused with DATABASE_AHEAD, and no byte changes (%s)', async (mode) => {
    const cwd = await afterRelease2()
    execute(cwd, `PRAGMA journal_mode = ${mode}`)
    const before = bytes(cwd)
    for (const words of [['upgrade'], ['upgrade', '0007'], ['upgrade', 'heads'], ['downgrade', '-1'], ['plan']]) {
      const { code, stdout } = await migrate([...words, '--json'], { cwd })
      expect({ code, error: JSON.parse(stdout).error?.code }, words.join(' ')).toEqual({
        code: 6,
        error: 'DATABASE_AHEAD',
      })
    }
    expect(bytes(cwd)).toEqual(before)
  })

  test.each(['delete', 'wal'])('--allow-ahead lets it start with success, and no byte changes (%s)', async (mode) => {
    const cwd = await afterRelease2()
    execute(cwd, `PRAGMA journal_mode = ${mode}`)
    const before = bytes(cwd)
    for (const target of ['head', 'heads', '0007']) {
      const { code, stdout, stderr } = await migrate(['upgrade', target, '--allow-ahead', '--json'], { cwd })
      expect({ code, stderr, document: JSON.parse(stdout) }).toEqual({
        code: 0,
        stderr: '',
        document: { steps: [], heads: ['0008'] },
      })
    }
    expect(bytes(cwd)).toEqual(before)
  })

  test.each([
    ['a row that the log knows nothing of', "UPDATE alembic_version SET version_num = 'f00d'"],
    ['such a row beside its own', "INSERT INTO alembic_version VALUES ('f00d')"],
  ])('%s is of a foreign history: refused, with --allow-ahead too, and no byte changes', async (_, sql) => {
    const cwd = await afterRelease2()
    execute(cwd, sql)
    const before = bytes(cwd)
    for (const more of [[], ['--allow-ahead']]) {
      const { code, stdout } = await migrate(['upgrade', 'heads', '--json', ...more], { cwd })
      expect({ code, error: JSON.parse(stdout).error?.code }).toEqual({ code: 6, error: 'UNKNOWN_DATABASE_REVISION' })
    }
    expect(bytes(cwd)).toEqual(before)
  })

  test('a database of quite another history is refused, with --allow-ahead too, and no byte changes', async () => {
    const cwd = makeSmallProject(
      Object.assign({}, scriptFile('a1', { upgrade: "op.execute('CREATE TABLE a (id)')" }), ...scripts),
    )
    expect((await migrate(['upgrade', 'a1'], { cwd })).code).toBe(0)
    rmSync(join(cwd, 'versions/a1_make_a1.ts'))
    const before = bytes(cwd)
    for (const more of [[], ['--allow-ahead']]) {
      const { code, stdout } = await migrate(['upgrade', '--json', ...more], { cwd })
      expect({ code, error: JSON.parse(stdout).error?.code }).toEqual({ code: 6, error: 'UNKNOWN_DATABASE_REVISION' })
    }
    expect(bytes(cwd)).toEqual(before)
  })
})

test('stamp --detect takes a database over, and takes no revisions', async () => {
  const cwd = makeSmallProject({ ...one, ...two })
  await migrate(['upgrade', '0001'], { cwd })
  await migrate(['stamp', 'base'], { cwd })
  expect((await migrate(['upgrade'], { cwd })).stderr).toContain('Its schema equals revision 0001')
  expect((await migrate(['stamp', '--detect', '0001'], { cwd })).code).toBe(2)
  expect((await migrate(['stamp'], { cwd })).code).toBe(2)
  expect((await migrate(['stamp', '--detect'], { cwd })).stderr).toMatch(/ is stamped 0001\. No migration was run\.\n$/)
  expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
})
