import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import { expect, test } from 'vitest'
import { bundleModules } from '../../src/load/bundle.js'
import { failureOf, makeProject, smallCore } from '../project.js'

const load = (address: string) => import(/* @vite-ignore */ address)
const missing = () => {
  throw new Error('missing')
}

/** Longer than what is not worth the trouble. */
const long = `export const long = '${'x'.repeat(70_000)}'`

const bundle = async (text: string, more: Readonly<Record<string, string>> = {}) => {
  const folder = makeProject({ ...smallCore, 'a.ts': `${text}\n${long}`, ...more })
  const made = await bundleModules([join(folder, 'a.ts')], {
    projectFolder: folder,
    errorCode: 'INVALID_SCRIPT',
    names: undefined,
  })
  const file = join(folder, 'made.mjs')
  writeFileSync(file, made.code)
  return { asFunction: made.asFunction, imported: async () => (await load(pathToFileURL(file).href)).default }
}

const run = (text: string | null, filename = 'made.mjs') => {
  if (text === null) throw new Error('it is no function')
  return runInThisContext(text, { filename })(load, missing)
}

/** What files export as `found`, by what is about them. */
const files = {
  'imports of every kind': [
    `import core from '@ads/migrate-core'
import * as whole from '@ads/migrate-core'
import { basename, dirname as folder, default as path } from 'node:path'
import main, { where } from '@ads/migrate-core'
import again, * as all from 'node:path'
import 'node:fs'
export const found = [core, whole.default, basename('/a/b'), folder('/a/b'), path === again, main, where, all.sep]`,
  ],
  'characters of two and four bytes, and names that need them': [
    `const before = 'é 🚀'
import { basename as größe } from 'node:path'
export const found = [before, größe('/a/ü')]`,
  ],
  'files that need each other, of which one is used above what it imports': [
    `import { early } from './b.js'
import { basename } from 'node:path'
export function name(path: string) { return basename(path) }
export const found = early`,
    { 'b.ts': `import { name } from './a.js'\nexport const early = name('/a/b')` },
  ],
  'waiting, strictness, and classes': [
    `let thrown = ''
try { (0, eval)('1'); undeclared = 1 } catch (error) { thrown = (error as Error).name }
const waited = await Promise.resolve('waited')
class A { static #hidden = 1; static get hidden() { return A.#hidden } }
function strict(this: unknown) { return this === undefined }
export const found = [thrown, waited, strict(), A.hidden]`,
  ],
  'what another package exports': [`export * from '@ads/migrate-core'\nexport const found = 'more'`],
  'a file of the older kind': [
    `import { legacy } from './legacy.cjs'\nexport const found = legacy`,
    { 'legacy.cjs': `exports.legacy = require('node:path').basename('/a/b')` },
  ],
} satisfies Record<string, readonly [string, Record<string, string>?]>

test.for(Object.entries(files))('a function has what the module has: %s', async ([, [text, more]]) => {
  const { asFunction, imported } = await bundle(text!, more as Record<string, string>)
  const [fromModule] = await imported()
  const [fromFunction] = await run(asFunction)
  const plain = ({ long, ...values }: Record<string, unknown>) => JSON.stringify(values)
  expect(plain(fromFunction)).toBe(plain(fromModule))
  expect(fromFunction.found).toBeTruthy()
})

test('every line stays where it is', async () => {
  const { asFunction } = await bundle(`import { basename } from 'node:path'
export const found = () => {
  throw new Error(basename('x'))
}`)
  const line = asFunction!.split('\n').findIndex((each) => each.includes('throw new Error'))
  const [{ found }] = await run(asFunction, 'file:///place.mjs')
  expect((await failureOf(found)).stack).toContain(`file:///place.mjs:${line + 1}:9`)
})

test('asks what to do about a name that the imported module does not have', async () => {
  const { asFunction } = await bundle(`import { nothing } from '@ads/migrate-core'\nexport const found = nothing`)
  expect((await failureOf(() => run(asFunction))).message).toBe('missing')
})

test.for([
  ['imports while it runs', `export const found = () => import('node:path')`],
  ['asks where it is in a way of its own', `export const found = import.meta.resolve`],
  ['imports data', `import data from '@ads/data/x.json' with { type: 'json' }\nexport const found = data`],
  ['has a line that looks like an import', `export const found = \`\nimport { a } from "a";\n\``],
  ['has lines that look like an export', `export const found = \`\nexport {\n  a as default\n};\n\``],
  ['has names like those of the function', `const $ads_migrate_load = 1\nexport const found = $ads_migrate_load`],
  ['imports a package whose exports may change', `import { x } from 'other'\nexport const found = x`],
])('a module is no function that %s', async ([, text]) => {
  const other = {
    'node_modules/other/package.json': '{ "name": "other", "exports": "./index.mjs" }',
    'node_modules/other/index.mjs': 'export let x = 1',
    'node_modules/@ads/data/package.json': '{ "name": "@ads/data", "exports": { "./*": "./*" } }',
    'node_modules/@ads/data/x.json': '{}',
  }
  expect((await bundle(text!, other)).asFunction === null).toBe(true)
})

test('a short module is no function', async () => {
  const folder = makeProject({ 'a.ts': 'export const found = 1' })
  const options = { projectFolder: folder, errorCode: 'INVALID_SCRIPT', names: undefined } as const
  expect((await bundleModules([join(folder, 'a.ts')], options)).asFunction).toBe(null)
})
