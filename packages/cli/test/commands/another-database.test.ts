import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { makeSmallProject, protectedConfig, scriptFile } from '../small-project.js'

let cwd = ''
let fingerprint = ''
beforeEach(async () => {
  cwd = makeSmallProject({
    'migrate.config.ts': protectedConfig,
    ...scriptFile('0001', {
      upgrade: "op.execute('CREATE TABLE users (id INTEGER)')",
      downgrade: "op.dropTable('users')",
    }),
    ...scriptFile('0002', { downRevision: ['0001'], upgrade: "op.execute('CREATE TABLE posts (id INTEGER)')" }),
  })
  expect((await migrate(['upgrade', '0001'], { cwd })).code).toBe(0)
  fingerprint = JSON.parse((await migrate(['plan', '--json'], { cwd })).stdout).fingerprint
})

const execute = (name: string, sql: string): void => {
  const database = new Database(join(cwd, name))
  database.exec(sql)
  database.close()
}

const upgradeAs = (...more: string[]) => migrate(['upgrade', '--expect', fingerprint, ...more], { cwd })

test('a plan that was made for one database is refused by another that is elsewhere, before the first write', async () => {
  copyFileSync(join(cwd, 'app.db'), join(cwd, 'behind.db'))
  expect((await migrate(['downgrade', 'base', '--url', 'sqlite:behind.db'], { cwd })).code).toBe(0)
  copyFileSync(join(cwd, 'app.db'), join(cwd, 'done.db'))
  expect((await migrate(['upgrade', '--url', 'sqlite:done.db'], { cwd })).code).toBe(0)
  execute('foreign.db', 'CREATE TABLE invoices (id)')
  writeFileSync(join(cwd, 'empty.db'), '')
  symlinkSync(join(cwd, 'done.db'), join(cwd, 'link.db'))
  for (const [name, code] of [
    ['behind.db', 3],
    ['done.db', 3],
    ['empty.db', 3],
    ['foreign.db', 3],
    ['link.db', 3],
  ] as const) {
    const before = readFileSync(join(cwd, name))
    const refused = await upgradeAs('--url', `sqlite:${name}`)
    expect(refused.code, `${name}: ${refused.stderr}`).toBe(code)
    expect(readFileSync(join(cwd, name)).equals(before), name).toBe(true)
  }
  expect((await upgradeAs()).code).toBe(0)
})

test('a plan that was made for one database makes no other at a mistyped path, nor in the place of a folder', async () => {
  mkdirSync(join(cwd, 'folder'))
  for (const [name, code] of [
    ['ap.db', 3],
    ['no/such/app.db', 3],
    ['folder', 1],
  ] as const) {
    const refused = await upgradeAs('--url', `sqlite:${name}`)
    expect(refused.code, `${name}: ${refused.stderr}`).toBe(code)
    expect(existsSync(join(cwd, name)), name).toBe(name === 'folder')
  }
  expect(existsSync(join(cwd, 'no'))).toBe(false)
})

test('test, plan --on-copy and check leave the database that they are pointed at as it is, by whatever name', async () => {
  symlinkSync(join(cwd, 'app.db'), join(cwd, 'shadow.db'))
  const before = readFileSync(join(cwd, 'app.db'))
  for (const url of ['sqlite:shadow.db', `sqlite:${cwd}/./app.db`]) {
    for (const words of [['test'], ['plan', '--on-copy'], ['check']]) {
      await migrate([...words, '--url', url], { cwd })
      expect(readFileSync(join(cwd, 'app.db')).equals(before), `${words.join(' ')} ${url}`).toBe(true)
    }
  }
})
