import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findConfig } from '../../src/config/find-config.js'
import { type ConfigOptions, loadConfig } from '../../src/config/load-config.js'
import { failureOf, makeProject, smallCore } from '../project.js'

const start = `import { defineConfig, defineHistory } from '@ads/migrate-core'
const dialect = { name: 'small', contract: 1 }
const history = defineHistory({ scripts: './versions' })
`

const project = (config: string, files: Readonly<Record<string, string>> = {}) =>
  makeProject({ ...smallCore, 'migrate.config.ts': `${start}export default ${config}\n`, ...files })

const load = (folder: string, options: Partial<ConfigOptions> = {}) =>
  loadConfig({ cwd: folder, variables: {}, ...options })

const refusal = async (config: string, options: Partial<ConfigOptions> = {}) => {
  const folder = project(config)
  const error = await failureOf(() => load(folder, options))
  expect(error.code).toBe('CONFIG_INVALID')
  expect(error.message).toContain(join(folder, 'migrate.config.ts'))
  return `${error.message.replaceAll(`${folder}/`, '')} | ${error.hint ?? ''}`
}

test('finds the config here, else in the nearest folder above, whatever its ending', () => {
  const folder = makeProject({
    'migrate.config.mjs': '',
    'a/migrate.config.ts': '',
    'a/migrate.config.js': '',
    'a/b/c/.keep': '',
    'other/named.ts': '',
  })
  mkdirSync(join(folder, 'a/b/migrate.config.ts'))
  expect(findConfig({ cwd: folder })).toBe(join(folder, 'migrate.config.mjs'))
  expect(findConfig({ cwd: join(folder, 'a/b/c') })).toBe(join(folder, 'a/migrate.config.ts'))
  expect(findConfig({ cwd: join(folder, 'a'), config: '../other/named.ts' })).toBe(join(folder, 'other/named.ts'))
})

test('says what to do where there is no config', async () => {
  const folder = makeProject({ 'a/.keep': '' })
  const none = await failureOf(() => findConfig({ cwd: join(folder, 'a') }))
  expect(none).toMatchObject({ code: 'CONFIG_NOT_FOUND', hint: expect.stringContaining('--config FILE') })
  const wrong = await failureOf(() => findConfig({ cwd: folder, config: 'a' }))
  expect(wrong).toMatchObject({ code: 'CONFIG_NOT_FOUND', message: `there is no file ${join(folder, 'a')}` })
})

test('loads a config with its folder, and its scripts relative to the file that defines the history', async () => {
  const folder = project(
    `defineConfig({ dialect, history, url: 'x:data.db', exclude: ['tmp_*'], engine: undefined })`,
    {
      'deep/.keep': '',
    },
  )
  const config = await load(join(folder, 'deep'))
  expect(config).toEqual({
    path: join(folder, 'migrate.config.ts'),
    folder,
    installed: [expect.stringContaining('node_modules/@ads/migrate-core/index.js')],
    env: null,
    dialect: { name: 'small', contract: 1 },
    history: {
      versionTable: {},
      scripts: join(folder, 'versions'),
      [Symbol.for('@ads/migrate:history-file')]: join(folder, 'migrate.config.ts'),
    },
    exclude: ['tmp_*'],
    address: { url: 'x:data.db', folder },
  })
})

test('takes a history that is built', async () => {
  const built = "{ [Symbol.for('@ads/migrate:built-scripts')]: 1, revisions: [] }"
  const { history } = await load(project(`{ dialect, history: { ...history, scripts: ${built} } }`))
  expect(history.scripts).toMatchObject({ revisions: [] })
})

test('has no address where no url is said anywhere', async () => {
  expect((await load(project('{ dialect, history }'))).address).toBe(null)
})

test('takes a function, with the environment and the values given to it', async () => {
  const folder = project(
    'async ({ env, x }: any) => ({ dialect, history, url: `x:${env}-${x.tenant}`, environments: { test: {} } })',
  )
  expect((await load(folder)).address?.url).toBe('x:null-undefined')
  expect((await load(folder, { env: 'test', x: { tenant: '7' } })).address?.url).toBe('x:test-7')
})

