import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate, type RunOptions } from '../in-process.js'
import { makeSmallProject, scriptFile } from '../small-project.js'

/** With everything that URLs, shells and quotes make something else of. */
const password = "c4n4ry:p@ss/w0rd?&%'x"
const token = 'c4n4rytoken-7f3e'
const encoded = encodeURIComponent(password)

/** The password raw, as a URL has it, as JSON has it, and the parts that a parser would cut it into. */
const forms = [password, encoded, encodeURIComponent(encoded), JSON.stringify(password).slice(1, -1), 'c4n4ry', token]

const expectNone = (what: string, text: string): void => {
  for (const form of forms) expect(text.includes(form), `${what} has ${form}: ${text.slice(0, 2000)}`).toBe(false)
}

const config = `import { defineConfig, defineHistory } from '@ads/migrate-core'
import { sqlite } from '@ads/migrate-dialect-sqlite'
export default ({ env, x }) => {
  if (x.fail) throw new Error('the config fails, and knows its token to have ' + x.token.length + ' characters')
  return defineConfig({
    dialect: sqlite(),
    url: x.url ?? 'sqlite:app.db',
    history: defineHistory({ scripts: './versions' }),
    environments: { secret: { url: process.env.CANARY_URL ?? 'sqlite:other.db' } },
  })
}
`

const broken = "op.execute('INSERT INTO nowhere VALUES (1)')"

const project = (): string =>
  makeSmallProject({
    'migrate.config.ts': config,
    ...scriptFile('r1', { upgrade: "op.execute('CREATE TABLE t (a)')", downgrade: "op.execute('DROP TABLE t')" }),
    ...scriptFile('r2', { downRevision: ['r1'], upgrade: broken, downgrade: '' }),
  })

/** Addresses that people have at hand; none of them is one of SQLite, or none with a password. */
const addresses = [
  `sqlite:///app.db?password=${encoded}`,
  `sqlite://u:${encoded}@host/app.db`,
  `postgres://u:${encoded}@localhost:5432/ads?sslmode=require`,
  `postgres://u:${password}@localhost/ads`,
  `mysql://u:${encoded}@localhost/ads`,
  `libsql://ads.example.com?authToken=${token}`,
  `file:app.db?vfs=x&key=${encoded}`,
  `${encoded}@nowhere`,
]

const commands: readonly (readonly string[])[] = [
  ['upgrade', 'head'],
  ['upgrade', 'r1'],
  ['upgrade', 'r1:r2', '--sql'],
  ['upgrade', 'current:head', '--sql'],
  ['upgrade', 'nowhere'],
  ['upgrade', 'head', '--backup'],
  ['upgrade', 'head', '--expect', '00'],
  ['downgrade', 'base'],
  ['plan'],
  ['plan', '--on-copy'],
  ['current'],
  ['history', '-i'],
  ['heads'],
  ['branches'],
  ['show', 'current'],
  ['stamp', 'r1'],
  ['stamp', '--detect'],
  ['accept', 'r1', '-m', 'looked'],
  ['accept', 'r1', '--part', '1', '--done', '-m', 'looked'],
  ['log'],
  ['revision', '-m', 'more', '--autogenerate'],
  ['revision', '-m', 'plain'],
  ['merge', 'heads'],
  ['rebase', 'r2'],
  ['edit', 'r1'],
  ['ensure-version'],
  ['check'],
  ['test'],
  ['pull'],
  ['build'],
  ['completion', 'bash'],
]

const runAll = async (given: readonly string[], options: RunOptions): Promise<number> => {
  let failures = 0
  for (const command of commands) {
    for (const more of [['-v'], ['--json']]) {
      const argv = [...command, ...given, ...more]
      const { code, all } = await migrate(argv, options)
      expectNone(argv.filter((word) => !given.includes(word)).join(' '), all)
      if (code !== 0) failures++
    }
  }
  return failures
}

/** Every file of the project but the packages: databases, journals, scripts, caches. */
const expectNoneInFiles = (folder: string): void => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules/@ads'))
    .map(({ parentPath, name }) => join(parentPath, name))
  expect(files.some((file) => file.endsWith('.ts'))).toBe(true)
  for (const file of files) expectNone(file, `${file}\n${readFileSync(file).toString('latin1')}`)
}

test.each(addresses)('no command prints or keeps the password of an address that it was given: %#', async (address) => {
  const cwd = project()
  const failures =
    (await runAll(['--url', address], { cwd })) + (await runAll([], { cwd, env: { MIGRATE_URL: address } }))
  expect(failures).toBeGreaterThan(60)
  expectNoneInFiles(cwd)
})

test('nor one that the config has, for all or for an environment', async () => {
  for (const address of addresses.slice(0, 3)) {
    const cwd = project()
    expect(await runAll(['-x', `url=${address}`], { cwd })).toBeGreaterThan(30)
    expectNoneInFiles(cwd)
  }
  process.env.CANARY_URL = addresses[2]
  try {
    const cwd = project()
    expect(await runAll(['-e', 'secret'], { cwd })).toBeGreaterThan(30)
    expectNoneInFiles(cwd)
  } finally {
    delete process.env.CANARY_URL
  }
})

test('nor what the config function is told, through commands that work and commands that fail', async () => {
  const cwd = project()
  const failures = await runAll(['-x', `token=${token}`, '-x', `password=${password}`], { cwd })
  expect(failures).toBeGreaterThan(5)
  expect(failures).toBeLessThan(commands.length * 2)
  expect(await runAll(['-x', `token=${token}`, '-x', 'fail=1'], { cwd })).toBeGreaterThan(30)
  expectNoneInFiles(cwd)
})
