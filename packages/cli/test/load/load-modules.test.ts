import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { loadModules } from '../../src/load/load-modules.js'
import { addFiles, failureOf, installed, link, makeProject, smallCore } from '../project.js'

type Exports = Record<string, unknown>

const load = async (folder: string, ...names: string[]): Promise<Exports[]> =>
  (await loadModules(
    names.map((name) => join(folder, name)),
    { projectFolder: folder },
  )) as Exports[]

const cacheOf = (folder: string) => join(folder, 'node_modules/.cache/ads-migrate')

test('gives the exports of each file in the order asked, and runs a shared module once', async () => {
  const folder = makeProject({
    'a.ts': `import { count } from './shared.js'\nexport const name: string = 'a'\nexport const seen = count()`,
    'b.ts': `import { count } from './shared.js'\nexport const name = 'b' as const\nexport const seen = count()`,
    'shared.ts': `let calls = 0\nexport const count = (): number => ++calls`,
  })
  const [b, a] = await load(folder, 'b.ts', 'a.ts')
  expect({ ...b }).toEqual({ name: 'b', seen: 1 })
  expect({ ...a }).toEqual({ name: 'a', seen: 2 })
})

test('gives nothing for no files', async () => {
  expect(await loadModules([], { projectFolder: '/nowhere' })).toEqual([])
})

test('reads workspace packages from their source, through the conditions of an inherited tsconfig', async () => {
  const folder = makeProject({
    'tsconfig.base.json': '{ "compilerOptions": { "customConditions": ["here/source"], /* comment */ } }',
    'tsconfig.json': '{ "extends": "./tsconfig.base.json" }',
    'packages/models/package.json': JSON.stringify({
      name: 'models',
      type: 'module',
      exports: { '.': { 'here/source': './src/index.ts', default: './dist/index.js' } },
    }),
    'packages/models/src/index.ts': `export { table } from './table.js'`,
    'packages/models/src/table.ts': `export const table = 'from source'`,
    'config.ts': `import { table } from 'models'\nexport default table`,
    'node_modules/.keep': '',
  })
  link(folder, 'node_modules/models', join(folder, 'packages/models'))
  expect((await load(folder, 'config.ts'))[0]?.default).toBe('from source')

  addFiles(folder, { 'packages/models/src/table.ts': `export const table = 'edited'` })
  expect((await load(folder, 'config.ts'))[0]?.default).toBe('edited')

  addFiles(folder, {
    'tsconfig.base.json': '{}',
    'packages/models/dist/index.js': `export const table = 'from the build'`,
  })
  expect((await load(folder, 'config.ts'))[0]?.default).toBe('from the build')
})

test('never takes an installed package from its source, whatever the conditions of the project say', async () => {
  const folder = makeProject({
    'tsconfig.json': '{ "compilerOptions": { "customConditions": ["here/source"] } }',
    ...installed('library', `export const where = import.meta.url`, {
      exports: { '.': { 'here/source': './source.ts', import: './index.js', require: './other.cjs' } },
    }),
    'node_modules/library/source.ts': `export const where: string = 'source'`,
    'config.ts': `export { where } from 'library'`,
  })
  const [config] = await load(folder, 'config.ts')
  expect(config?.where).toBe(pathToFileURL(join(folder, 'node_modules/library/index.js')).href)
})

test('understands paths of tsconfig, JSON, and CommonJS packages and files', async () => {
  const folder = makeProject({
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
    'lib/names.ts': `export const names = ['x']`,
    'data.json': '{ "five": 5 }',
    'node_modules/old/package.json': '{ "name": "old", "main": "./main.js" }',
    'node_modules/old/main.js': `exports.old = require('node:path').basename(__filename)`,
    'legacy.cjs': `const { old } = require('old')\nmodule.exports = { legacy: old + require('path').basename(__dirname) }`,
    'config.ts': `
import { names } from '@/names.js'
import data from './data.json' with { type: 'json' }
import { old } from 'old'
import { legacy } from './legacy.cjs'
export default [names, data.five, old, legacy]`,
  })
  const [config] = await load(folder, 'config.ts')
  expect(config?.default).toEqual([['x'], 5, 'main.js', `main.js${folder.split('/').at(-1)}`])
})

test('tells each file its own place', async () => {
  const folder = makeProject({
    'a.ts': `import { inner } from './deep/b.js'
export default { inner, url: import.meta.url, folder: import.meta.dirname, file: import.meta.filename, old: [__dirname, __filename] }`,
    'deep/b.ts': `import { fileURLToPath } from 'node:url'
const __dirname: string = fileURLToPath(new URL('.', import.meta.url))
export const inner = [__dirname, import.meta.filename]`,
  })
  const file = join(folder, 'a.ts')
  expect((await load(folder, 'a.ts'))[0]?.default).toEqual({
    inner: [`${folder}/deep/`, join(folder, 'deep/b.ts')],
    url: pathToFileURL(file).href,
    folder,
    file,
    old: [folder, file],
  })
})

