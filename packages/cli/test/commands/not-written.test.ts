/** Root may write everywhere, so that what stands in the way here is a file in the place of a folder, or the reverse. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { addFiles } from '../project.js'
import { makeSmallProject, scriptFile } from '../small-project.js'

let project = ''
const run = (line: string) => migrate(line.split(' '), { cwd: project })

beforeAll(async () => {
  project = makeSmallProject({ ...scriptFile('0001'), 'notes.txt': 'mine' }, afterAll)
  await run('upgrade -q')
})

/** One line that says what cannot be written, and no word of a bug. */
const expectOneLine = (stderr: string, message: RegExp): void => {
  expect(stderr).toMatch(message)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(stderr).not.toContain('This should not have happened')
}

test('pull says that a folder is no file, also when it may overwrite what is there', async () => {
  for (const flags of ['', ' --force']) {
    const { code, stderr } = await run(`pull --out versions${flags}`)
    expectOneLine(stderr, /--out versions is a folder: name a file in it, as versions\/models\.ts\./)
    expect(code).toBe(2)
  }
  expect(readdirSync(join(project, 'versions'))).toContain('0001_make_0001.ts')
})

test.each(['', ' --force'])('pull names the file that cannot be written below another file%s', async (flags) => {
  const { code, stderr } = await run(`pull --out notes.txt/models.ts${flags}`)
  expectOneLine(stderr, /^error: notes\.txt\/models\.ts cannot be written: E/)
  expect(code).toBe(1)
  expect(readFileSync(join(project, 'notes.txt'), 'utf8')).toBe('mine')
})

test('init names the file that cannot be written below another file', async () => {
  const folder = makeSmallProject({
    'package.json': '{ "dependencies": { "@ads/migrate-dialect-sqlite": "*" } }',
    migrations: 'mine',
  })
  rmSync(join(folder, 'migrate.config.ts'))
  const { code, stderr } = await migrate(['init'], { cwd: folder })
  expectOneLine(stderr, /^error: migrations\/schema\.ts cannot be written: E/)
  expect(code).toBe(1)
  expect(readFileSync(join(folder, 'migrations'), 'utf8')).toBe('mine')
})

test('revision names the script that cannot be written below another file', async () => {
  const folder = makeSmallProject({})
  addFiles(folder, {
    'migrate.config.ts': readFileSync(join(folder, 'migrate.config.ts'), 'utf8')
      .replace("'./versions'", "'./versions/**'")
      .replace('defineConfig({', "defineConfig({ fileTemplate: 'year/{revision}',"),
  })
  writeFileSync(join(folder, 'versions/year'), 'mine')
  const { code, stderr } = await migrate(['revision', '-m', 'x', '--rev-id', 'x1'], { cwd: folder })
  expectOneLine(stderr, /^error: the script cannot be written: E/)
  expect(code).toBe(1)
  rmSync(join(folder, 'versions/year'))
  mkdirSync(join(folder, 'versions/year'))
  expect((await migrate(['revision', '-m', 'x', '--rev-id', 'x1'], { cwd: folder })).code).toBe(0)
  expect(readdirSync(join(folder, 'versions/year'))).toEqual(['x1.ts'])
})
