/**
 * The golden file is what Alembic 1.8.1 wrote to a pipe, commands and output, for the history below as its scripts. In
 * it, paths are file names without `.py`, dates are left out, spaces at the ends of comment lines are cut, and the
 * database is called app.db.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { makeSmallProject, scriptFile } from '../small-project.js'

/** A branch and its merge, a label, and a branch that depends on another. */
const files = {
  ...scriptFile('0001', { message: 'initial schema' }),
  ...scriptFile('0002', { message: 'second', downRevision: ['0001'] }),
  ...scriptFile('0003aaa', { message: 'branch c1', downRevision: ['0002'] }),
  ...scriptFile('0003bbb', {
    message: 'branch c2\n\nA longer explanation of what\nthis revision does.',
    downRevision: ['0002'],
    branchLabels: ['shop'],
  }),
  ...scriptFile('0004', { message: 'merge it', downRevision: ['0003aaa', '0003bbb'] }),
  ...scriptFile('a1', { message: 'accounts', branchLabels: ['acct'] }),
  ...scriptFile('a2', { message: 'acct 2', downRevision: ['a1'] }),
  ...scriptFile('n1', { message: 'network', branchLabels: ['net'] }),
  ...scriptFile('n2', { message: 'net 2', downRevision: ['n1'], dependsOn: ['a2'] }),
}

const golden = readFileSync(new URL('../golden/alembic-output.txt', import.meta.url), 'utf8')
const sections = golden
  .split(/^\$ /m)
  .slice(1)
  .map((text): [command: string, output: string] => [
    text.slice(0, text.indexOf('\n')),
    text.slice(text.indexOf('\n') + 1),
  ])

let folder = ''
const run = async (line: string) => {
  const printed = await migrate(line.split(' '), { cwd: folder })
  return { ...printed, stdout: plain(printed.stdout) }
}

const plain = (output: string): string =>
  output
    .replaceAll(/^Path: .*\/(\w+)\.ts$/gm, 'Path: $1')
    .replaceAll(`${folder}/`, '')
    .replaceAll(/^( *Create Date: ).*$/gm, '$1…')

beforeAll(async () => {
  folder = makeSmallProject(files, afterAll)
  await run('upgrade n2')
  await run('upgrade 0002')
})

test('every section of the golden file is one command with its output', () => {
  expect(sections).toHaveLength(14)
})

/** Alembic keeps heads and children in sets, so the order of its lines or blocks changes from run to run. */
const parts = (output: string): readonly string[] =>
  output.split(/^Rev: /m).length > 1 ? output.split(/^(?=Rev: )/m).sort() : output.split(/^/m).sort()

test.each(sections)(
  '%s prints what Alembic prints, byte for byte, in an order that is always the same',
  async (command, output) => {
    const { code, stdout, stderr } = await run(command)
    expect({ code, stderr, stdout: parts(stdout) }).toEqual({ code: 0, stderr: '', stdout: parts(output) })
    expect((await run(command)).stdout).toBe(stdout)
  },
)

test('the steps of a database are told in the same lines on standard error', async () => {
  const lines = async (line: string) =>
    (await run(line)).stderr.split('\n').filter((each) => each.startsWith('Running'))
  expect((await lines('upgrade heads')).sort()).toEqual([
    'Running upgrade 0002 -> 0003aaa, branch c1',
    'Running upgrade 0002 -> 0003bbb, branch c2',
    'Running upgrade 0003aaa, 0003bbb -> 0004, merge it',
  ])
  expect(await lines('downgrade shop@0002')).toEqual([
    'Running downgrade 0004 -> 0003aaa, 0003bbb, merge it',
    'Running downgrade 0003bbb -> 0002, branch c2',
  ])
  expect(await lines('stamp 0004')).toEqual(['Running stamp_revision 0003aaa -> 0004'])
  expect(await lines('stamp a1')).toEqual(['Running stamp_revision n2 -> a1'])
})

test('a label reaches the whole branch, where Alembic leaves out what another branch depends on', async () => {
  const folder = makeSmallProject({
    ...scriptFile('a'),
    ...scriptFile('b', { downRevision: ['a'] }),
    ...scriptFile('c', { downRevision: ['b'] }),
    ...scriptFile('d', { downRevision: ['c'], branchLabels: ['shop'] }),
    ...scriptFile('x', { dependsOn: ['b'] }),
  })
  const lines = (await migrate(['history'], { cwd: folder })).stdout.trimEnd().split('\n')
  expect(lines.sort()).toEqual([
    '<base> (b) -> x (head), make x',
    '<base> -> a (shop), make a',
    'a -> b (shop), make b',
    'b -> c (shop), make c',
    'c -> d (shop) (head), make d',
  ])
  const alembic = ['<base> (b) -> x (head), make x', '<base> -> a, make a', 'a -> b, make b', ...lines.slice(3)]
  expect(lines.filter((line) => !alembic.includes(line))).toEqual([
    '<base> -> a (shop), make a',
    'a -> b (shop), make b',
  ])
})
