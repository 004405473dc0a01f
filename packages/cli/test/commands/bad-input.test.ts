import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { install } from '../small-project.js'
import { makeWorkspace, revisionFile, type Workspace, withDatabase } from './workspace.js'

const versions = 'packages/migrations/versions'
const header = (revision: string, downRevision: string | null) =>
  revisionFile(revision, downRevision, '').replace(/export function[\s\S]*/, '')

/** One clear line, no stack trace, no database made. */
const expectRefusal = async (
  workspace: Workspace,
  args: readonly string[],
  code: number,
  message: string | RegExp,
): Promise<void> => {
  const outcome = await workspace.run(...args)
  expect(outcome.stderr).toMatch(message)
  expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(outcome.stderr).toMatch(/^error: .*[.!?]\n$/)
  expect(outcome.stderr).not.toMatch(/^\s+at /m)
  expect(outcome).toMatchObject({ code, stdout: '' })
  expect(existsSync(workspace.path('data'))).toBe(false)
}

describe('a command line that is none', () => {
  test.each([
    [['upgrad'], 2, 'unknown command or argument upgrad; did you mean upgrade?'],
    [[], 2, 'a command is missing'],
    [['current', '--jsn'], 2, 'unknown option --jsn; did you mean --json?'],
    [['downgrade'], 2, 'an argument of the command is missing'],
    [['accept', '0001'], 2, 'option --message is missing'],
    [['upgrade', '--', '--sql'], 2, 'unknown command or argument --sql'],
    [['upgrade', 'a', 'b'], 2, 'unknown command or argument b'],
    [['current', '--url'], 2, 'option --url needs a value'],
    [['current', '--lock-timeout', 'soon'], 2, '--lock-timeout takes seconds, not "soon"'],
    [['current', '-x', '=1'], 2, '-x takes KEY=VALUE, not "=1"'],
    [['upgrade', 'nope'], 1, "Can't locate revision identified by 'nope'"],
    [['upgrade', '12e4'], 1, "Can't locate revision identified by '12e4'"],
    [['stamp', 'nope'], 1, "Can't locate revision identified by 'nope'"],
    [['show', '0002'], 1, "Can't locate revision identified by '0002'"],
    [['upgrade', 'base:head'], 2, 'Range revision not allowed'],
    [['current', '-e', 'tset'], 2, 'there is no environment `tset`; did you mean `test`?'],
    [['current', '-c', 'nowhere.ts'], 2, 'there is no file'],
  ] as const)('%j', async (args, code, message) => {
    await expectRefusal(makeWorkspace(install), args, code, message)
  })
})

describe('an address that is none', () => {
  test.each([
    [['current'], 1, 'there is no database at'],
    [['check'], 1, 'there is no database at'],
    [['downgrade', '0001'], 1, 'not a valid downgrade target'],
    [['upgrade', '--url', 'sqlite:packages'], 1, 'is a folder'],
    [['current', '--url', 'sqlite:package.json'], 1, 'not an SQLite database'],
    [['upgrade', '--url', 'sqlite:package.json'], 1, 'not an SQLite database'],
    [['upgrade', '--url', 'sqlite:a.db?mode=ro'], 2, 'parameters'],
    [['upgrade', '--url', 'file:a.db'], 2, '`file:` addresses are not understood'],
    [['upgrade', '--url', ''], 2, 'address of the database is empty'],
    [['upgrade', '--url', 'postgres://user:secret@host/db'], 2, /^(?!.*secret).*`postgres:` is not an address/],
  ] as const)('%j', async (args, code, message) => {
    const workspace = makeWorkspace(install)
    const file = readFileSync(workspace.path('package.json'))
    await expectRefusal(workspace, args, code, message)
    expect(readFileSync(workspace.path('package.json')).equals(file)).toBe(true)
  })

  test('a read-only file is left as it is', async () => {
    const workspace = makeWorkspace(install)
    withDatabase(workspace.path('kept.db'), (database) => database.exec('CREATE TABLE notes (text)'))
    chmodSync(workspace.path('kept.db'), 0o444)
    const before = readFileSync(workspace.path('kept.db'))
    await expectRefusal(workspace, ['upgrade', '--url', 'kept.db'], 1, 'write-protected')
    await expectRefusal(workspace, ['stamp', 'head', '--url', 'kept.db'], 1, 'write-protected')
    expect(await workspace.run('current', '--url', 'kept.db')).toMatchObject({ code: 0, stdout: '' })
    expect(readFileSync(workspace.path('kept.db')).equals(before)).toBe(true)
  })

  test('a driver without its native part is named with the command that repairs it', async () => {
    const workspace = makeWorkspace(install)
    const hook = pathToFileURL(join(import.meta.dirname, 'no-binding.mjs')).href
    const { code, stderr } = await workspace.start(['upgrade'], { NODE_OPTIONS: `--import ${hook}` }).outcome
    expect(stderr).toMatch(/^error: .*better-sqlite3.*rebuild better-sqlite3.*\n$/)
    expect(code).toBe(2)
    expect(existsSync(workspace.database)).toBe(false)
  })
})

