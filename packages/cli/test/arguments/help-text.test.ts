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

test('every command has an example, its own options before those of all commands, and 80 columns at most', async () => {
  for (const [name, text] of Object.entries(await makeHelpTexts())) {
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
    const parts = [...text.matchAll(/^(Positionals|Options|Global options|Examples):$/gm)].map(([, part]) => part)
    const order = ['Positionals', 'Options', 'Global options', 'Examples'].filter((part) => parts.includes(part))
    expect(parts).toEqual(order)
    if (name !== '') expect(text).toMatch(/^Examples:\n {2}(?:source <\()?migrate /m)
    expect(text).not.toMatch(/\w\[|\[\]/)
  }
})
