import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { config, makeSmallProject, scriptFile } from '../small-project.js'

let cwd = ''

beforeAll(() => {
  cwd = makeSmallProject(
    {
      ...scriptFile('0001', { upgrade: "op.execute('CREATE TABLE a (id)')", downgrade: "op.execute('DROP TABLE a')" }),
      ...scriptFile('0002', { downRevision: ['0001'] }),
      'migrate.config.ts': `import { writeFileSync } from 'node:fs'
${config.replace('defineConfig({', 'defineConfig({ hooks: { stepApplied: (step) => writeFileSync(told, JSON.stringify(step)) },')}
const told = new URL('./told.json', import.meta.url)`,
    },
    afterAll,
  )
})

/** Every time in a document, with its name. */
const timesIn = (text: string): readonly [string, string][] =>
  [...text.matchAll(/"(\w*Ms)": ?([^,}\n]+)/g)].map(([, name, value]) => [name!, value!])

/** Clocks are read finer than this, so that a time as it was measured has more decimals. */
const inMilliseconds = /^\d+(?:\.\d{1,3})?$/

test.each([
  ['upgrade 0001', ['durationMs']],
  ['plan --on-copy', ['copyMs', 'durationMs', 'durationMs']],
  ['upgrade head', ['durationMs']],
  ['downgrade base', ['durationMs', 'durationMs']],
  ['stamp head', ['durationMs']],
  ['log', Array(5).fill('durationMs')],
])('%s --json tells times in milliseconds with at most three decimals', async (line, names) => {
  const { code, stdout } = await migrate([...line.split(' '), '--json'], { cwd })
  expect(code).toBe(0)
  const times = timesIn(stdout)
  expect(times.map(([name]) => name).sort()).toEqual(names.sort())
  for (const [, value] of times) expect(value).toMatch(inMilliseconds)
})

test('a hook is told them in the same form', async () => {
  await migrate(['downgrade', '0001'], { cwd })
  const times = timesIn(readFileSync(join(cwd, 'told.json'), 'utf8'))
  expect(times.map(([name]) => name)).toEqual(['durationMs'])
  expect(times[0]![1]).toMatch(inMilliseconds)
})
