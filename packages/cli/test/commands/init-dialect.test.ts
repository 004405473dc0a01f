import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { makeSmallProject } from '../small-project.js'

/** A project whose only dependency is a dialect that does this where a database is to be opened. */
const projectWith = (scratch: string): string => {
  const folder = makeSmallProject({
    'package.json': '{ "dependencies": { "strange": "*" } }',
    'node_modules/strange/package.json': JSON.stringify({
      name: 'strange',
      type: 'module',
      exports: { '.': { default: './index.js' } },
      adsMigrate: { factory: 'strange', url: 'strange:app' },
    }),
    'node_modules/strange/index.js': `import { MigrateError } from '@ads/migrate-core'
export const strange = () => ({ ${scratch} })`,
  })
  rmSync(join(folder, 'migrate.config.ts'))
  return folder
}

test('init says at once what keeps the dialect from opening a database, and how that is repaired', async () => {
  const cwd = projectWith(
    "scratch: async () => { throw new MigrateError('DRIVER_MISSING', 'the driver is not built', { hint: 'Run `build it`.' }) }",
  )
  const { code, stderr } = await migrate(['init'], { cwd })
  expect(stderr.split('\n').slice(0, 2)).toEqual([
    'First, make the database reachable: the driver is not built. Run `build it`.',
    'Next, put your tables into the schema; then write the first revision, and apply it:',
  ])
  expect(code).toBe(0)
})

test.each([
  ['opens one, which is closed again', 'scratch: async () => ({ close: async () => { globalThis.closed = true } })'],
  ['has none to try', ''],
  ['fails in a way that is not known', "scratch: async () => { throw new Error('odd') }"],
])('init says nothing of a dialect that %s', async (_what, scratch) => {
  const { code, stderr } = await migrate(['init'], { cwd: projectWith(scratch) })
  expect(stderr).toMatch(/^Next, /)
  expect(code).toBe(0)
  if (scratch.includes('closed')) expect(globalThis).toHaveProperty('closed', true)
})