describe('a config that is none', () => {
  test.each([
    ['export default {', /migrate\.config\.ts:1:17: Expected identifier but found end of file/],
    ["throw new Error('no vault')\nexport default {}", 'no vault'],
    ['export const config = {}', 'its default export must be a config'],
    ["import nothing from './nothing.js'\nexport default nothing", './nothing.js'],
  ])('%j', async (text, message) => {
    const workspace = makeWorkspace(install)
    workspace.write('migrate.config.ts', text)
    await expectRefusal(workspace, ['current'], 2, message)
  })

  test.each([
    ['  schema,', '  schmea: schema,', 'config key `schmea` does not exist; did you mean `schema`?'],
    ['  schema,', '  schema: 5,', 'config key `schema` must be what defineSchema(…) gives'],
    ['dialect: sqlite()', 'dialect: sqlite', 'is a function: call it'],
    ['  history,', '', 'config key `history` is missing'],
  ])('%j instead of %j', async (right, wrong, message) => {
    const workspace = makeWorkspace(install)
    workspace.write('migrate.config.ts', workspace.read('migrate.config.ts').replace(right, wrong))
    await expectRefusal(workspace, ['heads'], 2, message)
  })
})

describe('a history that is none', () => {
  const upgrade = 'export function upgrade(op: Op): void {}\n'
  test.each([
    [
      'a syntax error',
      `${header('0002', '0001')}export function upgrade(op: Op): void { op.( }`,
      /0002_x\.ts:\d+:44: Unexpected token/,
    ],
    ['no revision', `export const downRevision = null\n${upgrade}`, 'no export `revision`'],
    [
      'an unknown export',
      `${header('0002', '0001')}${upgrade}export const branchLabel = 'a'`,
      'did you mean `branchLabels`?',
    ],
    ['an async upgrade', `${header('0002', '0001')}export async function upgrade(op: Op) {}`, 'not an async one'],
    [
      'an id that another script has',
      `${header('0001', null)}${upgrade}`,
      /present more than once .*0001_initial.*0002_x/,
    ],
    [
      'a parent that does not exist',
      `${header('0002', '000l')}${upgrade}`,
      /000l referenced from 0002 .*0002_x\.ts.*Did you mean 0001/,
    ],
    ['a parent that is itself', `${header('0002', '0002')}${upgrade}`, /0002.*0002_x\.ts/],
  ])('%s', async (_name, text, message) => {
    const workspace = makeWorkspace(install)
    workspace.write(`${versions}/0002_x.ts`, text)
    await expectRefusal(workspace, ['upgrade', 'head'], 6, message)
    await expectRefusal(workspace, ['heads'], 6, message)
  })

  test('a cycle is named with its files', async () => {
    const workspace = makeWorkspace(install)
    workspace.write(`${versions}/0002_x.ts`, revisionFile('0002', '0003', ''))
    workspace.write(`${versions}/0003_y.ts`, revisionFile('0003', '0002', ''))
    await expectRefusal(
      workspace,
      ['upgrade', 'head'],
      6,
      /Cycle is detected in revisions \(0002, 0003\).*0003_y\.ts.*0002_x\.ts/,
    )
  })

  test('a script that throws while it is imported is named, and nothing was done', async () => {
    const workspace = makeWorkspace(install)
    workspace.write(`${versions}/0002_x.ts`, `${revisionFile('0002', '0001', '')}\nthrow new Error('at import')`)
    await expectRefusal(workspace, ['upgrade', 'head'], 6, /0002_x\.ts.*at import/)
    expect(await workspace.run('heads')).toMatchObject({ code: 0, stdout: '0002 (head)\n' })
  })

  test('a script that throws while it records is named before any revision is applied', async () => {
    const workspace = makeWorkspace(install)
    workspace.write(`${versions}/0002_x.ts`, revisionFile('0002', '0001', "throw new Error('while recording')"))
    await expectRefusal(workspace, ['upgrade', 'head'], 1, /0002 \(.*0002_x\.ts\): Error: while recording/)
  })
})

test('ids of digits alone, and ids that look like numbers, work everywhere', async () => {
  const workspace = makeWorkspace(install)
  workspace.write(`${versions}/12e4_x.ts`, revisionFile('12e4', '0001', ''))
  workspace.write(`${versions}/big.ts`, revisionFile('123456789012', '12e4', ''))
  expect((await workspace.run('upgrade', '0001')).code).toBe(0)
  expect((await workspace.run('upgrade', '12e4')).code).toBe(0)
  expect((await workspace.run('current')).stdout).toBe('12e4\n')
  expect((await workspace.run('upgrade', '123456789012')).code).toBe(0)
  expect((await workspace.run('current')).stdout).toBe('123456789012 (head)\n')
  expect((await workspace.run('show', '12e4')).stdout).toContain('Rev: 12e4\n')
  expect((await workspace.run('history', '-r', '12e4:')).stdout).toContain('12e4 -> 123456789012 (head)')
  expect((await workspace.run('downgrade', '12e4')).code).toBe(0)
  expect((await workspace.run('stamp', '123456789012')).code).toBe(0)
  expect((await workspace.run('downgrade', '-1')).code).toBe(0)
  expect((await workspace.run('downgrade', '0001')).code).toBe(0)
  expect((await workspace.run('revision', '-m', 'x', '--rev-id', '99e9', '--head', '123456789012')).code).toBe(0)
  expect(readdirSync(workspace.path(versions))).toContain('99e9_x.ts')
})
