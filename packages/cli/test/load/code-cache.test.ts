import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { loadModules } from '../../src/load/load-modules.js'
import { failureOf, installed, makeProject, smallCore } from '../project.js'

/** Longer than what is not worth the trouble. */
const long = (text: string) => `${text}\nexport const long = '${'x'.repeat(70_000)}'\n`

const load = async (folder: string, name = 'a.ts'): Promise<Record<string, unknown>> => {
  const [exported] = await loadModules([join(folder, name)], { projectFolder: folder })
  await nextTurn()
  return exported as Record<string, unknown>
}

const cacheOf = (folder: string) => join(folder, 'node_modules/.cache/ads-migrate')
const kept = (folder: string, ending: string) =>
  readdirSync(cacheOf(folder)).flatMap((name) => (name.endsWith(ending) ? [join(cacheOf(folder), name)] : []))

const project = (text: string) => makeProject({ ...smallCore, 'a.ts': long(text) })

test('a long bundle is imported, then run as a function, then run from what was compiled', async () => {
  const folder = project(`import core from '@ads/migrate-core'\nexport const call = () => core + 1`)
  const call = async () => ((await load(folder)).call as () => string)()

  expect(await call()).toBe('core1')
  expect(kept(folder, '.v8')).toEqual([])

  expect(await call()).toBe('core1')
  const [code] = kept(folder, '.v8')
  const { ino } = statSync(code!)
  expect(await call()).toBe('core1')
  expect(statSync(code!).ino).toBe(ino)

  // What is compiled is the text beside it, so a text that is another shows what was run.
  const [text] = kept(folder, '.js')
  writeFileSync(text!, readFileSync(text!, 'utf8').replace('core + 1', '"another"'))
  expect(await call()).toBe('another')
})

test('what was compiled is compiled again where it is not whole, of another text, or of another engine', async () => {
  const folder = project(`export const call = () => 'called'`)
  const call = async () => ((await load(folder)).call as () => string)()
  await call()
  await call()
  const [code] = kept(folder, '.v8')
  const right = readFileSync(code!)
  const spoilt = {
    nothing: Buffer.alloc(0),
    'its beginning': right.subarray(0, 1000),
    zeros: Buffer.alloc(right.length),
    'one bit': Buffer.from(right.map((byte, i) => (i === right.length >> 1 ? byte ^ 1 : byte))),
    'no seal': Buffer.from(right.map((byte, i) => (i === 0 ? byte ^ 1 : byte))),
  }
  for (const [name, bytes] of Object.entries(spoilt)) {
    writeFileSync(code!, bytes)
    const { ino } = statSync(code!)
    expect(await call(), name).toBe('called')
    const again = statSync(code!)
    expect(again.ino, name).not.toBe(ino)
    expect(await call(), name).toBe('called')
    expect(statSync(code!).ino, name).toBe(again.ino)
  }
})

test('a text that is not whole is imported instead', async () => {
  const folder = project(`export const name = 'a'`)
  await load(folder)
  await load(folder)
  const [text] = kept(folder, '.js')
  for (const torn of [readFileSync(text!).subarray(0, 5000), Buffer.alloc(5000)]) {
    writeFileSync(text!, torn)
    expect((await load(folder)).name).toBe('a')
  }
})

test('a short bundle is always imported, and a long one that imports while it runs', async () => {
  const folder = makeProject({
    ...smallCore,
    'a.ts': `export const name = 'a'`,
    'b.ts': long(`export const path = () => import('node:path')`),
  })
  for (let i = 0; i < 3; i++) {
    expect((await load(folder)).name).toBe('a')
    const { path } = await load(folder, 'b.ts')
    expect(await (path as () => Promise<unknown>)()).toHaveProperty('basename')
  }
  expect([kept(folder, '.js'), kept(folder, '.v8')]).toEqual([[], []])
})

test('an export that changes is seen changed, for a package that is not known to keep its own', async () => {
  const folder = makeProject({
    ...installed('counter', 'export let count = 0\nexport const add = () => { count += 1 }'),
    'a.ts': long(`import { add, count } from 'counter'\nexport const next = () => { add(); return count }`),
  })
  for (let i = 1; i <= 3; i++) expect(((await load(folder)).next as () => number)()).toBe(i)
  expect(kept(folder, '.js')).toEqual([])
})

test('says the same of a script that throws, and of a name that is no longer there', async () => {
  const folder = project(`import { where } from '@ads/migrate-core'
export const found = where
if (process.env.ADS_TEST_THROW) {
  throw new Error('thrown')
}`)
  const thrown = async () => {
    process.env.ADS_TEST_THROW = '1'
    try {
      return (await failureOf(() => load(folder))).message
    } finally {
      delete process.env.ADS_TEST_THROW
    }
  }
  const first = await thrown()
  expect(first).toMatch(/a\.ts:4:9 could not be loaded: thrown$/)
  for (let i = 0; i < 3; i++) {
    expect(await thrown()).toBe(first)
    await load(folder)
  }
})