test('takes @ads/migrate-* from the importing file, and keeps it outside', async () => {
  const folder = makeProject({
    ...smallCore,
    'a.ts': `import core, { where } from '@ads/migrate-core'\nexport default [core, where]`,
  })
  expect((await load(folder, 'a.ts'))[0]?.default).toEqual([
    'core',
    pathToFileURL(join(folder, 'node_modules/@ads/migrate-core/index.js')).href,
  ])
})

test('takes @ads/migrate-* from its own installation where the project has none', async () => {
  const folder = makeProject({
    'a.ts': `import core from '@ads/migrate-core/package.json' with { type: 'json' }\nexport default core.name`,
  })
  expect((await load(folder, 'a.ts'))[0]?.default).toBe('@ads/migrate-core')

  addFiles(folder, {
    'node_modules/@ads/migrate-core/package.json': '{ "name": "the project has its own" }',
  })
  expect((await load(folder, 'a.ts'))[0]?.default).toBe('the project has its own')
})

test('makes the scripts of a history absolute by the file that defines it, not by the file that is loaded', async () => {
  const folder = makeProject({
    ...smallCore,
    'config.ts': `import { history } from './deep/history.js'
import { defineHistory, where } from '@ads/migrate-core'
export default [history.scripts, defineHistory({ scripts: '../mine' }).scripts, defineHistory({ scripts: '/abs' }).scripts, typeof where]`,
    'deep/history.ts': `import * as core from '@ads/migrate-core'
export const history = core.defineHistory({ scripts: './versions', transaction: 'all' })`,
  })
  const [config] = await load(folder, 'config.ts')
  expect(config?.default).toEqual([join(folder, 'deep/versions'), join(folder, '../mine'), '/abs', 'string'])
})

test('leaves the scripts of a history alone that are not a folder', async () => {
  const folder = makeProject({
    ...smallCore,
    'a.ts': `import { defineHistory } from '@ads/migrate-core'
const source = { headers() {}, load() {} }
export default defineHistory({ scripts: source }).scripts === source`,
  })
  expect((await load(folder, 'a.ts'))[0]?.default).toBe(true)
})

test('says where a syntax error is, in one message without a stack', async () => {
  const folder = makeProject({ 'a.ts': `export const a = 1\n`, 'b.ts': `const fine = 1\nexport const b = = 2\n` })
  const error = await failureOf(() => load(folder, 'a.ts', 'b.ts'))
  expect(error.code).toBe('INVALID_SCRIPT')
  expect(error.message).toBe(`${join(folder, 'b.ts')}:2:18: Unexpected "="\n  export const b = = 2`)
})

test('says where a syntax error is also in a file that asks where it is', async () => {
  const folder = makeProject({ 'b.ts': `const here = import.meta.url\nexport const b = = 2\n` })
  const error = await failureOf(() => load(folder, 'b.ts'))
  expect(error.message).toContain(`${join(folder, 'b.ts')}:2:18: Unexpected "="`)
})

test('says which import leads nowhere, with the code that the caller chose', async () => {
  const folder = makeProject({ 'a.ts': `import 'not-there'\nimport './nor-this.js'\n` })
  const error = await failureOf(() =>
    loadModules([join(folder, 'a.ts')], { projectFolder: folder, errorCode: 'CONFIG_INVALID' }),
  )
  expect(error.code).toBe('CONFIG_INVALID')
  expect(error.message).toContain(`${join(folder, 'a.ts')}:1:8: Could not resolve "not-there"`)
  expect(error.message).toContain('(and 1 more like it)')
  expect(error.hint ?? '').not.toContain('external')
})

test('names file and line of what throws while it is run, and keeps the cause', async () => {
  const folder = makeProject({
    'node_modules/.keep': '',
    'a.ts': `import { fail } from './fail.js'\ninterface Long {\n  text: string\n}\nexport const a = 1\nfail()\n`,
    'fail.ts': `type Unused = 1\n\nexport const fail = (): never => {\n  throw new TypeError('no such thing')\n}\n`,
    'b.ts': 'export const b = 1',
  })
  for (const round of ['made', 'kept']) {
    const error = await failureOf(() => load(folder, 'b.ts', 'a.ts'))
    expect(error.message, round).toMatch(/fail\.ts:4:\d+ could not be loaded: no such thing$/)
    expect(error.cause, round).toBeInstanceOf(TypeError)
  }
})

test('names the file that imports what a package does not have', async () => {
  const folder = makeProject({
    ...smallCore,
    'fine.ts': `import { where } from '@ads/migrate-core'\nexport const text = where`,
    'wrong.ts': `import {\n  where,\n  wherre,\n} from '@ads/migrate-core'\nexport const text = [where, wherre]`,
  })
  const error = await failureOf(() => load(folder, 'fine.ts', 'wrong.ts'))
  expect(error.message).toMatch(/wrong\.ts could not be loaded: .*'wherre'/)
})

