/** `check` remembers what it found equal; whatever it looks at, a change of it is found all the same. */

import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type AutogenerateProject, makeAutogenerateProject } from './autogenerate-project.js'

const ads = 'id: integer().primaryKey(), title: text()'

/** How often the script of the project has been recorded in this process. */
const recordings = (): number => (globalThis as { recorded?: number }).recorded ?? 0

/** A project whose `check` has found everything equal, with and without the database. */
const checked = async (config = ''): Promise<AutogenerateProject> => {
  const project = makeAutogenerateProject({ ads }, { config })
  await project.migrate('revision --autogenerate -m first --rev-id 0001')
  project.write(
    'versions/0001_first.ts',
    project
      .script()
      .replace(
        '  op.createTable(',
        '  Object.assign(globalThis, { recorded: (Reflect.get(globalThis, "recorded") ?? 0) + 1 })\n  op.createTable(',
      ),
  )
  expect((await project.migrate('upgrade')).code).toBe(0)
  for (const line of ['check', 'check --offline', 'check', 'check --offline'])
    expect(await project.migrate(line)).toMatchObject({ code: 0, stdout: 'No new upgrade operations detected.\n' })
  return project
}

test('what is the same as when it was found equal is not compared again', async () => {
  const project = await checked()
  const before = recordings()
  const { stdout } = await project.migrate('check --json')
  expect(JSON.parse(stdout)).toMatchObject({ upToDate: true, operations: [], pending: [], drift: [], heads: ['0001'] })
  expect(await project.migrate('check --offline')).toMatchObject({ code: 0 })
  expect(recordings()).toBe(before)
})

type Change = (project: AutogenerateProject) => unknown

const changes: readonly (readonly [what: string, change: Change, line: string, code: number])[] = [
  ['the models', (project) => project.models({ ads: `${ads}, clicks: integer()` }), 'check', 3],
  [
    'the models, without a database',
    (project) => project.models({ ads: 'id: integer().primaryKey()' }),
    'check --offline',
    3,
  ],
  ['an index of the database', (project) => project.sql('CREATE INDEX by_title ON ads (title)'), 'check', 3],
  ['a column of the database', (project) => project.sql('ALTER TABLE ads ADD COLUMN extra'), 'check', 3],
  ['the version rows', (project) => project.migrate('downgrade base'), 'check', 3],
  ['the version rows alone', (project) => project.sql('DELETE FROM alembic_version'), 'check', 3],
  [
    'a version row that no script has',
    (project) => project.sql("UPDATE alembic_version SET version_num = 'x'"),
    'check',
    6,
  ],
  [
    'an applied script',
    (project) => project.write('versions/0001_first.ts', project.script().replace('title: text()', 'title: integer()')),
    'check',
    6,
  ],
  [
    'a script, without a database',
    (project) => project.write('versions/0001_first.ts', project.script().replace('title: text()', 'title: integer()')),
    'check --offline',
    3,
  ],
  ['a new script', (project) => project.migrate('revision -m more --rev-id 0002'), 'check', 3],
  ['the database', (project) => project.migrate('upgrade --url sqlite:b.db'), 'check --url sqlite:b.db', 0],
]

test.each(changes)('a change of %s is found', async (_, change, line, code) => {
  const project = await checked()
  await change(project)
  expect(await project.migrate(line)).toMatchObject({ code })
  expect(await project.migrate(line)).toMatchObject({ code })
})

test('another database that is not equal is not taken for one that is', async () => {
  const project = await checked()
  await project.migrate('upgrade --url sqlite:b.db')
  expect(await project.migrate('check --url sqlite:b.db')).toMatchObject({ code: 0 })
  expect(await project.migrate('check')).toMatchObject({ code: 0 })
  expect(await project.migrate('check --url sqlite:c.db')).toMatchObject({ code: 1 })
})

test('the config decides what is compared: a change of it counts, and functions are asked each time', async () => {
  const project = await checked("  exclude: ['extra'],")
  project.sql('CREATE TABLE extra (a)')
  project.models({ ads, extra: 'id: integer().primaryKey()' })
  expect(await project.migrate('check')).toMatchObject({ code: 0 })
  const { write } = project
  const config = (more: string) =>
    write(
      'migrate.config.ts',
      `import { defineConfig, defineHistory } from '@ads/migrate-core'
import { sqlite } from '@ads/migrate-dialect-sqlite'
import { schema } from './models.js'
export default defineConfig({ dialect: sqlite(), url: 'sqlite:app.db', history: defineHistory({ scripts: './versions' }), schema, ${more} })`,
    )
  config('')
  expect(await project.migrate('check')).toMatchObject({ code: 3 })
  config('includeObject: ({ name }) => name !== process.env.LEFT_OUT,')
  process.env.LEFT_OUT = 'extra'
  expect(await project.migrate('check')).toMatchObject({ code: 0 })
  process.env.LEFT_OUT = ''
  expect(await project.migrate('check')).toMatchObject({ code: 3 })
  delete process.env.LEFT_OUT
})

test('what cannot be read of what is kept is found out again', async () => {
  const project = await checked()
  const folder = join(project.folder, 'node_modules/.cache/ads-migrate')
  const kept = readdirSync(folder).filter((name) => name.startsWith('text-'))
  expect(kept.length).toBeGreaterThan(0)
  for (const name of kept) writeFileSync(join(folder, name), '\0{')
  project.sql('CREATE INDEX by_title ON ads (title)')
  expect(await project.migrate('check')).toMatchObject({ code: 3 })
})
