import { expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { makeSmallProject, scriptFile } from '../small-project.js'

const files = { ...scriptFile('0001'), ...scriptFile('0002', { downRevision: ['0001'] }) }

test('on a terminal each step says how far the run has come; in a pipe the lines are those of Alembic', async () => {
  const first = (text: string) => text.trim().split('\n').slice(0, 2)
  const onTerminal = await migrate(['upgrade'], { cwd: makeSmallProject(files), isTerminal: true })
  expect(first(onTerminal.stderr)).toEqual([
    '[1/2] Running upgrade  -> 0001, make 0001',
    '[2/2] Running upgrade 0001 -> 0002, make 0002',
  ])
  const inPipe = await migrate(['upgrade'], { cwd: makeSmallProject(files) })
  expect(first(inPipe.stderr)).toEqual([
    'Running upgrade  -> 0001, make 0001',
    'Running upgrade 0001 -> 0002, make 0002',
  ])
  expect(inPipe.stderr).toMatch(/\n2 revisions applied in \d+ ms: \S*app\.db is now at 0002 \(head\)\.\n$/)
})

test('help has an example and keeps to 80 columns', async () => {
  for (const command of ['init', 'merge', 'rebase', 'edit', 'branches', 'ensure-version', 'completion']) {
    const { stdout } = await migrate([command, '--help'], { cwd: '/' })
    expect(stdout).toContain('Examples:')
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  }
})
