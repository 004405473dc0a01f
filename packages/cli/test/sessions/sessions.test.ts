/**
 * Each text file here is a session in a project of its own: words after `##`, commands after `$`, and below each what it
 * printed, lines of standard error after `2>`, and its exit code where that is not 0. The files of the project stand at the end.
 * `vitest -u` writes down what is printed now.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addFiles } from '../project.js'
import { makeSmallProject } from '../small-project.js'
import { followSession, parseSession } from './session.js'

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'))

test('there are sessions', () => expect(files.length).toBeGreaterThan(9))

test.each(files)('%s', async (name) => {
  const path = join(import.meta.dirname, name)
  const text = readFileSync(path, 'utf8')
  const session = parseSession(text)
  const folder = makeSmallProject({})
  const files = Object.entries(session.files)
  addFiles(folder, Object.fromEntries(files.map(([file, text]) => [file, text.replaceAll('<project>', folder)])))
  await expect(await followSession(session, folder)).toMatchFileSnapshot(path)
})
