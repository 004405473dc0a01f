import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { makeSmallProject, scriptFile } from '../small-project.js'

const refused = (id: string, characters: string, shown = id) => ({
  id,
  message: `Character(s) '${characters}' not allowed in revision identifier '${shown}'. A new id is made of letters, digits, _ and dots.`,
})

let cwd = ''
beforeAll(() => {
  cwd = makeSmallProject({ ...scriptFile('0001'), ...scriptFile('0002') }, afterAll)
})

test.each([
  // What Alembic refuses.
  refused('no-dashes', '-'),
  refused('no@at-signs', '-, @'),
  refused('no:colons', ':'),
  refused('no+plus', '+'),
  // What a shell, a list of ids or the name of a file would take apart.
  refused('a b', ' '),
  refused('a\tb\n', '\\t, \\n', 'a\\tb\\n'),
  refused('a\u00a0b', ' ', 'a b'),
  refused('a,b', ','),
  refused('../a', '/'),
  refused('a\\b', '\\\\', 'a\\\\b'),
  refused("a'b", "'"),
  refused('a\u0000', '\\u0000', 'a\\u0000'),
  { id: 'head', message: "'head' is not allowed as revision identifier" },
  { id: '', message: 'A revision identifier is empty' },
  { id: '.hidden', message: 'a script cannot be called' },
  { id: '0001', message: 'Revision 0001 is present more than once' },
  { id: 'x'.repeat(33), message: 'the revision id has 33 characters; the version table holds 32' },
])('the new id $id is refused in one line, and no file is left', async ({ id, message }) => {
  const files = () => readdirSync(cwd, { recursive: true }).filter((name) => !String(name).startsWith('node_modules'))
  const before = files()
  for (const argv of [
    ['revision', '-m', 'x', '--head', '0002', `--rev-id=${id}`],
    ['merge', 'heads', `--rev-id=${id}`],
  ]) {
    const { code, stdout, stderr } = await migrate(argv, { cwd })
    expect(stderr).toContain(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' })
    expect(files()).toEqual(before)
  }
})

test.each(['0002', '12e4', 'été_2', '2026.11.22', '0'.repeat(32)])(
  'the new id %s names its revision everywhere',
  async (id) => {
    const cwd = makeSmallProject(scriptFile('0001'))
    const run = (...argv: string[]) => migrate(argv, { cwd })
    expect(await run('revision', '-m', 'x', '--rev-id', id)).toMatchObject({ code: 0 })
    expect(await run('upgrade', id)).toMatchObject({ code: 0 })
    expect(await run('current')).toMatchObject({ code: 0, stdout: `${id} (head)\n` })
    expect(await run('downgrade', `${id}-1`)).toMatchObject({ code: 0 })
    expect(await run('upgrade', `0001:${id}`, '--sql')).toMatchObject({ code: 0 })
  },
)

test('the id of a database that another tool has named is kept as it is', async () => {
  const cwd = makeSmallProject({})
  mkdirSync(join(cwd, 'data'))
  const db = new Database(join(cwd, 'app.db'))
  db.exec(`CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY);
    INSERT INTO alembic_version VALUES ('first one, of many'); CREATE TABLE notes (id INTEGER PRIMARY KEY)`)
  db.close()
  expect(await migrate(['pull', '--revision'], { cwd })).toMatchObject({ code: 0 })
  expect(await migrate(['current'], { cwd })).toMatchObject({ code: 0, stdout: 'first one, of many (head)\n' })
  expect(await migrate(['upgrade', 'first one, of many:head', '--sql'], { cwd })).toMatchObject({ code: 0 })
})
