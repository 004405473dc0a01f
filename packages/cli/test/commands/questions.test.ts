/** What autogenerate asks: on the command line, and at a terminal. */

import { MigrateError } from '@ads/migrate-core'
import { describe, expect, test } from 'vitest'
import { type AutogenerateProject, makeAutogenerateProject } from './autogenerate-project.js'

const ads = 'id: integer().primaryKey(), title: text()'
const generate = 'revision --autogenerate -m change --rev-id 0002'

/** A database at a first revision, with a row in it. */
const begun = async (tables: Readonly<Record<string, string>> = { ads }): Promise<AutogenerateProject> => {
  const project = makeAutogenerateProject(tables)
  expect((await project.migrate('revision --autogenerate -m first --rev-id 0001')).code).toBe(0)
  expect((await project.migrate('upgrade')).code).toBe(0)
  project.sql("INSERT INTO ads (id, title) VALUES (1, 'a')")
  return project
}

const renamed = { ads: 'id: integer().primaryKey(), headline: text()' }

describe('without a terminal', () => {
  test('a rename that may be one is told with the flags that answer it, the command exits with 9 and writes nothing', async () => {
    const project = await begun()
    project.models(renamed)
    const { code, stdout, stderr } = await project.migrate(generate)
    expect(code).toBe(9)
    expect(stdout).toBe('')
    expect(stderr).toBe(`Open: was the column ads.title renamed to headline?
  --rename ads.title=headline
  --no-rename
error: nothing was written, since a question is open. Run the command again with the flags that answer: a wrong guess would lose values, so none is made.
`)
    expect(project.scripts()).toHaveLength(1)
  })

  test('under --json the questions are data, with their flags', async () => {
    const project = await begun()
    project.models({ ads: 'id: integer().primaryKey(), headline: text(), clicks: integer().notNull()' })
    const { code, stdout } = await project.migrate(`${generate} --json`)
    expect(code).toBe(9)
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'ANSWER_NEEDED',
        questions: [
          {
            kind: 'rename',
            object: 'column',
            table: 'ads',
            from: 'title',
            to: 'headline',
            candidates: [{ to: 'headline' }],
            flags: ['--rename ads.title=headline', '--no-rename'],
          },
          { kind: 'fill', table: 'ads', column: 'clicks', flags: ['--fill ads.clicks=VALUE', '--no-fill'] },
        ],
      },
    })
    expect(project.scripts()).toHaveLength(1)
  })

  test.each([
    ['--rename ads.title=headline', "op.renameColumn('ads', 'title', 'headline')", 'a'],
    ['--no-rename', "op.addColumn('ads', 'headline', text())", null],
  ])('the flag %s is the answer', async (flag, call, kept) => {
    const project = await begun()
    project.models(renamed)
    expect(await project.migrate(`${generate} ${flag}`)).toMatchObject({ code: 0 })
    expect(project.script()).toContain(call)
    expect((await project.migrate('upgrade')).code).toBe(0)
    expect(project.sql('SELECT headline FROM ads')).toEqual([{ headline: kept }])
  })

  test('a table and a column of it are renamed together, and nothing is left to do', async () => {
    const project = await begun()
    project.models({ adverts: 'id: integer().primaryKey(), headline: text()' })
    expect((await project.migrate(generate)).stderr).toContain('--rename ads=adverts')
    const answered = await project.migrate(`${generate} --rename ads=adverts --rename ads.title=headline`)
    expect(answered).toMatchObject({ code: 0 })
    expect((await project.migrate('upgrade')).code).toBe(0)
    expect(project.sql('SELECT headline FROM adverts')).toEqual([{ headline: 'a' }])
    expect((await project.migrate('check')).code).toBe(0)
  })

  test.each([
    ['clicks: integer().notNull()', '7', 7],
    ['clicks: bigint().notNull()', '9007199254740993', 9007199254740992],
    ['clicks: real().notNull()', '0.5', 0.5],
    ['clicks: text().notNull()', '7', '7'],
    ['clicks: text().notNull()', '', ''],
    ['clicks: text().notNull()', 'a=b', 'a=b'],
    ['clicks: boolean().notNull()', 'true', 1],
  ])('%s is filled with "%s" as a value of its type', async (column, word, stored) => {
    const project = await begun()
    project.models({ ads: `${ads}, ${column}` })
    expect(await project.migrate(`${generate} --fill ads.clicks=${word}`)).toMatchObject({ code: 0 })
    expect(await project.migrate('upgrade')).toMatchObject({ code: 0 })
    expect(project.sql('SELECT clicks, typeof(clicks) AS t FROM ads')).toMatchObject([{ clicks: stored }])
  })

  test('--no-fill fills nothing, and the upgrade refuses rows that would need it', async () => {
    const project = await begun()
    project.models({ ads: `${ads}, clicks: integer().notNull()` })
    expect(await project.migrate(`${generate} --no-fill`)).toMatchObject({ code: 0 })
    expect(project.script()).not.toContain('fill')
    expect((await project.migrate('upgrade')).code).toBe(1)
    project.sql('DELETE FROM ads')
    expect((await project.migrate('upgrade')).code).toBe(0)
  })

  test.each([
    [
      '--rename ads.titel=headline',
      'no table or column ads.titel that could have been renamed. Did you mean ads.title?',
    ],
    [
      '--rename ads.title=nowhere',
      'the models have no column nowhere that ads.title could be now. There are id, headline.',
    ],
    ['--rename ads=nowhere', 'the models have no table nowhere that ads could be now. There are ads.'],
    [
      '--fill ads.nowhere=1',
      'the models have no column ads.nowhere that could be filled. There are ads.id, ads.headline.',
    ],
    ['--fill ads.id=x', '"x" is no value for ads.id, which is of the type integer.'],
    ['--rename ads.title', '--rename takes OLD=NEW, not "ads.title".'],
    ['--fill ads.id', '--fill takes TABLE.COLUMN=VALUE, not "ads.id".'],
  ])('a wrong answer, %s, is one line that says so and exits with 2', async (flag, message) => {
    const project = await begun()
    project.models(renamed)
    const { code, stderr } = await project.migrate(`${generate} ${flag}`)
    expect(stderr).toContain(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
    expect(project.scripts()).toHaveLength(1)
  })

  test('answers without --autogenerate are refused', async () => {
    const project = await begun()
    for (const flag of ['--rename a=b', '--no-rename', '--fill a.b=c', '--no-fill']) {
      expect(await project.migrate(`revision -m x ${flag}`)).toMatchObject({ code: 2 })
    }
    expect(project.scripts()).toHaveLength(1)
  })
})

