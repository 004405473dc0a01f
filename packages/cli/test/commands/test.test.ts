import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { config, makeSmallProject, scriptFile } from '../small-project.js'

const users = scriptFile('0001', {
  upgrade: "op.execute('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)')",
  downgrade: "op.dropTable('users')",
})
const forgotten = scriptFile('0002', {
  downRevision: ['0001'],
  upgrade: "op.createIndex('ix_users_name', 'users', ['name'])",
})
const path = (cwd: string, id: string) =>
  join(cwd, 'versions', readdirSync(join(cwd, 'versions')).find((name) => name.startsWith(id))!)

test('test says that nothing is wrong with a history, and touches no database', async () => {
  const cwd = makeSmallProject(users)
  expect(await migrate(['test'], { cwd })).toMatchObject({
    code: 0,
    stdout: '1 revision went up, down and up again: nothing is wrong.\n',
    stderr: '',
  })
  expect(JSON.parse((await migrate(['test', '--json'], { cwd })).stdout)).toEqual({
    revisions: 1,
    faults: [],
    notes: [],
  })
  expect(existsSync(join(cwd, 'app.db'))).toBe(false)
})

test('test needs no database address', async () => {
  const cwd = makeSmallProject({ ...users, 'migrate.config.ts': config.replace(" url: 'sqlite:app.db',", '') })
  expect((await migrate(['test'], { cwd })).code).toBe(0)
})

test('test names revision, file and what is wrong, and ends with 1', async () => {
  const cwd = makeSmallProject({ ...users, ...forgotten })
  const { code, stdout } = await migrate(['test'], { cwd })
  expect(code).toBe(1)
  expect(stdout).toBe(
    `0002 (${path(cwd, '0002')}): its downgrade does not lead back. To be as before, the database would need to:
  drop index ix_users_name
2 revisions: 1 fault.
`,
  )
  const { faults } = JSON.parse((await migrate(['test', '--json'], { cwd })).stdout)
  expect(faults).toMatchObject([
    { kind: 'schema', revision: '0002', path: path(cwd, '0002'), details: ['drop index ix_users_name'] },
  ])
})

test('several heads end with 6', async () => {
  const cwd = makeSmallProject({ ...users, ...forgotten, ...scriptFile('0003', { downRevision: ['0001'] }) })
  const { code, stdout } = await migrate(['test'], { cwd })
  expect(code).toBe(6)
  expect(stdout).toContain('The history has several ends. Join them with: migrate merge heads')
})

test('models that are ahead end with 3', async () => {
  const cwd = makeSmallProject({
    ...users,
    'migrate.config.ts': `import { defineSchema, integer, table, text } from '@ads/migrate-core/schema'
${config.replace('dialect: sqlite(),', 'dialect: sqlite(), schema: defineSchema({ users }),')}
const users = table('users', { id: integer().primaryKey(), name: text(), mail: text() })
`.replace(/export default ([\s\S]*?\}\)\n)([\s\S]*)$/, '$2\nexport default $1'),
  })
  const { code, stdout } = await migrate(['test'], { cwd })
  expect(stdout).toContain('The models are ahead of the history. A new revision would:\n  add column users.mail')
  expect(code).toBe(3)
})
