import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { notice } from '../../src/build/build-history.js'
import { checkOut, isWritten, writeHistory } from '../../src/build/write-history.js'
import { failureOf, makeProject } from '../project.js'

const built = (text: string) => ({
  code: `${notice}${text}`,
  declarations: `${notice}declares ${text}`,
  revisions: [],
  heads: [],
})

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8')

test('writes module and declarations, and leaves nothing else behind', async () => {
  const folder = makeProject({})
  const file = join(folder, 'deep/dist/history.js')
  expect(await isWritten(file, built('one'))).toBe(false)
  await writeHistory(file, built('one'))
  expect(await isWritten(file, built('one'))).toBe(true)
  expect(await isWritten(file, built('two'))).toBe(false)
  await checkOut(file, join(folder, 'versions'))
  await writeHistory(file, built('two'))
  expect(read(folder, 'deep/dist/history.js')).toBe(`${notice}two`)
  expect(read(folder, 'deep/dist/history.d.ts')).toBe(`${notice}declares two`)
  expect(readdirSync(join(folder, 'deep/dist')).sort()).toEqual(['history.d.ts', 'history.js'])
})

test('any number of builds at once leave one whole module', async () => {
  const folder = makeProject({})
  const texts = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(100_000))
  await Promise.all(texts.map((text) => writeHistory(join(folder, 'h.mjs'), built(text))))
  expect(texts.map((text) => `${notice}${text}`)).toContain(read(folder, 'h.mjs'))
  expect(readdirSync(folder).sort()).toEqual(['h.d.mts', 'h.mjs'])
})

test.each([
  ['folder', 'USAGE', 'folder is a folder'],
  ['folder.js', 'USAGE', 'folder.js is a folder'],
  ['dist', 'USAGE', 'dist is not the name of a JavaScript file'],
  ['history.ts', 'USAGE', 'is not the name of a JavaScript file'],
  ['versions/history.js', 'USAGE', 'is in the folder of the revision scripts'],
  ['versions/deep/history.js', 'USAGE', 'is in the folder of the revision scripts'],
  ['mine.js', 'BUILD_NOT_WRITTEN', 'mine.js is no built history, and is left as it is'],
  ['typed.mjs', 'BUILD_NOT_WRITTEN', 'typed.d.mts is no built history, and is left as it is'],
])('refuses %s', async (name, code, message) => {
  const folder = makeProject({ 'mine.js': 'mine', 'typed.mjs': notice, 'typed.d.mts': 'mine' })
  mkdirSync(join(folder, 'folder'))
  mkdirSync(join(folder, 'folder.js'))
  const error = await failureOf(() => checkOut(join(folder, name), join(folder, 'versions')))
  expect(error.message).toContain(message)
  expect(error.code).toBe(code)
})

test('a folder whose name begins like that of the scripts is another one', async () => {
  const folder = makeProject({})
  await checkOut(join(folder, 'versions-built/history.js'), join(folder, 'versions'))
})

test('says that a file cannot be written, and leaves what there is', async () => {
  const folder = makeProject({ 'a.js': 'a' })
  const error = await failureOf(() => writeHistory(join(folder, 'a.js/history.js'), built('one')))
  expect(error).toMatchObject({ code: 'BUILD_NOT_WRITTEN', message: expect.stringContaining('cannot be written: ') })
  expect(read(folder, 'a.js')).toBe('a')
})
