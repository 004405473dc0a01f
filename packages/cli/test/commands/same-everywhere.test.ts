import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { makeSmallProject, scriptFile } from '../small-project.js'

const long = process.env.LONG !== undefined
const hook = pathToFileURL(join(import.meta.dirname, 'readdir-order.mjs')).href
const bin = join(import.meta.dirname, '../../bin/migrate.js')

const table = (name: string) => ({
  upgrade: `op.execute('CREATE TABLE ${name} (id INTEGER)')`,
  downgrade: `op.execute('DROP TABLE ${name}')`,
})

/** Two branches and what stands below them, with names that locales sort, and case, each in their own way. */
const base = scriptFile('i1', { message: 'ıspanak', ...table('i1') })
const branchA = {
  ...scriptFile('Zeta', { message: 'Ärger', downRevision: ['i1'], ...table('zeta') }),
  ...scriptFile('ähre', { message: 'zebra', downRevision: ['Zeta'], ...table('aehre') }),
}
const branchB = {
  ...scriptFile('I2', { message: 'Öl', downRevision: ['i1'], ...table('i2') }),
  ...scriptFile('日本', { message: '日本', downRevision: ['I2'], ...table('nihon') }),
}

const dates = {
  equal: { a: '2026-11-22T07:10:00Z', b: '2026-11-22T07:10:00Z' },
  'b older': { a: '2026-11-22T07:10:00Z', b: '2019-01-01T00:00:00Z' },
  'b newer': { a: '2026-11-22T07:10:00Z', b: '2031-01-01T00:00:00+14:00' },
}

const dated = (files: Readonly<Record<string, string>>, date: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, text.replace(/Create Date: .*/, `Create Date: ${date}`)]),
  )

const write = (cwd: string, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
}

const locales = ['C', 'sv_SE.UTF-8', 'tr_TR.UTF-8']
const orders = ['plain', 'reversed', 'rotated']

test('two branches are the same plan whatever their dates, the locale, and the order in which a file system gives files', {
  timeout: 600_000,
}, async () => {
  const cwd = makeSmallProject({ ...base, ...branchA, ...branchB })
  expect((await migrate(['upgrade', 'i1'], { cwd })).code).toBe(0)
  const machines = Object.entries(dates).flatMap(([date, { a, b }], i) =>
    locales.flatMap((locale, j) =>
      orders.flatMap((order, k) =>
        long || ((i + j + k) % 3 === 0 && (i === j || k === 1)) ? [{ date, a, b, locale, order }] : [],
      ),
    ),
  )
  expect(machines.length).toBeGreaterThanOrEqual(long ? 27 : 3)
  const told = new Map<string, string>()
  const commands = long
    ? [['plan', 'heads'], ['history'], ['upgrade', 'i1:heads', '--sql'], ['heads']]
    : [['plan', 'heads', '-v']]
  for (const { date, a, b, locale, order } of machines) {
    write(cwd, { ...dated(branchA, a), ...dated(branchB, b) })
    const outcome = commands.map((words) => {
      const env = { PATH: process.env.PATH, LC_ALL: locale, NODE_OPTIONS: `--import ${hook}`, READDIR_ORDER: order }
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], { cwd, env, encoding: 'utf8' })
      expect(status, stderr).toBe(0)
      return stdout
    })
    told.set(`${date}, ${locale}, ${order}`, outcome.join('\n'))
  }
  const [first = ''] = told.values()
  expect(first).toContain('i1 -> ')
  for (const [machine, each] of told) expect(each, machine).toBe(first)
})

describe('a branch that was never applied', () => {
  test.each(Object.entries(dates))(
    'is pending, and several heads are refused until they are merged, though the other branch is applied (%s)',
    async (_, { a, b }) => {
      const cwd = makeSmallProject({ ...base, ...dated(branchA, a) })
      expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
      write(cwd, dated(branchB, b))
      const before = readFileSync(join(cwd, 'app.db'))
      const check = await migrate(['check', '--json'], { cwd })
      expect(check.code).not.toBe(0)
      expect(JSON.parse(check.stdout).pending).toEqual(['I2', '日本'])
      for (const words of [['upgrade'], ['upgrade', 'head'], ['plan']]) {
        const { code, stderr } = await migrate(words, { cwd })
        expect({ words, code }).toEqual({ words, code: 1 })
        expect(stderr).toMatch(/Multiple head revisions are present/)
      }
      expect(readFileSync(join(cwd, 'app.db')).equals(before)).toBe(true)
      expect((await migrate(['merge', 'heads', '-m', 'both', '--rev-id', 'm'], { cwd })).code).toBe(0)
      const { code, stdout } = await migrate(['upgrade', '--json'], { cwd })
      expect(code).toBe(0)
      expect(JSON.parse(stdout).steps.map(({ revision }: { revision: string }) => revision)).toEqual([
        'I2',
        '日本',
        'm',
      ])
    },
  )
})

test('a script that is deleted and added again is as it was, and added again otherwise it is edited', async () => {
  const cwd = makeSmallProject({ ...base, ...branchA })
  expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
  const [path = '', text = ''] = Object.entries(branchA).find(([name]) => name.includes('Zeta'))!
  const integrity = async () => JSON.parse((await migrate(['check', '--json'], { cwd })).stdout)
  rmSync(join(cwd, path))
  expect((await integrity()).error.code).toBe('MISSING_PARENT')
  expect((await migrate(['upgrade'], { cwd })).code).toBe(6)
  write(cwd, { [path]: text })
  expect(await integrity()).toMatchObject({ upToDate: true, integrity: [], notes: [] })
  write(cwd, { [path]: text.replace('CREATE TABLE zeta (id', 'CREATE TABLE zeta (other') })
  expect((await integrity()).integrity).toMatchObject([{ kind: 'edited', revision: 'Zeta' }])
})
