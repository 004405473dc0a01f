/** `revision --autogenerate --amend`: the newest revision made anew from the models. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type AutogenerateProject, makeAutogenerateProject } from './autogenerate-project.js'

const ads = 'id: integer().primaryKey(), title: text()'
const amend = 'revision --autogenerate --amend'

/** A history of two revisions, the second of which adds a column, both applied. */
const begun = async (config = ''): Promise<AutogenerateProject> => {
  const project = makeAutogenerateProject({ ads }, { config })
  await project.migrate('revision --autogenerate -m first --rev-id 0001')
  expect(await project.migrate('upgrade')).toMatchObject({ code: 0 })
  project.models({ ads: `${ads}, clicks: integer()` })
  expect(await project.migrate('revision --autogenerate -m "count clicks" --rev-id 0002')).toMatchObject({ code: 0 })
  expect(await project.migrate('upgrade')).toMatchObject({ code: 0 })
  return project
}

const dateOf = (script: string) => /Create Date: (.*)/.exec(script)?.[1]

const scriptPath = ({ folder, scripts }: AutogenerateProject) => join(folder, 'versions', scripts().at(-1)!)

/** What there is before a command that must change nothing. */
const everything = (project: AutogenerateProject) => [
  project.scripts(),
  project.script(),
  project.sql("SELECT sql FROM sqlite_schema WHERE tbl_name <> 'alembic_version_log' ORDER BY name"),
  project.sql('SELECT * FROM ads'),
  project.sql('SELECT * FROM alembic_version'),
]

