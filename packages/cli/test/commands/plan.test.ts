import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { makeSmallProject, protectedConfig, scriptFile } from '../small-project.js'

let cwd = ''
beforeEach(async () => {
  cwd = makeSmallProject({
    'migrate.config.ts': protectedConfig,
    ...scriptFile('0001', {
      upgrade: "op.execute('CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER, mail TEXT)')",
      downgrade: "op.dropTable('users')",
    }),
    ...scriptFile('0002', {
      downRevision: ['0001'],
      upgrade: "op.createIndex('ix_users_mail', 'users', ['mail'], { unique: true })",
      downgrade: "op.dropIndex('ix_users_mail')",
    }),
    ...scriptFile('0003', {
      downRevision: ['0002'],
      upgrade: "op.batchAlterTable('users', (batch) => batch.dropColumn('age'), { recreate: 'always' })",
    }),
  })
  expect((await migrate(['upgrade', '0001'], { cwd })).code).toBe(0)
})

const execute = (sql: string): void => {
  const database = new Database(join(cwd, 'app.db'))
  database.exec(sql)
  database.close()
}

const bytes = () =>
  readdirSync(cwd)
    .filter((name) => name.startsWith('app'))
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(cwd, name)))
        .digest('hex'),
    ])

test.each(['plan', 'status'])('%s says a line for each revision, and what it does and loses', async (command) => {
  execute("INSERT INTO users VALUES (1, 20, 'a'), (2, 30, 'b')")
  const before = bytes()
  const { code, stdout, stderr } = await migrate([command], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.replace(/[0-9a-f]{32}/g, 'FINGERPRINT').replace(/\d+ kB/, 'N kB')).toBe(
    `${join(cwd, 'app.db')} is at 0001. upgrade head would apply 2 revisions:
0001 -> 0002, make 0002
  create index ix_users_mail on users (native)
0002 -> 0003, make 0003
  drop column users.age (recreate, copies 2 rows of users, up to N kB of disk meanwhile)
  ! the values of users.age are lost
Fingerprint: FINGERPRINT
To apply this and nothing else: migrate upgrade head --expect FINGERPRINT
`,
  )
  expect(bytes()).toEqual(before)
})

test('plan -v shows the statements, and its JSON has them too', async () => {
  const { stdout } = await migrate(['plan', '0002', '-v'], { cwd })
  expect(stdout).toContain('    CREATE UNIQUE INDEX')
  const document = JSON.parse((await migrate(['plan', '--json'], { cwd })).stdout)
  expect(document).toMatchObject({
    current: ['0001'],
    pending: ['0002', '0003'],
    steps: [{ revision: '0002' }, { revision: '0003', drops: ['drop column users.age'] }],
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    notes: [],
  })
  expect(document.steps[0].changes[0].statements.join()).toContain('CREATE UNIQUE INDEX')
})

test('plan ends with 1 where the rows that are there would stop the upgrade', async () => {
  execute("INSERT INTO users VALUES (1, 20, 'a'), (2, 30, 'a')")
  const { code, stdout } = await migrate(['plan'], { cwd })
  expect(code).toBe(1)
  expect(stdout).toContain('  ! would be refused: ')
  expect(stdout).not.toContain('To apply this')
  const copied = await migrate(['plan', '--on-copy'], { cwd })
  expect(copied.code).toBe(1)
  expect(copied.stdout).toContain('The upgrade failed: upgrade of 0002')
})

test('plan --on-copy says what each revision took, and leaves nothing', async () => {
  const before = bytes()
  mkdirSync(join(cwd, 'tmp'))
  for (const more of [[], ['--tmp', 'tmp']]) {
    const { code, stdout, stderr } = await migrate(['plan', '--on-copy', ...more], { cwd })
    expect(code).toBe(0)
    expect(stderr).toContain('Running upgrade 0001 -> 0002, make 0002')
    expect(stdout).toMatch(
      /On a copy \(\d+ kB, written in \d+ ms, removed again\):\n {2}0002 took \d+ ms\n {2}0003 took \d+ ms\nThe upgrade went through in \d+ ms\.\n$/,
    )
  }
  const { rehearsal } = JSON.parse((await migrate(['plan', '--on-copy', '--json'], { cwd })).stdout)
  expect(rehearsal).toMatchObject({ steps: [{ revision: '0002' }, { revision: '0003' }], failure: null })
  expect(readdirSync(join(cwd, 'tmp'))).toEqual([])
  expect(bytes()).toEqual(before)
  expect((await migrate(['plan', '--tmp', 'tmp'], { cwd })).code).toBe(2)
  expect((await migrate(['plan', '--on-copy', '--tmp', 'nowhere'], { cwd })).code).toBe(1)
})