describe('at a terminal', () => {
  /** People who type these lines; what they were asked. */
  const people = (...lines: readonly string[]) => {
    const asked: string[] = []
    const ask = async (question: string) => {
      asked.push(question)
      const line = lines[asked.length - 1]
      if (line === undefined) throw new MigrateError('INTERRUPTED', 'interrupted')
      return line
    }
    return { asked, ask }
  }

  test('a candidate is one question, and the safe answer, which an empty line gives, comes first', async () => {
    const project = await begun()
    project.models(renamed)
    const { asked, ask } = people('', '')
    expect(await project.migrate(generate, { ask })).toMatchObject({ code: 0 })
    expect(asked).toEqual([
      `Was the column ads.title renamed to headline?
  1) no, title is gone, and headline is new
  2) yes, title is called headline now
1-2 [1]: `,
      `The models do not have these any more, and dropping them loses what they hold:
  drop column ads.title
Drop them?
  1) no, leave them as they are
  2) yes, drop them
1-2 [1]: `,
    ])
    expect(project.script()).toContain("op.addColumn('ads', 'headline', text())")
    expect(project.script().split('downgrade')[0]).not.toContain('dropColumn')
  })

  test('"yes" renames, after an answer that was none is asked for again', async () => {
    const project = await begun()
    project.models(renamed)
    const { asked, ask } = people('maybe', '3', '2')
    expect(await project.migrate(generate, { ask })).toMatchObject({ code: 0 })
    expect(asked).toHaveLength(3)
    expect(project.script()).toContain("op.renameColumn('ads', 'title', 'headline')")
  })

  test('a drop is written where people want it', async () => {
    const project = await begun()
    project.models({ ads: 'id: integer().primaryKey()' })
    const { ask } = people('2')
    expect(await project.migrate(generate, { ask })).toMatchObject({ code: 0 })
    expect(project.script()).toContain("op.dropColumn('ads', 'title')")
  })

  test('rows that are there get the value that is typed, once it is one', async () => {
    const project = await begun()
    project.models({ ads: `${ads}, clicks: integer().notNull()` })
    const { asked, ask } = people('2', 'many', '5')
    expect(await project.migrate(generate, { ask })).toMatchObject({ code: 0 })
    expect(asked[2]).toBe('"many" is no value for ads.clicks, which is of the type integer.\nThe value of ads.clicks: ')
    expect(project.script()).toContain('{ fill: 5 }')
  })

  test('whoever goes away at a question leaves nothing behind', async () => {
    const project = await begun()
    project.models(renamed)
    for (const lines of [[], ['1']]) {
      expect(await project.migrate(generate, { ask: people(...lines).ask })).toMatchObject({ code: 130 })
      expect(project.scripts()).toHaveLength(1)
    }
  })

  test('--json asks nobody', async () => {
    const project = await begun()
    project.models(renamed)
    const { asked, ask } = people()
    expect(await project.migrate(`${generate} --json`, { ask })).toMatchObject({ code: 9 })
    expect(asked).toEqual([])
  })
})
