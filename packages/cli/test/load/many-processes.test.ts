import { execFile } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { link, makeProject } from '../project.js'

const cli = join(dirname(fileURLToPath(import.meta.url)), '../..')
const run = promisify(execFile)

/** A project with the loader built as the command line ships it, and with esbuild beside it. */
const makeLoader = async (files: Readonly<Record<string, string>>) => {
  const folder = makeProject({
    'tool/main.mjs': `
import { loadModules } from './load-modules.js'
const [folder, ...entries] = process.argv.slice(2)
const modules = await loadModules(entries, { projectFolder: folder })
console.log(JSON.stringify(modules.map((module) => ({ ...module }))))`,
    'tool/package.json': '{ "type": "module" }',
    'node_modules/.keep': '',
    ...files,
  })
  link(folder, 'tool/node_modules/esbuild', join(cli, 'node_modules/esbuild'))
  await build({
    entryPoints: [join(cli, 'src/load/load-modules.ts')],
    outdir: join(folder, 'tool'),
    absWorkingDir: cli,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@ads/source'],
    external: ['esbuild', 'kysely'],
    banner: {
      js: `import { createRequire as toolRequire } from 'node:module'; const require = toolRequire(import.meta.url)`,
    },
    logLevel: 'silent',
  })
  const load = async (...names: string[]): Promise<unknown> => {
    const entries = names.map((name) => join(folder, name))
    const { stdout } = await run(process.execPath, [join(folder, 'tool/main.mjs'), folder, ...entries])
    return JSON.parse(stdout)
  }
  return { folder, load }
}

test('eight processes that start at once all load the same, and leave one bundle', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`versions/${index}.ts`, `export const revision: string = 'r${index}'`]),
  )
  const { folder, load } = await makeLoader(files)
  const names = Object.keys(files)
  const expected = names.map((_, index) => ({ revision: `r${index}` }))
  const results = await Promise.all(Array.from({ length: 8 }, () => load(...names)))
  expect(results).toEqual(Array.from({ length: 8 }, () => expected))
  const kept = readdirSync(join(folder, 'node_modules/.cache/ads-migrate')).map((name) =>
    name.split('.').slice(1).join('.'),
  )
  expect(kept.sort()).toEqual(['json', 'mjs', 'mjs.map'])
})

test('what was loaded once is loaded again without the compiler', async () => {
  const { folder, load } = await makeLoader({
    'a.ts': `export const a: number = 1`,
    'b.ts': 'export const b = 2 as const',
  })
  expect(await load('a.ts')).toEqual([{ a: 1 }])
  rmSync(join(folder, 'tool/node_modules/esbuild'))
  expect(await load('a.ts')).toEqual([{ a: 1 }])
  await expect(load('b.ts')).rejects.toThrow('esbuild')
})
