import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { config, makeSmallProject, scriptFile } from '../small-project.js'

const first = scriptFile('0001', { upgrade: "op.execute('CREATE TABLE users (id INTEGER)')" })
const [path = ''] = Object.keys(first)

/** A project inside of a folder, so that what leaves the project is seen too. */
const nested = (files: Readonly<Record<string, string>> = {}): { readonly around: string; readonly cwd: string } => {
  const made = makeSmallProject({ ...first, ...files })
  const around = join(made, 'around')
  const cwd = join(around, 'a/project')
  mkdirSync(dirname(cwd), { recursive: true })
  mkdirSync(cwd)
  for (const name of readdirSync(made)) if (name !== 'around') renameSync(join(made, name), join(cwd, name))
  return { around, cwd }
}

/** All files with what is in them, but the installed packages and what commands remember there. */
const filesIn = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => ({ entry, path: relative(folder, join(entry.parentPath, entry.name)) }))
      .filter(({ entry, path }) => !entry.isDirectory() && !path.split(sep).includes('node_modules'))
      .map(({ entry, path }) => [path, entry.isSymbolicLink() ? 'a link' : readFileSync(join(folder, path), 'latin1')]),
  )

const long = 'x'.repeat(300)
const hostile: readonly (readonly string[])[] = [
  ...[
    '../x',
    '../../x',
    '/x',
    '..\\x',
    'C:\\x',
    'C:x',
    '\\\\host\\share\\x',
    'a/b',
    'a\0b',
    '.',
    '..',
    '.x',
    '__x',
    'con',
    long,
  ].flatMap((name) => [
    ['-m', 'plain', '--rev-id', name],
    ['-m', name, '--rev-id', '0002'],
    ['-m', 'plain', '--rev-id', '0002', '--branch-label', name],
    ['-m', 'plain', '--rev-id', '0002', '--version-path', name],
  ]),
  ['-m', 'plain', '--rev-id', '0001'],
]

test('whatever a revision is called, labelled or told to be put: one new file among the scripts, or a refusal and none', async () => {
  const { around, cwd } = nested()
  const versions = join('a/project/versions')
  const counts = { written: 0, refused: 0 }
  for (const words of hostile) {
    const before = filesIn(around)
    const { code, stderr } = await migrate(['revision', ...words], { cwd })
    const after = filesIn(around)
    const added = [...after.keys()].filter((name) => !before.has(name))
    const place = `${JSON.stringify(words)}: ${code} ${stderr}`
    for (const [name, text] of before) expect(after.get(name), place).toBe(text)
    if (code === 0) {
      counts.written++
      expect(added, place).toHaveLength(1)
      expect(dirname(added[0]!), place).toBe(versions)
      // It is found again, and is gone for the next.
      expect((await migrate(['heads'], { cwd })).code, place).toBe(0)
      rmSync(join(around, added[0]!))
    } else {
      counts.refused++
      expect(added, place).toEqual([])
      expect(stderr, place).toMatch(/^error: .*\n$/)
    }
  }
  console.log(`hostile names: ${JSON.stringify(counts)}`)
  expect(counts.refused).toBeGreaterThan(20)
  expect(counts.written).toBeGreaterThan(5)
})

test('a template that leads out of the folder of the scripts is refused, and no file is made', async () => {
  for (const template of ['../{slug}', '{slug}/../../x', '/x/{slug}', '..\\\\{slug}', '{revision}\\u0000{slug}']) {
    const { around, cwd } = nested({
      'migrate.config.ts': config.replace(
        "scripts: './versions'",
        `scripts: './versions', fileTemplate: '${template}'`,
      ),
    })
    const before = filesIn(around)
    const { code } = await migrate(['revision', '-m', 'x'], { cwd })
    expect({ template, isRefused: code !== 0 }).toEqual({ template, isRefused: true })
    expect(filesIn(around)).toEqual(before)
  }
})

test('a folder of scripts that is a link is written through to where it leads, and nowhere else', async () => {
  const { around, cwd } = nested()
  const target = join(around, 'elsewhere')
  renameSync(join(cwd, 'versions'), target)
  symlinkSync(target, join(cwd, 'versions'))
  const before = filesIn(around)
  expect((await migrate(['revision', '-m', 'more', '--rev-id', '0002'], { cwd })).code).toBe(0)
  const added = [...filesIn(around).keys()].filter((name) => !before.has(name))
  expect(added.map((name) => realpathSync(join(around, name)))).toEqual([join(target, '0002_more.ts')])
})

test('a script that is changed is replaced whole: a hard link to it elsewhere keeps what it was', async () => {
  const { around, cwd } = nested(scriptFile('0002', { downRevision: ['0001'] }))
  const [second = ''] = Object.keys(scriptFile('0002'))
  const text = readFileSync(join(cwd, second), 'utf8')
  linkSync(join(cwd, second), join(around, 'kept.ts'))
  writeFileSync(
    join(cwd, Object.keys(scriptFile('0003'))[0]!),
    Object.values(scriptFile('0003', { downRevision: ['0001'] }))[0]!,
  )
  expect((await migrate(['rebase', '0002', '--onto', '0003'], { cwd })).code).toBe(0)
  expect(readFileSync(join(cwd, second), 'utf8')).not.toBe(text)
  expect(readFileSync(join(around, 'kept.ts'), 'utf8')).toBe(text)
})

test('a revision whose file differs from another in case alone does not take its place', async () => {
  const { cwd } = nested(scriptFile('ab', { message: 'same', downRevision: ['0001'] }))
  const before = readFileSync(join(cwd, 'versions/ab_same.ts'), 'utf8')
  await migrate(['revision', '-m', 'same', '--rev-id', 'AB'], { cwd })
  expect(readFileSync(join(cwd, 'versions/ab_same.ts'), 'utf8')).toBe(before)
  expect(readFileSync(join(cwd, path), 'utf8')).toBe(first[path])
})
