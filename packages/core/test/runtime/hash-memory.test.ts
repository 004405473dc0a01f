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

const hash = { operations: 'abc', hasDataSteps: true, dialect: null }

test('what one run has found is known to the next, and to no other dialect', async () => {
  const cache = cacheOf()
  const first = await open(cache)
  await first!.keep(new Map([['text', hash]]))
  expect(first!.get('text')).toEqual(hash)
  const later = await open(cache)
  expect([later!.get('text'), later!.get('other')]).toEqual([hash, null])
  await later!.keep(new Map([['other', { ...hash, operations: 'def' }]]))
  expect((await open(cache))!.get('text')).toEqual(hash)
  expect((await open(cache, { dialect: 'two' }))!.get('text')).toBeNull()
})

test('nothing is kept where a function of the config gives names, or where nothing can be kept', async () => {
  expect(await open(cacheOf(), { naming: { ...defaultNaming, index: () => 'ix' } })).toBeNull()
  expect(await open(null)).toBeNull()
})

test.each(['', '{}', '[1]', '[["a"'])('what is kept as %j is as good as nothing', async (text) => {
  const memory = await open({ get: async () => text, put: async () => {} })
  expect(memory!.get('a')).toBeNull()
})
