import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TextCache } from '@ads/migrate-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { knownFiles } from '../../src/scripts/known-files.js'
import { makeProject } from '../project.js'

const wordsOf = (path: string) => ({ said: path })

const memory = (text: string | null = null): TextCache => {
  let kept = text
  return {
    get: async () => kept,
    put: async (_, text) => {
      kept = text
    },
  }
}

/** What a command reads of the files, each time that it is started. */
const commands = (cache: TextCache) => async (paths: readonly string[]) => {
  const read: string[] = []
  const known = knownFiles(
    async (path) => {
      read.push(path)
      return wordsOf(path)
    },
    { cache, key: 'files' },
  )
  expect(await known(paths)).toEqual(paths.map(wordsOf))
  return read
}

const files = () => {
  const folder = makeProject({ 'a.ts': 'export const revision = "a"', 'b.ts': 'export const revision = "b"' })
  return [join(folder, 'a.ts'), join(folder, 'b.ts')] as const
}

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

test('a script is read by one command, and by none after it for as long as it stays as it is', async () => {
  const [a, b] = files()
  const start = commands(memory())
  later(60)
  expect(await start([a, b])).toEqual([a, b])
  expect(await start([a, b])).toEqual([])
  expect(await start([b])).toEqual([])
})

test('a changed script is read again, though it has the size and the time of before', async () => {
  const [a, b] = files()
  const start = commands(memory())
  later(60)
  await start([a, b])
  const { atime, mtime } = statSync(a)
  writeFileSync(a, 'export const revision = "x"')
  utimesSync(a, atime, mtime)
  expect(await start([a, b])).toEqual([a])
})

test('a script that was changed a moment ago is read by each command: its next change may leave it the same times', async () => {
  const [a, b] = files()
  const start = commands(memory())
  expect(await start([a, b])).toEqual([a, b])
  expect(await start([a, b])).toEqual([a, b])
  later(60)
  expect(await start([a, b])).toEqual([a, b])
  expect(await start([a, b])).toEqual([])
})

test.each(['', '{}', '[1]', '[["a"'])('what is kept as %j is as good as nothing', async (text) => {
  const [a, b] = files()
  later(60)
  expect(await commands(memory(text))([a, b])).toEqual([a, b])
})