test('upgrade --expect applies the plan that was looked at, and refuses any other before any change', async () => {
  const { fingerprint } = JSON.parse((await migrate(['plan', '--json'], { cwd })).stdout)
  execute('ALTER TABLE users ADD COLUMN extra TEXT')
  const before = bytes()
  const refused = await migrate(['upgrade', '--expect', fingerprint, '--json'], { cwd })
  expect(refused.code).toBe(3)
  expect(JSON.parse(refused.stdout).error).toMatchObject({ code: 'PLAN_CHANGED', expected: fingerprint })
  expect((await migrate(['upgrade', '--expect', 'ffff'], { cwd })).stderr).toMatch(/^error: the plan is not the .*\n$/)
  expect(bytes()).toEqual(before)
  const again = JSON.parse((await migrate(['plan', '--json'], { cwd })).stdout).fingerprint
  expect((await migrate(['upgrade', '--expect', again], { cwd })).code).toBe(0)
  expect((await migrate(['plan'], { cwd })).stdout).toBe(
    `${join(cwd, 'app.db')} is at 0003: upgrade head would do nothing.\n`,
  )
})

test('upgrade --backup prints where the copy is, and has it in its JSON', async () => {
  const told = await migrate(['upgrade', '0002', '--backup', '--json'], { cwd })
  expect(JSON.parse(told.stdout).backup).toBeNull()
  mkdirSync(join(cwd, 'backups'))
  const { stderr } = await migrate(['upgrade', '--backup', 'backups'], { cwd })
  const [name, ...others] = readdirSync(join(cwd, 'backups'))
  expect(others).toEqual([])
  expect(stderr).toContain(`Backup: ${join(cwd, 'backups', name!)}\n`)
  const { backup } = JSON.parse((await migrate(['downgrade', 'base', '--backup', '--json'], { cwd })).stdout)
  expect(basename(backup)).toMatch(/^app\.before-0001\./)
})

test.each([
  [['upgrade', '--backup', '0002'], /write the revision before it/],
  [['upgrade', '--sql', '--backup'], /--backup looks at the database/],
  [['upgrade', '--sql', '--expect', 'x'], /--expect looks at the database/],
])('%j is refused', async (argv, words) => {
  const { code, stderr } = await migrate(argv, { cwd })
  expect(code).toBe(2)
  expect(stderr).toMatch(words)
})

const production = ['-e', 'production']

test('in a protected environment, what drops asks for the name of the database', async () => {
  expect((await migrate(['upgrade', '0002', ...production], { cwd })).code).toBe(0)
  const before = bytes()
  const refused = await migrate(['upgrade', ...production], { cwd })
  expect(refused.code).toBe(9)
  expect(refused.stderr).toBe(
    `error: ${join(cwd, 'app.db')} is protected, and this would: drop column users.age. Nothing was changed. If that is meant, say so with: --yes app.db.\n`,
  )
  const document = JSON.parse((await migrate(['upgrade', ...production, '--json'], { cwd })).stdout)
  expect(document.error).toMatchObject({ code: 'ANSWER_NEEDED', losses: ['drop column users.age'], name: 'app.db' })
  expect((await migrate(['upgrade', ...production, '--yes', 'other.db'], { cwd })).code).toBe(9)
  const asked: string[] = []
  const ask = (answer: string) => async (question: string) => {
    asked.push(question)
    return answer
  }
  expect((await migrate(['upgrade', ...production], { cwd, ask: ask('yes') })).code).toBe(9)
  expect(bytes()).toEqual(before)
  expect(asked).toEqual([expect.stringMatching(/drop column users\.age\.\nType the name of the database \(app\.db\)/)])
  expect((await migrate(['upgrade', ...production], { cwd, ask: ask('app.db') })).code).toBe(0)
  expect((await migrate(['downgrade', 'base', ...production], { cwd })).code).toBe(9)
  expect((await migrate(['downgrade', 'base', ...production, '--yes', 'app.db'], { cwd })).code).toBe(0)
})

test('in a protected environment, so does a purge; elsewhere nobody asks', async () => {
  expect((await migrate(['stamp', '0002', ...production], { cwd })).code).toBe(0)
  expect((await migrate(['stamp', '--purge', '0001', ...production], { cwd })).code).toBe(9)
  expect((await migrate(['stamp', '--purge', '0001', ...production, '--yes', 'app.db'], { cwd })).code).toBe(0)
  expect((await migrate(['stamp', '--purge', '0001'], { cwd })).code).toBe(0)
  expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
})
