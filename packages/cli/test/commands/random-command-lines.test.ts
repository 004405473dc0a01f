import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands } from '../../src/commands.js'
import { exitCodes } from '../../src/exit-codes.js'
import { globalOptions } from '../../src/options.js'
import { recordOptions } from '../../src/record-options.js'
import { migrate } from '../in-process.js'
import { addFiles } from '../project.js'
import { config, makeSmallProject, scriptFile } from '../small-project.js'

const runs = process.env.LONG ? 10_000 : 300
/** A word of the secret kind: nothing may print it. */
const secret = 'hunter2'

const texts: Readonly<Record<string, readonly string[]>> = {
  config: ['migrate.config.ts', 'missing.ts', 'versions'],
  env: ['test', 'tset', ''],
  url: ['sqlite:app.db', 'sqlite:other.db', 'sqlite::memory:', `postgres://me:${secret}@host/ads`, 'sqlite:', 'app.db'],
  x: ['a=b', 'a', '=b'],
  'lock-timeout': ['0', '1', 'soon'],
  rename: ['notes=words', 'notes.body=text', 'notes', '=', 'a.b.c=d'],
  fill: ['notes.rank=1', "notes.rank='x'", 'notes.rank', 'nope.rank=1'],
  backup: ['.', 'missing', ''],
  tmp: ['.', 'missing', 'migrate.config.ts'],
  expect: ['', '0'.repeat(32)],
  part: ['1', '-1', 'x'],
  dialect: ['sqlite', 'nope'],
  out: ['made.ts', 'made/history.js', 'versions', 'versions/made.js', 'migrate.config.ts/made.js', ''],
  'rev-id': ['x1', 'a b', 'a/b', '../a', 'head', '0001', 'x'.repeat(40), ''],
}

const revision = fc.oneof(
  fc.constantFrom('0001', '0002', '0003', '0004', 'n1', '00', '000', 'shop', 'head', 'heads', 'base', 'current'),
  fc.constantFrom('+1', '-1', '-9', '+0', '0002-1', 'base+2', 'shop@head', 'shop@-1', 'nope', 'a@b@c', '@', ':', ''),
  fc.constantFrom('0001:0002', 'base:heads', 'heads:base', ':', '0001:', ':n1', '-1:heads', '12e4', '0x10', 'été'),
)
const word = fc.oneof(
  revision,
  fc.constantFrom(...commands.map(({ name }) => name)),
  fc.constantFrom('--', '-', '---', '--json', '-q', '-v', '--help', '--version', '--no-color', '--sql', '--=', '-vqx'),
  fc.string({ maxLength: 8 }),
)

const global = [...recordOptions(globalOptions)!.options]

/** A line of the grammar: a command with its arguments and some of its options, in any order. */
const rightLine: fc.Arbitrary<string[]> = fc.constantFrom(...commands).chain((command) => {
  const { options, positionals } = recordOptions(command.options)!
  const argumentsOf = [...positionals].map(([, { array }]) =>
    fc.array<string>(command.name === 'init' ? fc.constantFrom('made', '..') : revision, { maxLength: array ? 3 : 1 }),
  )
  const option = fc.constantFrom(...options, ...global).chain(([name, { type }]) => {
    if (type === 'boolean') return fc.constant<string[]>([`--${name}`])
    const value = texts[name] === undefined ? revision : fc.constantFrom(...texts[name])
    return fc.tuple(value, fc.boolean()).map(([text, joined]) => (joined ? [`--${name}=${text}`] : [`--${name}`, text]))
  })
  return fc
    .tuple(fc.tuple(...argumentsOf), fc.array(option, { maxLength: 3 }))
    .map(([given, chosen]) => [command.name, ...given.flat(), ...chosen.flat()])
})

const line: fc.Arbitrary<string[]> = fc.oneof(rightLine, fc.array(word, { maxLength: 5 }))

/** The places where the database may be before a line is run: not there, in the middle, at all heads. */
const places = ['none', '0002', 'heads'] as const

const files = {
  'migrate.config.ts': config.replace('defineConfig({', 'defineConfig({ schema,').replace(
    'export',
    `import { defineSchema, integer, table } from '@ads/migrate-core/schema'
const schema = defineSchema({ notes: table('notes', { id: integer().primaryKey(), rank: integer().notNull() }) })
export`,
  ),
  ...scriptFile('0001', { upgrade: "op.execute('CREATE TABLE a (id)')", downgrade: "op.execute('DROP TABLE a')" }),
  ...scriptFile('0002', { downRevision: ['0001'] }),
  ...scriptFile('0003', { downRevision: ['0002'], branchLabels: ['shop'] }),
  ...scriptFile('0004', { downRevision: ['0002'] }),
  ...scriptFile('n1', { dependsOn: ['0003'] }),
}

let folder = ''
const database = () => join(folder, 'app.db')

beforeAll(async () => {
  folder = makeSmallProject(files, afterAll)
  for (const place of places.slice(1)) {
    await migrate(['upgrade', place], { cwd: folder })
    cpSync(database(), join(folder, `node_modules/${place}.db`))
  }
})

/** Puts the project back: what a line has made goes, and the database is where it is to be. */
const reset = (place: (typeof places)[number]): void => {
  for (const name of readdirSync(folder)) {
    if (!['node_modules', 'versions', 'migrate.config.ts'].includes(name))
      rmSync(join(folder, name), { recursive: true })
  }
  const kept = Object.keys(files).map((name) => basename(name))
  for (const name of readdirSync(join(folder, 'versions'))) {
    if (!kept.includes(name)) rmSync(join(folder, 'versions', name), { recursive: true })
  }
  addFiles(folder, files)
  if (place !== 'none') writeFileSync(database(), readFileSync(join(folder, `node_modules/${place}.db`)))
}

const codes = new Set([0, 1, 3, 5, ...Object.values(exitCodes)])

test('no command line ends in a stack trace, a strange exit code, a told secret, or a change that it denies', {
  timeout: runs * 1000,
}, async () => {
  let reached = 0
  await fc.assert(
    fc.asyncProperty(line, fc.constantFrom(...places), async (argv, place) => {
      reset(place)
      const before = existsSync(database()) ? readFileSync(database()) : null
      const { code, all } = await migrate(argv, { cwd: folder, env: { EDITOR: 'true' } })
      expect(all).not.toMatch(/^\s+at .+:\d+:\d+|This should not have happened/m)
      expect(all).not.toContain(secret)
      expect([...codes]).toContain(code)
      if (code !== 0) expect(existsSync(database()) ? readFileSync(database()) : null).toEqual(before)
      // What is refused before its body says where the help is; the help itself lists options.
      if (!/See migrate --help|^Options:|^\d+\.\d+\.\d+$/m.test(all)) reached++
    }),
    { numRuns: runs },
  )
  expect(reached / runs).toBeGreaterThan(0.3)
})
