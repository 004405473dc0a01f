import { copyFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fingerprint, makeWorkspace, revisionFile } from './workspace.js'

const file = 'packages/migrations/versions/0002_x.ts'
const plain = "op.execute('INSERT INTO ad_accounts (id) VALUES (1)')"

/** What stands in a script: beside its functions, and in its upgrade. */
const hostile: readonly (readonly [what: string, beside: string, upgrade: string, message: RegExp])[] = [
  ['never ends its import', 'await new Promise(() => {})', plain, /waits for something that can never come/],
  ['rejects a promise at its import', "Promise.reject(new Error('stray'))", plain, /nobody awaited failed: stray/],
  ['ends the process at its import', 'process.exit(0)', plain, /a script ended the process/],
  ['throws null at its import', 'throw null', plain, /0002_x\.ts/],
  [
    'throws in a timer while its step runs',
    '',
    `${plain}
  op.run('wait', async (db) => {
    await db.deleteFrom('ad_accounts').execute()
    setTimeout(() => { throw new Error('late') }, 50)
    await new Promise((resolve) => setTimeout(resolve, 5000))
  })`,
    /failed outside of any step: late/,
  ],
  [
    'lets a rejection go while its step runs',
    '',
    `${plain}
  op.run('wait', async () => {
    setTimeout(() => void Promise.reject(new Error('let go')), 50)
    await new Promise((resolve) => setTimeout(resolve, 5000))
  })`,
    /nobody awaited failed: let go/,
  ],
]

test('a script that strays ends upgrade with one line and no success, and nothing of it is applied', {
  timeout: 120_000,
}, () => {
  const workspace = makeWorkspace()
  workspace.migrate('upgrade')
  const before = fingerprint(workspace.database)
  for (const [what, beside, upgrade, message] of hostile) {
    workspace.write(file, `${revisionFile('0002', '0001', upgrade)}\n${beside}\n`)
    const { code, stdout, stderr } = workspace.migrate('upgrade')
    expect([1, 6], `${what}: ${stderr}`).toContain(code)
    expect(stdout, what).toBe('')
    expect(stderr.split('\n').at(-2), what).toMatch(message)
    expect(stderr, what).not.toMatch(/^\s+at /m)
    expect(fingerprint(workspace.database), what).toBe(before)
  }
  workspace.write(file, revisionFile('0002', '0001', plain))
  expect(workspace.migrate('upgrade').code).toBe(0)
  expect(workspace.migrate('current').stdout).toBe('0002 (head)\n')
})

const changes = [
  'JSON.stringify = () => "{}"',
  'Array.prototype.map = () => []',
  'Map.prototype.get = () => undefined',
  'Promise.prototype.then = () => { throw new Error("taken") }',
  "Object.defineProperty(Object.prototype, 'sql', { value: 'DROP TABLE campaigns', writable: true })",
]

test('a script that changes what others use of the language is applied whole or not at all, and takes nothing along', {
  timeout: 120_000,
}, () => {
  const workspace = makeWorkspace()
  workspace.migrate('upgrade')
  const original = workspace.path('original.db')
  copyFileSync(workspace.database, original)
  const before = fingerprint(original)
  const script = revisionFile('0002', '0001', plain)
  workspace.write(file, script)
  workspace.migrate('upgrade')
  const after = fingerprint(workspace.database)
  for (const change of changes) {
    copyFileSync(original, workspace.database)
    workspace.write(file, `${script}\n${change}\n`)
    const { code, stderr } = workspace.migrate('upgrade')
    const state = fingerprint(workspace.database)
    expect([before, after], `${change}: ${stderr}`).toContain(state)
    if (code === 0) expect(state, change).toBe(after)
  }
})

test('a script that prints a great deal is applied, and all that it printed arrives', async () => {
  const workspace = makeWorkspace()
  workspace.write(
    file,
    `${revisionFile('0002', '0001', plain)}\nfor (let i = 0; i < 100_000; i++) console.log('x'.repeat(79))\n`,
  )
  const { code, stdout } = await workspace.start(['upgrade']).outcome
  expect(code).toBe(0)
  expect(stdout.length).toBe(8_000_000)
  expect(workspace.migrate('current').stdout).toMatch(/^0002 \(head\)\n/)
})