test('notices every change that matters', async () => {
  const folder = makeProject({
    'node_modules/.keep': '',
    'deep/a.ts': `import { b } from './b.js'\nimport { c } from '@/c.js'\nexport default [b, c]`,
    'deep/b.ts': `export const b = 'b'`,
    'one/c.ts': `export const c = 'one'`,
    'two/c.ts': `export const c = 'two'`,
    'paths.json': '{ "compilerOptions": { "paths": { "@/*": ["./one/*"] } } }',
    'tsconfig.json': '{ "extends": "./paths.json" }',
  })
  const value = async () => (await load(folder, 'deep/a.ts'))[0]?.default
  expect(await value()).toEqual(['b', 'one'])
  addFiles(folder, { 'deep/b.ts': `export const b = 'B'` })
  expect(await value()).toEqual(['B', 'one'])
  addFiles(folder, { 'paths.json': '{ "compilerOptions": { "paths": { "@/*": ["./two/*"] } } }' })
  expect(await value()).toEqual(['B', 'two'])
  addFiles(folder, { 'deep/b.js': `export const b = 'compiled'` })
  expect(await value()).toEqual(['compiled', 'two'])
  addFiles(folder, { 'deep/tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["../one/*"] } } }' })
  expect(await value()).toEqual(['compiled', 'one'])
})

test('notices that an installed package is another one now', async () => {
  const folder = makeProject({
    'node_modules/.store/v1/node_modules/library/package.json': '{ "name": "library", "main": "main.mjs" }',
    'node_modules/.store/v1/node_modules/library/main.mjs': `export default 1`,
    'node_modules/.store/v2/node_modules/library/package.json': '{ "name": "library", "main": "main.mjs" }',
    'node_modules/.store/v2/node_modules/library/main.mjs': `export default 2`,
    'a.ts': `export { default } from 'library'`,
  })
  const version = (name: string) => join(folder, 'node_modules/.store', name, 'node_modules/library')
  symlinkSync(version('v1'), join(folder, 'node_modules/library'))
  expect((await load(folder, 'a.ts'))[0]?.default).toBe(1)
  rmSync(join(folder, 'node_modules/library'))
  symlinkSync(version('v2'), join(folder, 'node_modules/library'))
  expect((await load(folder, 'a.ts'))[0]?.default).toBe(2)
})

test('makes a bundle anew that is gone or cannot be read', async () => {
  const folder = makeProject({ 'node_modules/.keep': '', 'a.ts': `export default 'a'` })
  await load(folder, 'a.ts')
  const cached = (ending: string) => readdirSync(cacheOf(folder)).filter((name) => name.endsWith(ending))
  const [manifest] = cached('.json')
  const [bundle] = cached('.mjs')
  const text = readFileSync(join(cacheOf(folder), manifest!), 'utf8')

  rmSync(join(cacheOf(folder), bundle!))
  expect((await load(folder, 'a.ts'))[0]?.default).toBe('a')
  expect(cached('.mjs')).toEqual([bundle])

  writeFileSync(join(cacheOf(folder), manifest!), text.slice(0, 20))
  expect((await load(folder, 'a.ts'))[0]?.default).toBe('a')
  expect(JSON.parse(readFileSync(join(cacheOf(folder), manifest!), 'utf8'))).toEqual(JSON.parse(text))
  expect(cached('.tmp')).toEqual([])
})

test('removes what has not been used for long, and nothing that is young', async () => {
  const folder = makeProject({ 'a.ts': `export default 'a'`, 'node_modules/.cache/ads-migrate/young.mjs': '' })
  const old = join(cacheOf(folder), 'old.mjs')
  writeFileSync(old, '')
  utimesSync(old, 0, 0)
  await load(folder, 'a.ts')
  expect(existsSync(old)).toBe(false)
  expect(existsSync(join(cacheOf(folder), 'young.mjs'))).toBe(true)
})

test('works where nothing can be written', async () => {
  const folder = makeProject({
    ...installed('library', 'export default 7'),
    'node_modules/.cache': 'a file, so no folder can be made here',
    'a.ts': `import seven from 'library'\nexport default [seven, import.meta.dirname]`,
  })
  const before = process.env.TMPDIR
  process.env.TMPDIR = join(folder, 'a.ts')
  try {
    expect((await load(folder, 'a.ts'))[0]?.default).toEqual([7, folder])
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
})

test('makes no node_modules in a project that has none, and does not run from a folder that others can write', async () => {
  const folder = makeProject({ 'a.ts': `export default 1` })
  const temporary = join(folder, 'tmp')
  const shared = join(temporary, `ads-migrate-${process.getuid?.() ?? 'user'}`)
  mkdirSync(temporary)
  const before = process.env.TMPDIR
  process.env.TMPDIR = temporary
  try {
    await load(folder, 'a.ts')
    expect(existsSync(join(folder, 'node_modules'))).toBe(false)
    expect(readdirSync(shared)).toHaveLength(3)

    renameSync(shared, `${shared}.away`)
    mkdirSync(shared)
    if (process.getuid) (await import('node:fs')).chmodSync(shared, 0o777)
    expect((await load(folder, 'a.ts'))[0]?.default).toBe(1)
    if (process.getuid) expect(readdirSync(shared)).toEqual([])
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
})
