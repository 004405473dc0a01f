import { type Answers, isMigrateError, type OpenQuestion, renameAnswer, type Schema } from '@ads/migrate-core'
import { defineSchema, integer, table, text } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { type Evolution, startEvolution } from './evolution.js'

const people = (columns: Parameters<typeof table>[1], name = 'people'): Schema =>
  defineSchema({ people: table(name, columns) }).schema

const before = people({ id: integer().primaryKey(), name: text(), age: integer() })

const start = async (from = before): Promise<Evolution> => {
  const evolution = await startEvolution(from)
  evolution.db.exec("INSERT INTO people (id, name) VALUES (1, 'Ada'), (2, NULL)")
  return evolution
}

const errorOf = async (
  work: Promise<unknown>,
): Promise<{ code: string; message: string; questions?: OpenQuestion[] }> => {
  const error = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (!isMigrateError(error)) throw error ?? new Error('nothing was thrown')
  return error
}

/** The rows after the revision that these answers lead to. */
const rowsAfter = async (evolution: Evolution, to: Schema, answers: Answers, allowDrops = false) => {
  const { script } = await evolution.generate(to, { answers, allowDrops })
  await evolution.migrator([evolution.first, script!]).upgrade()
  const [name] = [...to.tables.values()].map((each) => each.name.name)
  return evolution.db.prepare(`SELECT * FROM "${name}" ORDER BY id`).all()
}

describe('a column that went, and one of its type that came', () => {
  const to = people({ id: integer().primaryKey(), title: text(), label: text(), age: integer() })

  it('are asked about, whether drops are allowed or not, and nothing is written', async () => {
    for (const allowDrops of [false, true]) {
      const { generate, db } = await start()
      const bytes = db.serialize()
      const { code, questions, message } = await errorOf(generate(to, { allowDrops }))
      expect(code).toBe('ANSWER_NEEDED')
      expect(message).toContain('was the column people.name renamed to')
      expect(questions).toMatchObject([
        { kind: 'rename', object: 'column', table: 'people', from: 'name', candidates: [{}, {}] },
      ])
      expect(db.serialize().equals(bytes)).toBe(true)
    }
  })

  it('are one column where the answer says so', async () => {
    const answers = { renames: [{ from: 'people.name', to: 'label' }] }
    expect(await rowsAfter(await start(), to, answers)).toMatchObject([{ label: 'Ada', title: null }, { label: null }])
  })

  it('are two where the answer says so; the old one is dropped only when that is asked for', async () => {
    const [question] = (await errorOf((await start()).generate(to))).questions!
    expect(question!.kind).toBe('rename')
    if (question!.kind !== 'rename') return
    for (const answers of [{ noRename: true }, { renames: [renameAnswer(question!, null)] }]) {
      expect(await rowsAfter(await start(), to, answers)).toMatchObject([{ name: 'Ada', title: null }, {}])
      expect((await rowsAfter(await start(), to, answers, true))[0]).not.toHaveProperty('name')
    }
  })

  it('are no question where only the case of the name changed', async () => {
    const cased = people({ id: integer().primaryKey(), Name: text(), age: integer() })
    expect(await rowsAfter(await start(), cased, {})).toMatchObject([{ Name: 'Ada' }, { Name: null }])
  })
})

describe('a table that went, and one like it that came', () => {
  const to = people({ id: integer().primaryKey(), name: text(), age: integer() }, 'persons')

  it('are asked about, and one table where the answer says so', async () => {
    const evolution = await start()
    const { code, questions } = await errorOf(evolution.generate(to))
    expect(code).toBe('ANSWER_NEEDED')
    expect(questions).toMatchObject([{ kind: 'rename', object: 'table', from: 'people', to: 'persons', table: null }])
    const answers = { renames: [renameAnswer(questions![0] as Extract<OpenQuestion, { kind: 'rename' }>, 'persons')] }
    expect(await rowsAfter(evolution, to, answers)).toMatchObject([{ name: 'Ada' }, { name: null }])
  })

  it('can have renamed columns, called by the old name of their table or by the new one', async () => {
    const also = people({ id: integer().primaryKey(), title: text(), age: integer() }, 'persons')
    for (const from of ['people.name', 'persons.name']) {
      const answers = {
        renames: [
          { from: 'people', to: 'persons' },
          { from, to: 'title' },
        ],
      }
      expect(await rowsAfter(await start(), also, answers)).toMatchObject([{ title: 'Ada' }, { title: null }])
    }
  })
})

