import { expect, test } from 'vitest'
import { defineHistory, isBuiltScripts } from '../../src/index.js'
import { type BuiltRevision, builtScripts, builtScriptsBrand } from '../../src/scripts/built-scripts.js'
import { scriptOf } from './scripts.js'

const recorded = { operations: 'o', hasDataSteps: false, dialect: null }

const revision = (id: string, load: BuiltRevision['load']): BuiltRevision => ({
  ...scriptOf(() => {}, null, id).header,
  hashes: { source: `source of ${id}`, recorded },
  load,
})

const built = (...revisions: readonly BuiltRevision[]) => ({ [builtScriptsBrand]: 1, revisions })

test('gives headers and hashes without running any script', async () => {
  const scripts = builtScripts(
    built(
      revision('a', () => expect.fail('a was run')),
      revision('b', () => expect.fail('b was run')),
    ),
  )
  expect(await scripts.headers()).toEqual([scriptOf(() => {}, null, 'a').header, scriptOf(() => {}, null, 'b').header])
  expect(await scripts.hashes?.(['b', 'a'])).toEqual([
    { source: 'source of b', recorded },
    { source: 'source of a', recorded },
  ])
})

test('loads the scripts asked for, in their order, with the downgrade that each has', async () => {
  const [upgrade, downgrade] = [() => {}, () => {}]
  const scripts = builtScripts(
    built(
      revision('a', async () => ({ upgrade })),
      revision('b', async () => ({ upgrade, downgrade })),
      revision('c', () => expect.fail('c was run')),
    ),
  )
  const [b, a] = await scripts.load(['b', 'a'])
  expect([b?.header.revision, b?.downgrade, a?.header.revision, a?.downgrade]).toEqual(['b', downgrade, 'a', undefined])
})

test('names the revision that cannot be loaded, and the one that there is not', async () => {
  const scripts = builtScripts(built(revision('a', () => Promise.reject(new Error('not today')))))
  await expect(scripts.load(['a'])).rejects.toMatchObject({
    code: 'INVALID_SCRIPT',
    message: 'revision a could not be loaded: not today',
  })
  await expect(scripts.load(['x'])).rejects.toMatchObject({ code: 'UNKNOWN_REVISION' })
})

test('a history built in another format is refused before anything is read', () => {
  expect(() => builtScripts({ ...built(), [builtScriptsBrand]: 2 })).toThrow(/built in format 2.*reads format 1/)
})

test('built scripts are known by their mark, whichever copy of core made it', () => {
  expect(isBuiltScripts({ [Symbol.for('@ads/migrate:built-scripts')]: 1, revisions: [] })).toBe(true)
  expect([null, 'versions', { revisions: [] }].some(isBuiltScripts)).toBe(false)
  const scripts = built()
  expect(defineHistory({ scripts }).scripts).toBe(scripts)
})