test('--url wins over the environment, that over MIGRATE_URL, that over the config; each has its own folder', async () => {
  const folder = project(
    `{ dialect, history, url: 'x:config', environments: { test: { url: 'x:env' }, bare: { engine: '3.40.0' } } }`,
    {
      'deep/.keep': '',
    },
  )
  const cwd = join(folder, 'deep')
  const config = { config: '../migrate.config.ts', cwd }
  const variables = { MIGRATE_URL: 'x:variable' }
  const address = async (options: Partial<ConfigOptions>) => (await load(folder, { ...config, ...options })).address
  expect(await address({ url: 'x:option', env: 'test', variables })).toEqual({ url: 'x:option', folder: cwd })
  expect(await address({ env: 'test', variables })).toEqual({ url: 'x:env', folder })
  expect(await address({ env: 'bare', variables })).toEqual({ url: 'x:variable', folder: cwd })
  expect(await address({ variables })).toEqual({ url: 'x:variable', folder: cwd })
  expect(await address({ variables: { MIGRATE_URL: '' } })).toEqual({ url: 'x:config', folder })
  expect(await address({})).toEqual({ url: 'x:config', folder })
})

test("an environment's values win over the config's, and one left undefined hides nothing", async () => {
  const folder = project(`{ dialect, history, exclude: ['b'], timezone: 'UTC',
    environments: { test: { exclude: ['a'], timezone: undefined, engine: '3.40.0' } } }`)
  expect(await load(folder, { env: 'test' })).toMatchObject({
    env: 'test',
    exclude: ['a'],
    timezone: 'UTC',
    engine: '3.40.0',
  })
  expect(await load(folder)).toMatchObject({ env: null, exclude: ['b'] })
})

test('says which environments there are', async () => {
  const config = `{ dialect, history, environments: { test: {}, production: {} } }`
  expect(await refusal(config, { env: 'tset' })).toBe(
    'migrate.config.ts: there is no environment `tset`; did you mean `test`? | The environments are test, production.',
  )
  expect(await refusal(config, { env: 'toString' })).toContain('there is no environment `toString` |')
  expect(await refusal('{ dialect, history }', { env: 'x' })).toContain('The config names no environments.')
})

test.each([
  [`{ dialect, history, databse: 1 }`, 'config key `databse` does not exist |'],
  [
    `{ dialect, history, histroy: 1 }`,
    'config key `histroy` does not exist; did you mean `history`? | The keys are dialect, url,',
  ],
  [
    `{ dialect, history, environments: { test: { ulr: 'x' } } }`,
    'config key `environments.test.ulr` does not exist; did you mean `url`?',
  ],
  [`{ dialect, history, environments: { test: { url: 5 } } }`, 'config key `environments.test.url` must be a text'],
  [
    `{ dialect, history, environments: { test: { environments: {} } } }`,
    'config key `environments.test.environments` does not exist',
  ],
  [`{ dialect, history, environments: { test: 'x' } }`, 'config key `environments` must name an object for each'],
  [`{ history }`, 'config key `dialect` is missing'],
  [`{ dialect }`, 'config key `history` is missing'],
  [`{ dialect: () => dialect, history }`, 'config key `dialect` is a function: call it'],
  [`{ dialect: 'sqlite', history }`, 'config key `dialect` must be a dialect'],
  [`{ dialect, history: './versions' }`, 'config key `history` must be what defineHistory'],
  [`{ dialect, history: { ...history, scripts: 5 } }`, 'config key `history` has `scripts` that are neither'],
  [`{ dialect, history, schema: { users: 1 } }`, 'config key `schema` must be what defineSchema'],
  [`{ dialect, history, url: '' }`, 'config key `url` must be a text'],
  [`{ dialect, history, exclude: 'x' }`, 'config key `exclude` must be an array of names'],
  [`{ dialect, history, includeObject: true }`, 'config key `includeObject` must be a function'],
  [`{ dialect, history, timezone: 'Mars/Base' }`, 'config key `timezone` must be a time zone'],
  [`5`, 'its default export must be a config | Write export default defineConfig'],
  [`() => { throw new Error('no vault') }`, 'the config function failed: no vault'],
])('refuses %s', async (config, message) => {
  expect(await refusal(config)).toContain(`migrate.config.ts: ${message}`)
})

test('says that a config exports no default, and where it is not TypeScript', async () => {
  const none = makeProject({ 'migrate.config.ts': 'export const config = {}' })
  expect((await failureOf(() => load(none))).message).toContain('its default export must be a config')
  const wrong = makeProject({ 'migrate.config.ts': 'const a = 1\nexport default {,}\n' })
  const error = await failureOf(() => load(wrong))
  expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
  expect(error.message).toContain(`${join(wrong, 'migrate.config.ts')}:2:17: `)
})
