import { expect, test } from 'vitest'
import type { Dialect } from '../../src/dialect/dialect.js'
import type { Context } from '../../src/runtime/context.js'
import { openHashMemory } from '../../src/runtime/hash-memory.js'
import type { TextCache } from '../../src/runtime/text-cache.js'
import { defaultNaming } from '../../src/schema.js'

const cacheOf = (texts = new Map<string, string>()): TextCache => ({
  get: async (key) => texts.get(key) ?? null,
  put: async (key, text) => void texts.set(key, text),
})

const open = (cache: TextCache | null, { dialect = 'one', naming = defaultNaming } = {}) =>
  openHashMemory({ cache, dialect: { name: dialect } as Dialect, history: { naming } } as Context)

const hash = { source: 'text', recorded: { operations: 'abc', hasDataSteps: true, dialect: null } }

test('what one run has found is known to the next, and to no other dialect', async () => {
  const cache = cacheOf()
  const first = await open(cache)
  await first!.keep(new Map([['r1', hash]]))
  expect(first!.get('r1')).toEqual(hash)
  const later = await open(cache)
  expect([later!.get('r1'), later!.get('r2')]).toEqual([hash, undefined])
  await later!.keep(new Map([['r2', { ...hash, source: 'other' }]]))
  expect((await open(cache))!.get('r1')).toEqual(hash)
  expect((await open(cache, { dialect: 'two' }))!.get('r1')).toBeUndefined()
})

test('nothing is kept where a function of the config gives names, or where nothing can be kept', async () => {
  expect(await open(cacheOf(), { naming: { ...defaultNaming, index: () => 'ix' } })).toBeNull()
  expect(await open(null)).toBeNull()
})

test.each(['', '{}', '[1]', '[["a"'])('what is kept as %j is as good as nothing', async (text) => {
  const memory = await open({ get: async () => text, put: async () => {} })
  expect(memory!.get('a')).toBeUndefined()
})