describe('a revision that is applied', () => {
  test('is taken back, made anew under the same id, message, parents and date, and applied again', async () => {
    const project = await begun()
    project.sql("INSERT INTO ads (id, title) VALUES (1, 'a')")
    const before = project.script()
    writeFileSync(scriptPath(project), before.replace(/Create Date: .*/, 'Create Date: 2026-01-02T03:04:05Z'))
    project.models({ ads: `${ads}, clicks: integer(), views: integer()` })
    const { code, stdout, stderr } = await project.migrate(amend)
    expect(stderr).toBe(`Running downgrade 0002 -> 0001, count clicks
Running upgrade 0001 -> 0002, count clicks
Detected: add column ads.clicks
Detected: add column ads.views
Review it: it is applied already.
`)
    expect(stdout).toBe('Generating versions/0002_count_clicks.ts ... done\n')
    expect(code).toBe(0)
    expect(project.scripts()).toEqual(['0001_first.ts', '0002_count_clicks.ts'])
    expect(dateOf(project.script())).toBe('2026-01-02T03:04:05Z')
    expect(project.script()).toContain(' * count clicks\n')
    expect(project.script()).toContain("op.addColumn('ads', 'views', integer())")
    expect(project.sql('SELECT * FROM ads')).toEqual([{ id: 1, title: 'a', clicks: null, views: null }])
    expect(await project.migrate('check')).toMatchObject({ code: 0, stdout: 'No new upgrade operations detected.\n' })
    expect((await project.migrate('current')).stdout).toBe('0002 (head)\n')
  })

  test('is left as it is where the models say what it says', async () => {
    const project = await begun()
    const before = everything(project)
    const { code, stderr } = await project.migrate(amend)
    expect(stderr).toContain('versions/0002_count_clicks.ts is what the models say already')
    expect(code).toBe(0)
    expect(everything(project)).toEqual(before)
  })

  test('is the first one, too, whose table goes and comes again while it is empty', async () => {
    const project = makeAutogenerateProject({ ads })
    await project.migrate('revision --autogenerate -m first --rev-id 0001')
    await project.migrate('upgrade')
    project.models({ ads: `${ads}, clicks: integer()` })
    expect(await project.migrate(amend)).toMatchObject({ code: 0 })
    expect(await project.migrate('check')).toMatchObject({ code: 0 })
    project.sql('INSERT INTO ads (id) VALUES (1)')
    project.models({ ads })
    const { code, stderr } = await project.migrate(amend)
    expect(stderr).toContain('taking it back loses what rows hold: the rows of ads.')
    expect(code).toBe(1)
  })

  test('is refused where rows hold what taking it back would lose, unless --force gives it up', async () => {
    const project = await begun()
    project.sql("INSERT INTO ads (id, title, clicks) VALUES (1, 'a', 5)")
    project.models({ ads: `${ads}, clicks: integer(), views: integer()` })
    const before = everything(project)
    const { code, stderr } = await project.migrate(amend)
    expect(stderr).toContain(
      'taking it back loses what rows hold: the values of ads.clicks. Write a new revision instead',
    )
    expect(code).toBe(1)
    expect(everything(project)).toEqual(before)
    expect(await project.migrate(`${amend} --force`)).toMatchObject({ code: 0 })
    expect(project.sql('SELECT * FROM ads')).toEqual([{ id: 1, title: 'a', clicks: null, views: null }])
  })

  test('may hold the values that it has put there itself', async () => {
    const project = await begun()
    await project.migrate('downgrade 0001')
    project.sql("INSERT INTO ads (id, title) VALUES (1, 'a')")
    project.models({ ads: `${ads}, clicks: integer().notNull().default(3), views: integer().notNull()` })
    expect(await project.migrate(`${amend} --fill ads.views=7`)).toMatchObject({ code: 0 })
    await project.migrate('upgrade')
    project.models({ ads: `${ads}, clicks: integer().notNull().default(3), views: integer().notNull(), cost: real()` })
    // What the script says already is not asked again.
    expect(await project.migrate(amend)).toMatchObject({ code: 0 })
    expect(project.sql('SELECT * FROM ads')).toEqual([{ id: 1, title: 'a', clicks: 3, views: 7, cost: null }])
    project.sql('UPDATE ads SET views = 8')
    project.models({ ads })
    expect((await project.migrate(amend)).stderr).toContain('the values of ads.views')
  })

  test('keeps a rename that it has, so that no value is lost', async () => {
    const project = await begun()
    project.sql("INSERT INTO ads (id, title) VALUES (1, 'a')")
    project.models({ ads: 'id: integer().primaryKey(), headline: text()' })
    expect(await project.migrate(`${amend} --rename ads.title=headline`)).toMatchObject({ code: 0 })
    project.models({ ads: 'id: integer().primaryKey(), headline: text(), cost: real()' })
    expect(await project.migrate(amend)).toMatchObject({ code: 0 })
    expect(project.script()).toContain("op.renameColumn('ads', 'title', 'headline')")
    expect(project.sql('SELECT * FROM ads')).toEqual([{ id: 1, headline: 'a', cost: null }])
  })

  test('stays where a question is open', async () => {
    const project = await begun()
    project.models({ ads: 'id: integer().primaryKey(), headline: text(), clicks: integer()' })
    const before = everything(project)
    expect(await project.migrate(amend)).toMatchObject({ code: 9 })
    expect(everything(project)).toEqual(before)
  })

  test('is back, file and database, where the new one cannot be applied', async () => {
    const project = await begun()
    project.sql("INSERT INTO ads (id, title) VALUES (1, 'a'), (2, 'a')")
    project.models({ ads: `id: integer().primaryKey(), title: text().unique(), clicks: integer()` })
    const before = everything(project)
    const { code, stderr } = await project.migrate(amend)
    expect(stderr).toContain('the new script of 0002 could not be applied')
    expect(stderr).toContain('The old one is back, and applied.')
    expect(code).toBe(1)
    expect(everything(project)).toEqual(before)
    expect((await project.migrate('current')).stdout).toBe('0002 (head)\n')
  })

  test('is back where the command that is to see the file fails', async () => {
    const other = await begun("hooks: { scriptWritten: '! grep -q views' },")
    other.models({ ads: `${ads}, clicks: integer(), views: integer()` })
    const before = everything(other)
    expect(await other.migrate(amend)).toMatchObject({ code: 1 })
    expect(everything(other)).toEqual(before)
  })

  test('may have been formatted since it was written', async () => {
    const project = await begun('hooks: { scriptWritten: "sed -i \'s/$/ /; s/addColumn(/addColumn( /\'" },')
    expect(project.script()).toContain("addColumn( 'ads'")
    project.models({ ads: `${ads}, clicks: integer(), views: integer()` })
    expect(await project.migrate(amend)).toMatchObject({ code: 0 })
    expect(project.script()).toContain("addColumn( 'ads', 'views'")
    expect(await project.migrate('check --json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"notes": []'),
    })
  })
})

describe('a revision that is not applied', () => {
  test('is made anew, and the database left alone', async () => {
    const project = await begun()
    await project.migrate('downgrade 0001')
    const [, , ...database] = everything(project)
    project.models({ ads: `${ads}, views: integer()` })
    const { code, stderr } = await project.migrate(amend)
    expect(stderr).toContain('Review it, then apply it with: migrate upgrade head')
    expect(code).toBe(0)
    expect(project.script()).not.toContain('clicks:')
    expect(everything(project).slice(2)).toEqual(database)
    expect(await project.migrate('upgrade')).toMatchObject({ code: 0 })
  })
})

