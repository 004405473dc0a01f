/**
 * The cases of Alembic's tests of commands that are about where a database is said to be, and about folders of scripts,
 * as far as branches.test.ts and the sessions do not have them.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { addFiles } from '../project.js'
import { config, makeSmallProject, scriptFile } from '../small-project.js'

const made = (files: Readonly<Record<string, string>>) => {
  const cwd = makeSmallProject(files)
  const file = join(cwd, 'app.db')
  return {
    cwd,
    file,
    run: (line: string) => migrate(line.split(' '), { cwd }),
    query: (sql: string): unknown[] => {
      const db = new Database(file)
      try {
        return db.prepare(sql).pluck().all()
      } finally {
        db.close()
      }
    },
  }
}

const rows = 'SELECT version_num FROM alembic_version ORDER BY 1'

/** a1 to a3, and b1 to b3, of which b2 depends on a2. */
const crossed = {
  ...scriptFile('a1'),
  ...scriptFile('a2', { downRevision: ['a1'] }),
  ...scriptFile('a3', { downRevision: ['a2'] }),
  ...scriptFile('b1'),
  ...scriptFile('b2', { downRevision: ['b1'], dependsOn: ['a2'] }),
  ...scriptFile('b3', { downRevision: ['b2'] }),
}

describe('current', () => {
  const ids = (stdout: string): string[] => stdout.split('\n').filter(Boolean).toSorted()

  test('tells what a row implies of the branch that it depends on, too', async () => {
    const { run } = made(crossed)
    await run('stamp b2')
    expect(ids((await run('current')).stdout)).toEqual(['a2', 'b2'])
    await run('upgrade b3')
    expect(ids((await run('current')).stdout)).toEqual(['a2', 'b3 (head)'])
  })

  test.each([['current'], ['current --check-heads'], ['history -i'], ['show current'], ['heads'], ['plan'], ['check']])(
    '%s makes no version table where there is none',
    async (line) => {
      const { file, run, query } = made(crossed)
      await run(line)
      expect(existsSync(file)).toBe(false)
      new Database(file).exec('CREATE TABLE notes (id)').close()
      await run(line)
      expect(query('SELECT name FROM sqlite_schema')).toEqual(['notes'])
    },
  )

  test('--check-heads asks for all heads, of which none may be implied only', async () => {
    const { run } = made(crossed)
    const checked = async (place: string): Promise<number> => {
      expect(await run(`stamp --purge ${place}`)).toMatchObject({ code: 0 })
      return (await run('current --check-heads')).code
    }
    expect(await checked('a3 b3')).toBe(0)
    for (const place of ['a2', 'a3', 'b3', 'a3 b2']) expect([place, await checked(place)]).toEqual([place, 3])
    // Alembic takes both rows; here the one that the other implies is no row of its own.
    expect(await run('stamp --purge a2 b3')).toMatchObject({ code: 6 })
  })
})

test('the version table that is made takes no row twice', async () => {
  const { run, query } = made(crossed)
  await run('stamp a1')
  expect(() => query("INSERT INTO alembic_version VALUES ('a1') RETURNING 1")).toThrow('UNIQUE constraint failed')
})

describe('autogenerate', () => {
  const schema = `import { defineSchema, integer, table } from '@ads/migrate-core/schema'
${config.replace('defineConfig({', "defineConfig({ schema: defineSchema({ notes: table('notes', { id: integer().primaryKey() }) }),")}`
  const generate = 'revision --autogenerate -m x'

  test.each([
    [
      'the only head is not reached',
      { ...scriptFile('a'), ...scriptFile('b', { downRevision: ['a'] }) },
      'a',
      generate,
    ],
    [
      'one of two heads is not reached',
      { ...scriptFile('a'), ...scriptFile('b', { downRevision: ['a'] }), ...scriptFile('c', { downRevision: ['a'] }) },
      'b',
      `${generate} --head b`,
    ],
    [
      'a merge of the heads is not applied',
      {
        ...scriptFile('a'),
        ...scriptFile('b', { downRevision: ['a'] }),
        ...scriptFile('c', { downRevision: ['a'] }),
        ...scriptFile('d', { downRevision: ['b', 'c'] }),
      },
      'b c',
      generate,
    ],
  ])('is refused where %s', async (_where, files, place, line) => {
    const { run } = made({ ...files, 'migrate.config.ts': schema })
    await run(`stamp ${place}`)
    expect(await run(line)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^error: Target database is not up to date\./),
    })
    await run('upgrade heads')
    expect(await run(line)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Generating /) })
  })
})

