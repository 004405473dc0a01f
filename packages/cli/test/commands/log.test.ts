import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { makeSmallProject, scriptFile } from '../small-project.js'

const files = {
  ...scriptFile('0001', { message: 'add users', upgrade: "op.execute('CREATE TABLE users (id INTEGER)')" }),
  ...scriptFile('0002', {
    message: 'add a column whose message is so long that no line of eighty columns has room for all of it',
    downRevision: ['0001'],
    upgrade: "op.execute('ALTER TABLE users ADD COLUMN name TEXT')",
    downgrade: "op.execute('ALTER TABLE users DROP COLUMN name')",
  }),
}

/** Times and hashes differ from run to run. */
const plain = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>')
    .replaceAll(/ *\d+ ms/g, ' <n> ms')
    .replaceAll(/[0-9a-f]{64}/g, '<hash>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
    .replaceAll(/^By: .*$/gm, 'By: <who>')
    .replaceAll(/sqlite 3[.\d]+/g, 'sqlite <version>')

test('log shows what was done, newest first, in lines of at most 80 columns', async () => {
  const cwd = makeSmallProject({
    ...files,
    ...scriptFile('0003', { message: 'fails', downRevision: ['0002'], upgrade: "op.execute('SELECT * FROM nowhere')" }),
  })
  const codes = []
  for (const line of ['upgrade 0002', 'downgrade -1', 'stamp 0002', 'upgrade head']) {
    codes.push((await migrate(line.split(' '), { cwd })).code)
  }
  expect(codes).toEqual([0, 0, 0, 1])
  const { code, stdout, stderr } = await migrate(['log'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const line of stdout.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  expect(plain(stdout)).toBe(`<time>  failed     0003          no such table: nowhere
<time>  stamp      0002          add a column whose message is so…
<time>  downgrade  0002          add a column whose message is so…
<time>  upgrade    0002          add a column whose message is so…
<time>  upgrade    0001          add users
`)
  const verbose = await migrate(['log', '-v'], { cwd })
  expect(plain(verbose.stdout.trimEnd().split('\n\n').at(-1)!)).toMatchInlineSnapshot(`
    "Entry:      1, upgrade
    Revision:   0001, add users
    Follows:    <base>
    Rows new:   0001
    Began:      <time>
    Took: <n> ms
    By: <who>
    With:       ads-migrate 0.1.0, sqlite <version>
    Run:        <id>
    Operations: <hash>
    Source:     <hash>
    SQL:        <hash>"
  `)
})

test('log --json is { entries }, and an empty one on a database that was never changed', async () => {
  const cwd = makeSmallProject(files)
  new Database(join(cwd, 'app.db')).exec('CREATE TABLE users (id)').close()
  expect(await migrate(['log', '--json'], { cwd })).toMatchObject({ code: 0, stdout: '{\n  "entries": []\n}\n' })
  const none = await migrate(['log'], { cwd })
  expect(none).toMatchObject({ code: 0, stdout: '' })
  expect(none.stderr).toMatch(/^Nothing is written down about .*app\.db yet\.\n$/)
  await migrate(['stamp', '0001'], { cwd })
  const { entries } = JSON.parse((await migrate(['log', '--json'], { cwd })).stdout)
  expect(entries).toMatchObject([{ id: 1, direction: 'stamp', revision: '0001', parents: [], added: ['0001'] }])
})

test('a printed script moves the rows without the log, and nothing finds fault with that', async () => {
  const cwd = makeSmallProject(files)
  await migrate(['upgrade', '0001'], { cwd })
  const { stdout } = await migrate(['upgrade', '0001:0002', '--sql'], { cwd })
  new Database(join(cwd, 'app.db')).exec(stdout).close()
  expect(await migrate(['check'], { cwd })).toMatchObject({ code: 0 })
  expect(await migrate(['upgrade'], { cwd })).toMatchObject({ code: 0 })
  expect(plain((await migrate(['log'], { cwd })).stdout)).toBe('<time>  upgrade    0001          add users\n')
})

test('neither the address nor a statement that failed gets into the log', async () => {
  const cwd = makeSmallProject({
    ...files,
    ...scriptFile('0003', { downRevision: ['0002'], upgrade: "op.execute(`INSERT INTO nowhere VALUES ('hunter2')`)" }),
  })
  expect((await migrate(['upgrade'], { cwd })).stderr).toContain('hunter2')
  const { stdout } = await migrate(['log', '--json'], { cwd })
  expect(JSON.parse(stdout).entries[0]).toMatchObject({ direction: 'failed', revision: '0003' })
  expect(stdout).not.toMatch(/hunter2|app\.db/)
})
