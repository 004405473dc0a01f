import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commands } from '../../src/commands.js'
import { makeHelpTexts } from '../../src/make-help-texts.js'

const cli = join(import.meta.dirname, '../..')
const help = (...words: string[]) =>
  spawnSync(process.execPath, [join(cli, 'bin/migrate.js'), ...words], { encoding: 'utf8' }).stdout

test('the help that was built is the help that the parser makes', async () => {
  const texts = await makeHelpTexts()
  expect(Object.keys(texts)).toEqual(['', ...commands.map(({ name }) => name)])
  expect(JSON.parse(readFileSync(join(cli, 'dist/help.json'), 'utf8'))).toEqual(texts)
})

test('help is the same, whether or not it had to be made', () => {
  for (const name of ['', 'upgrade']) {
    const words = [name].filter(Boolean)
    const built = help(...words, '--help')
    expect(built).toContain('--lock-timeout')
    expect(help(...words, '-h')).toBe(built)
    expect(help(...words, '--help', '--help')).toBe(built)
  }
})