describe('stamp', () => {
  /** Two roots, and a branch with two heads on the first of them. */
  const roots = {
    ...scriptFile('a'),
    ...scriptFile('b', { downRevision: ['a'] }),
    ...scriptFile('c', { downRevision: ['b'] }),
    ...scriptFile('e', { downRevision: ['b'] }),
    ...scriptFile('r'),
  }
  const moves = (script: string): readonly string[] => script.match(/^(?:INSERT INTO "|UPDATE|DELETE).*/gm) ?? []

  test('of several roots is printed as a row for each', async () => {
    const { run } = made({ ...scriptFile('a'), ...scriptFile('r') })
    expect(moves((await run('stamp heads --sql')).stdout)).toEqual([
      `INSERT INTO "alembic_version" ("version_num") VALUES ('a');`,
      `INSERT INTO "alembic_version" ("version_num") VALUES ('r');`,
    ])
  })

  test('from a revision to heads is printed as one row that moves, and others that come', async () => {
    const { run } = made(roots)
    const printed = moves((await run('stamp b:heads --sql')).stdout)
    expect(printed.map((line) => line.split(' ')[0]).toSorted()).toEqual(['INSERT', 'INSERT', 'UPDATE'])
    expect(printed.at(-1)).toMatch(/^UPDATE "alembic_version" SET "version_num" = '[ce]' WHERE "version_num" = 'b';$/)
  })

  test('from several starts is refused', async () => {
    const { run } = made(roots)
    expect(await run('stamp b:c a:e --sql')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Stamp operation with --sql only supports a single starting revision at a time'),
    })
  })

  test('to where the database is changes no byte, and says where that is', async () => {
    const { file, run } = made(roots)
    await run('stamp c e')
    const before = readFileSync(file)
    expect(await run('stamp c e')).toMatchObject({ code: 0, stderr: expect.stringMatching(/^\S+ is stamped c, e\. /) })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('with purge goes past a row that no script has, and down as well as up', async () => {
    const { run, query } = made(roots)
    await run('stamp c e')
    query("UPDATE alembic_version SET version_num = 'fake' WHERE version_num = 'e' RETURNING 1")
    expect(await run('stamp c')).toMatchObject({ code: 6 })
    expect(await run('stamp --purge c e')).toMatchObject({ code: 0 })
    expect(query(rows)).toEqual(['c', 'e'])
    expect(await run('stamp a')).toMatchObject({ code: 0 })
    expect(query(rows)).toEqual(['a'])
  })

  test('to one side of a merge from the merge, together with a revision below it, is one row for each branch', async () => {
    const { run, query } = made({
      ...scriptFile('0001'),
      ...scriptFile('0002', { downRevision: ['0001'] }),
      ...scriptFile('0003', { downRevision: ['0001'] }),
      ...scriptFile('0004', { downRevision: ['0002', '0003'] }),
      ...scriptFile('n1'),
    })
    await run('stamp 0004')
    // Alembic ends this in a KeyError: each target is taken from the rows that the first has moved already.
    expect(await run('stamp n1 0003')).toMatchObject({ code: 0 })
    expect(query(rows)).toEqual(['0003', 'n1'])
    await run('stamp --purge 0004')
    expect(await run('stamp 0001 0003')).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/0003 overlaps .*0001/),
    })
    expect(query(rows)).toEqual(['0004'])
  })
})

describe('scripts in folders', () => {
  const line = {
    ...scriptFile('a'),
    ...scriptFile('b', { downRevision: ['a'] }),
    ...scriptFile('c', { downRevision: ['b'] }),
  }
  const deep = config.replace("'./versions'", "'./versions/**'")

  test('may be moved to deeper ones, and the history stays as it was', async () => {
    const { cwd, run } = made({ ...line, 'migrate.config.ts': deep })
    await run('upgrade b')
    const before = await run('history -i')
    mkdirSync(join(cwd, 'versions/2026/11'), { recursive: true })
    renameSync(join(cwd, 'versions/a_make_a.ts'), join(cwd, 'versions/2026/a_make_a.ts'))
    renameSync(join(cwd, 'versions/b_make_b.ts'), join(cwd, 'versions/2026/11/b_make_b.ts'))
    expect(await run('history -i')).toEqual(before)
    expect(await run('upgrade head')).toMatchObject({ code: 0 })
    expect(await run('downgrade base')).toMatchObject({ code: 0 })
  })

  test('are missed by name where one is gone, or lies deeper than is read', async () => {
    const { cwd, run } = made(line)
    const missing = expect.stringMatching(/Revision b referenced from c \(.*c_make_c\.ts\) is not present/)
    rmSync(join(cwd, 'versions/b_make_b.ts'))
    expect(await run('history')).toMatchObject({ code: 6, stderr: missing })
    const [script = ''] = Object.values(scriptFile('b', { downRevision: ['a'] }))
    addFiles(cwd, { 'versions/deeper/b_make_b.ts': script })
    expect(await run('history')).toMatchObject({ code: 6, stderr: missing })
    addFiles(cwd, { 'migrate.config.ts': deep })
    expect(await run('history')).toMatchObject({ code: 0 })
  })
})
