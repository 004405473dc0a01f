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
