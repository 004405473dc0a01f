import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../../..')

const dataUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`

/** Tells the address of each module that is resolved. */
const hooks = `import { writeSync } from 'node:fs'
export const resolve = async (specifier, context, next) => {
  const found = await next(specifier, context)
  writeSync(2, 'loaded ' + found.url + '\\n')
  return found
}`
const register = `import { register } from 'node:module'\nregister(${JSON.stringify(dataUrl(hooks))})`

/** The files that a process loads to run this, apart from Node's own. */
const loadedBy = (...args: readonly string[]): readonly string[] => {
  const { stderr, status } = spawnSync(process.execPath, ['--import', dataUrl(register), ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  return [...new Set([...stderr.matchAll(/^loaded file:\/\/(.*)$/gm)].map(([, file]) => file!))]
}

const importing = (name: string): readonly string[] =>
  loadedBy('--input-type=module', '--eval', `import ${JSON.stringify(name)}`)

const within = (files: readonly string[], ...packages: readonly string[]) =>
  files.filter((file) => !packages.some((name) => file.startsWith(join(root, 'packages', name, 'dist/'))))

test('importing core, its schema or the dialect loads no other package', () => {
  for (const [name, packages] of [
    ['@ads/migrate-core', ['core']],
    ['@ads/migrate-core/schema', ['core']],
    ['@ads/migrate-core/operations', ['core']],
    ['@ads/migrate-dialect-sqlite', ['core', 'dialect-sqlite']],
  ] as const) {
    const files = importing(name)
    expect(files.length).toBeGreaterThan(0)
    expect(within(files, ...packages)).toEqual([])
  }
})

const command = join(root, 'packages/cli/bin/migrate.js')

test('help loads next to nothing', () => {
  const sizes = loadedBy(command, '--help').map((file) => statSync(file).size)
  expect(sizes.length).toBeLessThanOrEqual(3)
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(5000)
})

test('a plain command loads neither the parser of command lines, nor the compiler, nor kysely', () => {
  loadedBy(command, 'heads')
  const files = loadedBy(command, 'heads')
  expect(files.length).toBeLessThan(36)
  expect(files.map((file) => statSync(file).size).reduce((sum, size) => sum + size)).toBeLessThan(400_000)
  expect(files.filter((file) => /parse-arguments|bundle-|esbuild|kysely|yargs|better-sqlite3/.test(file))).toEqual([])
})