it('columns of different types that change places keep their values, and so does a renamed one with another type', async () => {
  const swapped = people({ id: integer().primaryKey(), age: text(), name: integer() })
  const swap = [
    { from: 'people.name', to: 'age' },
    { from: 'people.age', to: 'name' },
  ]
  expect(await rowsAfter(await start(), swapped, { renames: swap })).toMatchObject([
    { age: 'Ada', name: null },
    { age: null },
  ])
  const retyped = people({ id: integer().primaryKey(), name: text(), years: text() })
  const evolution = await start()
  evolution.db.exec('UPDATE people SET age = 36 WHERE id = 1')
  expect(await rowsAfter(evolution, retyped, { renames: [{ from: 'people.age', to: 'years' }] })).toMatchObject([
    { years: '36' },
    { years: null },
  ])
})

describe('a column that takes no NULL', () => {
  it('is asked about where it is new, and filled with the answer', async () => {
    const to = people({ id: integer().primaryKey(), name: text(), age: integer(), mail: text().notNull() })
    const { questions } = await errorOf((await start()).generate(to))
    expect(questions).toEqual([{ kind: 'fill', table: 'people', column: 'mail', reason: 'added' }])
    const answers = { fills: { 'people.mail': { sql: "id || '@example.org'" } } }
    expect(await rowsAfter(await start(), to, answers)).toMatchObject([
      { mail: '1@example.org' },
      { mail: '2@example.org' },
    ])
  })

  it('is asked about where it took NULL before; without a fill, rows with NULL refuse the revision', async () => {
    const to = people({ id: integer().primaryKey(), name: text().notNull(), age: integer() })
    const { questions } = await errorOf((await start()).generate(to))
    expect(questions).toEqual([{ kind: 'fill', table: 'people', column: 'name', reason: 'not null' }])
    expect(await rowsAfter(await start(), to, { fills: { 'people.name': '?' } })).toMatchObject([{}, { name: '?' }])
    const refused = await errorOf(rowsAfter(await start(), to, { fills: { 'people.name': null } }))
    expect(refused.code).toBe('OPERATION_REFUSED')
  })
})

it.each<[string, Answers, string]>([
  ['a table that is not there', { renames: [{ from: 'peple', to: 'people' }] }, 'peple'],
  ['a column that is not there', { renames: [{ from: 'people.nam', to: 'name' }] }, 'people.nam'],
  ['a new name that is not there', { renames: [{ from: 'people.name', to: 'nam' }] }, 'no column nam'],
  [
    'one thing twice',
    {
      renames: [
        { from: 'people.age', to: 'age' },
        { from: 'people.age', to: 'id' },
      ],
    },
    'two answers',
  ],
  ['a fill of a column that is not there', { fills: { 'people.nam': 1 } }, 'people.nam'],
])('an answer about %s is refused', async (_, answers, message) => {
  const error = await errorOf((await start()).generate(before, { answers }))
  expect(error.code).toBe('INVALID_ANSWER')
  expect(error.message).toContain(message)
})

it('what an operation may lose stands above it in the script', async () => {
  const to = people({ id: integer().primaryKey(), name: integer() })
  const { text: script, result } = await (await start()).generate(to, { answers: { noRename: true } })
  expect(script).toContain('  // the values of people.age are lost\n  op.dropColumn(')
  expect(script).toContain(
    '  // values of people.name that are no integer may be changed, or refused\n  op.alterColumn(',
  )
  expect(result.notes.length).toBeGreaterThanOrEqual(2)
})
