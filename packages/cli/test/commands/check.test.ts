/** `check`: which of models, history and database is not like the others. */

import { expect, test } from 'vitest'
import { type AutogenerateProject, makeAutogenerateProject } from './autogenerate-project.js'

const ads = 'id: integer().primaryKey(), title: text()'

const begun = async (): Promise<AutogenerateProject> => {
  const project = makeAutogenerateProject({ ads })
  await project.migrate('revision --autogenerate -m first --rev-id 0001')
  expect((await project.migrate('upgrade')).code).toBe(0)
  return project
}

test('models that are ahead of the history, and what a revision of them would ask', async () => {
  const project = await begun()
  project.models({ ads: 'id: integer().primaryKey(), headline: text()', notes: 'id: integer().primaryKey()' })
  const { code, stdout } = await project.migrate('check')
  expect(
    stdout,
  ).toBe(`The models are ahead of the history. A new revision (migrate revision --autogenerate -m "…") would:
  create table notes
  add column ads.headline
  drop column ads.title (with --allow-drops)
First it has to be answered:
  was the column ads.title renamed to headline?
`)
  expect(code).toBe(3)
  const json = JSON.parse((await project.migrate('check --json --offline')).stdout)
  expect(json.questions).toMatchObject([{ kind: 'rename', flags: ['--rename ads.title=headline', '--no-rename'] }])
  expect(json.differences).toEqual([])
})

test('a database that is behind the history', async () => {
  const project = await begun()
  await project.migrate('downgrade base')
  const { code, stdout } = await project.migrate('check')
  expect(stdout).toBe('The database is behind the history. migrate upgrade head would apply:\n  0001\n')
  expect(code).toBe(3)
  expect((await project.migrate('check --offline')).code).toBe(0)
})

test('a database that has what no revision made, and lacks what one made', async () => {
  const project = await begun()
  project.sql('CREATE INDEX by_title ON ads (title); ALTER TABLE ads ADD COLUMN extra TEXT')
  const { code, stdout } = await project.migrate('check')
  expect(stdout).toContain('The database is not what its revisions made:\n')
  expect(stdout).toContain('  the database has an index by_title that no revision made\n')
  expect(stdout).toContain('  the database has a column ads.extra that no revision made\n')
  expect(stdout).not.toContain('The models')
  expect(code).toBe(3)
  project.sql('DROP INDEX by_title; ALTER TABLE ads DROP COLUMN extra; ALTER TABLE ads DROP COLUMN title')
  const json = JSON.parse((await project.migrate('check --json')).stdout)
  expect(json).toMatchObject({ operations: [], differences: ['the column ads.title is missing'] })
  expect((await project.migrate('check --offline')).code).toBe(0)
})

test('a broken history weighs more than models that are ahead of it', async () => {
  const project = await begun()
  project.models({ ads, notes: 'id: integer().primaryKey()' })
  project.write('versions/0001_first.ts', project.script().replace('title: text()', 'title: text().notNull()'))
  const { code, stdout } = await project.migrate('check')
  expect(stdout).toContain('Applied revisions are not what was applied')
  expect(stdout).toContain('The models are ahead of the history')
  expect(code).toBe(6)
})
