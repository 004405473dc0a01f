import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { install } from '../small-project.js'
import { countRows, fingerprint, makeDatabase, makeWorkspace, withDatabase } from './workspace.js'

const root = join(import.meta.dirname, '../../../..')

test('a column added to the models becomes a revision that needs no editing, goes up, down and up, and keeps every row', async () => {
  const workspace = makeWorkspace(install)
  makeDatabase(workspace.database, 'raw-schema.sql', 'sample-data.sql')
  await workspace.run('stamp', 'head')
  const before = fingerprint(workspace.database)

  const models = 'packages/models/src/campaigns.ts'
  workspace.write(models, workspace.read(models).replace('  name: text(),', '  name: text(),\n  new_field: text(),'))
  const found = await workspace.run('check')
  expect(found.code).toBe(3)
  expect(found.stdout).toContain('add column campaigns.new_field')

  const message = 'add new_field to campaigns'
  const made = await workspace.run('revision', '--autogenerate', '-m', message, '--rev-id', '4f1c2a9e77b0')
  expect(made.code).toBe(0)
  const file = 'packages/migrations/versions/4f1c2a9e77b0_add_new_field_to_campaigns.ts'
  expect(made.stdout).toBe(`Generating ${file} ... done\n`)
  expect(workspace.read(file).replace(/Create Date: .*/, 'Create Date: …')).toMatchInlineSnapshot(`
    "/**
     * add new_field to campaigns
     *
     * Revision ID: 4f1c2a9e77b0
     * Revises: 0001
     * Create Date: …
     */
    import { type Op, text } from '@ads/migrate-core/schema'

    export const revision = '4f1c2a9e77b0'
    export const downRevision = '0001'

    export function upgrade(op: Op): void {
      op.addColumn('campaigns', 'new_field', text())
    }

    export function downgrade(op: Op): void {
      op.dropColumn('campaigns', 'new_field')
    }
    "
  `)

  const formatted = spawnSync(join(root, 'node_modules/.bin/biome'), ['check', '--vcs-enabled=false', file], {
    cwd: workspace.folder,
    encoding: 'utf8',
  })
  expect(formatted.stdout + formatted.stderr).toContain('No fixes applied')
  expect(formatted.status).toBe(0)

  for (const step of [
    ['upgrade', 'head'],
    ['downgrade', '-1'],
    ['upgrade', 'head'],
  ]) {
    const { code, stderr } = await workspace.run(...step)
    expect(stderr).toContain(message)
    expect(code).toBe(0)
    expect(countRows(workspace.database)).toBe(96_648)
    if (step[0] === 'downgrade') expect(fingerprint(workspace.database)).toBe(before)
  }
  expect(withDatabase(workspace.database, (db) => db.prepare('SELECT new_field FROM campaigns').pluck().all())).toEqual(
    Array.from({ length: 40 }, () => null),
  )
  expect(await workspace.run('check')).toMatchObject({ code: 0 })
  expect((await workspace.run('revision', '--autogenerate', '-m', 'again')).stderr).toContain('No changes detected')
  expect(workspace.versions()).toHaveLength(2)
})

test('a column taken out of the models is dropped only when that is asked for', async () => {
  const workspace = makeWorkspace(install)
  await workspace.run('upgrade', 'head')
  const models = 'packages/models/src/campaigns.ts'
  workspace.write(models, workspace.read(models).replace('  bid_strategy: text(),\n', ''))
  const left = await workspace.run('revision', '--autogenerate', '-m', 'less')
  expect(left.code).toBe(0)
  expect(left.stderr).toContain('Left out: drop column campaigns.bid_strategy')
  expect(workspace.versions()).toHaveLength(1)

  const dropped = await workspace.run('revision', '--autogenerate', '-m', 'less', '--allow-drops')
  expect(dropped.code).toBe(0)
  const [, file] = workspace.versions()
  expect(workspace.read(`packages/migrations/versions/${file}`)).toContain("op.dropColumn('campaigns', 'bid_strategy')")
  for (const step of [
    ['upgrade', 'head'],
    ['downgrade', '-1'],
    ['upgrade', 'head'],
  ]) {
    expect((await workspace.run(...step)).code).toBe(0)
  }
  expect((await workspace.run('check')).code).toBe(0)
})

test('excluded tables are neither made nor dropped', async () => {
  const workspace = makeWorkspace(install)
  await workspace.run('upgrade', 'head')
  withDatabase(workspace.database, (database) => database.exec('CREATE TABLE celery_tasks (id)'))
  const generate = async () => (await workspace.run('revision', '--autogenerate', '-m', 'x', '--json')).stdout
  expect(JSON.parse(await generate())).toMatchObject({
    skippedDrops: [{ kind: 'dropTable', table: { name: 'celery_tasks' } }],
  })
  const config = workspace.read('migrate.config.ts')
  workspace.write('migrate.config.ts', config.replace('  schema,\n', "  schema,\n  exclude: ['celery_*'],\n"))
  expect(JSON.parse(await generate())).toEqual({
    revision: null,
    revisions: [],
    operations: [],
    skippedDrops: [],
    unwritten: [],
    notes: [],
  })
})

test('a database that is behind is not compared with', async () => {
  const workspace = makeWorkspace(install)
  const { code, stderr } = await workspace.run('revision', '--autogenerate', '-m', 'x')
  expect(code).toBe(1)
  expect(stderr).toContain('there is no database')
  withDatabase(workspace.path('empty.db'), (database) => database.exec('CREATE TABLE notes (text)'))
  const behind = await workspace.run('revision', '--autogenerate', '-m', 'x', '--url', 'sqlite:empty.db')
  expect(behind.code).toBe(3)
  expect(behind.stderr).toContain('Target database is not up to date.')
  expect(workspace.versions()).toHaveLength(1)
  const offline = await workspace.run('revision', '--autogenerate', '--offline', '-m', 'x')
  expect(offline.stderr).toContain('No changes detected')
})
