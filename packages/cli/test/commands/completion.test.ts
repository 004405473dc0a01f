import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellScripts } from '../../src/completion/shell-scripts.js'

/** Runs bash with the completion loaded, where `migrate` prints what it was asked. */
const complete = (words: readonly string[]): readonly string[] => {
  const quoted = words.map((word) => `'${word}'`).join(' ')
  const lines = [
    shellScripts.bash,
    String.raw`migrate() { printf '%s\n' "$1 $2" "$MIGRATE_WORDS" '<end>' $'0001\tmake $(notes)' $'two words\ttext'; }`,
    `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _migrate; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ]
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', lines.join('\n')], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout.trimEnd().split('\n')
}

test('bash asks with the words up to the cursor, also an empty one, and takes lines as they are', () => {
  expect(complete(['migrate', 'upgrade', ''])).toEqual(['completion bash', 'upgrade', '', '<end>', '0001', 'two words'])
  expect(complete(['migrate', 'revision', '--head', 'a b'])).toEqual([
    ...['completion bash', 'revision', '--head', 'a b', '<end>'],
    ...['0001', 'two words'],
  ])
})

const hasZsh = spawnSync('zsh', ['--version']).status === 0

test.skipIf(!hasZsh)('zsh asks with the words up to the cursor, and describes what it gets', () => {
  const lines = [
    'compdef() { : }; _describe() { print -rl -- $1 "${(@P)2}" }; _files() { print files }',
    shellScripts.zsh,
    String.raw`migrate() { printf '%s\n' "$1 $2" "$MIGRATE_WORDS" '<end>' $'a:b\tmake $(notes)' $'0001\ttext: of it'; }`,
    "words=(migrate upgrade '' 0002); CURRENT=3; _migrate",
    'migrate() { : }; _migrate',
  ]
  const { status, stdout, stderr } = spawnSync('zsh', ['-f', '-c', lines.join('\n')], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const asked = ['completion zsh:', 'upgrade:', ':', '<end>:']
  expect(stdout).toBe(`${['migrate', ...asked, 'a\\:b:make $(notes)', '0001:text: of it', 'files'].join('\n')}\n`)
})
