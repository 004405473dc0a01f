import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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
