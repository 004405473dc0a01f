/** Questions at a real terminal, which `script` of util-linux makes. */

import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeAutogenerateProject } from './autogenerate-project.js'

const bin = join(import.meta.dirname, '../../bin/migrate.js')
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false

/** Runs the command at a terminal, and types each text once the one before it has made the shown text appear. */
const typing = (cwd: string, line: string, keys: readonly (readonly [shown: string, typed: string])[]) =>
  new Promise<{ readonly code: number | null; readonly shown: string }>((resolve) => {
    const { CI: _ci, ...env } = process.env
    const command = `"${process.execPath}" "${bin}" ${line}`
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd, env: { ...env, TERM: 'xterm' } })
    const waiting = [...keys]
    let shown = ''
    let unseen = ''
    child.stdout.on('data', (data) => {
      shown += data
      unseen += data
      const next = waiting[0]
      if (next === undefined || !unseen.includes(next[0])) return
      unseen = ''
      waiting.shift()
      child.stdin.write(next[1])
    })
    child.on('close', (code) => resolve({ code, shown }))
  })

const renamed = async () => {
  const project = makeAutogenerateProject({ ads: 'id: integer().primaryKey(), title: text()' })
  await project.migrate('revision --autogenerate -m first --rev-id 0001')
  await project.migrate('upgrade')
  project.models({ ads: 'id: integer().primaryKey(), headline: text()' })
  return project
}

const generate = 'revision --autogenerate -m change --rev-id 0002'

test.runIf(hasScript)('an answer that is typed is taken', async () => {
  const project = await renamed()
  const { code, shown } = await typing(project.folder, generate, [['[1]: ', '2\r']])
  expect(shown).toContain('Was the column ads.title renamed to headline?')
  expect(code).toBe(0)
  expect(project.script()).toContain("op.renameColumn('ads', 'title', 'headline')")
})

test.runIf(hasScript).each([
  ['Ctrl-C', '\u0003'],
  ['the end of the input', '\u0004'],
])('%s at a question ends with 130 and leaves nothing behind', async (_, key) => {
  const project = await renamed()
  for (const keys of [
    [['[1]: ', key]],
    [
      ['[1]: ', '\r'],
      ['[1]: ', key],
    ],
  ] as const) {
    const { code, shown } = await typing(project.folder, generate, keys)
    expect(shown).toContain('interrupted at a question, so nothing was written')
    expect(code).toBe(130)
    expect(project.scripts()).toHaveLength(1)
  }
})