describe('a revision that was edited by hand', () => {
  test.each([
    [
      'a statement of SQL',
      (text: string) =>
        text.replace("op.addColumn('ads'", "op.execute('UPDATE ads SET title = 1')\n  op.addColumn('ads'"),
    ],
    [
      'a comment',
      (text: string) => text.replace("  op.addColumn('ads'", "  // Asked for by sales.\n  op.addColumn('ads'"),
    ],
    ['another downgrade', (text: string) => text.replace(/op\.dropColumn.*/, '')],
    ['a helper', (text: string) => `${text}\nvoid 0\n`],
    ['a title', (text: string) => text.replace(' * count clicks\n', ' * count clicks\n *\n * And why.\n')],
  ])('is refused for %s, unless --force gives it up', async (_, edit) => {
    const project = await begun()
    await project.migrate('downgrade 0001')
    writeFileSync(scriptPath(project), edit(project.script()))
    project.models({ ads: `${ads}, clicks: integer(), views: integer()` })
    const before = everything(project)
    const { code, stderr } = await project.migrate(amend)
    expect(stderr).toContain('was edited by hand, and this would be lost')
    expect(code).toBe(1)
    expect(everything(project)).toEqual(before)
    expect(await project.migrate(`${amend} --force`)).toMatchObject({ code: 0 })
    expect(project.script()).toContain('views')
  })
})

test('of several heads one is chosen, and only that one is taken back', async () => {
  const project = makeAutogenerateProject({ ads })
  await project.migrate('revision --autogenerate -m first --rev-id 0001')
  await project.migrate('upgrade')
  project.models({ ads, notes: 'id: integer().primaryKey()' })
  const other = 'revision --autogenerate -m notes --rev-id 0002 --head base --branch-label notes'
  expect(await project.migrate(other)).toMatchObject({ code: 0 })
  expect(await project.migrate('upgrade heads')).toMatchObject({ code: 0 })
  project.models({ ads, notes: 'id: integer().primaryKey(), body: text()' })
  expect((await project.migrate(amend)).stderr).toContain('there are several heads: 0001, 0002')
  const { code, stderr } = await project.migrate(`${amend} --head notes`)
  expect(stderr).toContain('Running downgrade 0002 -> , notes\nRunning upgrade  -> 0002, notes\n')
  expect(code).toBe(0)
  expect(project.script()).toContain("export const branchLabels = 'notes'")
  expect(project.sql("SELECT name FROM pragma_table_info('notes')")).toEqual([{ name: 'id' }, { name: 'body' }])
})

test('a merge is made anew, with both its parents', async () => {
  const project = makeAutogenerateProject({ ads })
  await project.migrate('revision --autogenerate -m first --rev-id 0001')
  for (const id of ['000a', '000b']) await project.migrate(`revision -m ${id} --rev-id ${id} --head 0001 --splice`)
  await project.migrate('merge heads --rev-id 0002')
  await project.migrate('upgrade')
  project.models({ ads: `${ads}, clicks: integer()` })
  expect(await project.migrate(`${amend} --force`)).toMatchObject({ code: 0 })
  expect(project.sql('SELECT clicks FROM ads')).toEqual([])
  expect((await project.migrate('show 0002')).stdout).toContain('Merges: 000a, 000b')
  expect(await project.migrate('check')).toMatchObject({ code: 0 })
})

test('a revision that says that there is no way back stays where it is applied, whatever is given up', async () => {
  const project = await begun()
  const [, , ...database] = everything(project)
  writeFileSync(
    scriptPath(project),
    project.script().replace(/export function downgrade[\s\S]*/, 'export const downgrade = null\n'),
  )
  project.models({ ads: `${ads}, clicks: integer(), views: integer()` })
  expect(await project.migrate(amend)).toMatchObject({ code: 1 })
  const { code, stderr } = await project.migrate(`${amend} --force`)
  expect(stderr).toContain('says that there is no way back')
  expect(code).toBe(1)
  expect(project.script()).toContain('downgrade = null')
  expect(everything(project).slice(2)).toEqual(database)
})

test('a protected database is left alone', async () => {
  const project = await begun('protected: true,')
  project.models({ ads: `${ads}, views: integer()` })
  const before = everything(project)
  const { code, stderr } = await project.migrate(`${amend} --force`)
  expect(stderr).toContain('is protected, so no revision of it is made anew')
  expect(code).toBe(1)
  expect(everything(project)).toEqual(before)
})

test('what there is nothing of, or nothing left of, is told in one line', async () => {
  const project = makeAutogenerateProject({ ads })
  expect(await project.migrate(amend)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no revision that could'),
  })
  await project.migrate('revision --autogenerate -m first --rev-id 0001')
  project.models({})
  const { code, stderr } = await project.migrate(amend)
  expect(stderr).toContain('the models are what the history was before 0001')
  expect(code).toBe(1)
})

test.each(['-m x', '--rev-id 3', '--splice', '--offline', '--depends-on 0001', '--branch-label b'])(
  'it keeps what the revision is, so %s does not go with it',
  async (flag) => {
    const project = makeAutogenerateProject({ ads })
    expect(await project.migrate(`${amend} ${flag}`)).toMatchObject({ code: 2 })
    expect(await project.migrate('revision --amend')).toMatchObject({ code: 2 })
    expect(await project.migrate('revision --force')).toMatchObject({ code: 2 })
  },
)
