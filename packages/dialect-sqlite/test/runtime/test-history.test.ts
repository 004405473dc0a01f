import { defineHistory, type HistoryFault, Migrator, moduleScripts, type ScriptModule } from '@ads/migrate-core'
import { defineSchema, index, integer, sql, table, text } from '@ads/migrate-core/schema'
import { describe, expect, test } from 'vitest'
import { sqlite } from '../../src/index.js'

interface Revision extends Pick<ScriptModule, 'upgrade' | 'downgrade'> {
  readonly after?: string | null
}

/** What is found wrong with a history whose revisions follow each other, unless they say otherwise. */
const testChain = (revisions: readonly Revision[], models?: object) =>
  new Migrator({
    dialect: sqlite(),
    history: defineHistory({
      scripts: moduleScripts(
        revisions.map(({ after, ...script }, i) => ({
          revision: `r${i + 1}`,
          downRevision: after === undefined ? (i === 0 ? null : `r${i}`) : after,
          ...script,
        })),
      ),
    }),
    ...(models !== undefined && { schema: defineSchema(models) }),
  }).test()

const kinds = (faults: readonly HistoryFault[]) => faults.map(({ kind, revision }) => `${kind} ${revision}`)

const users: Revision = {
  upgrade: (op) =>
    op.createTable('users', { id: integer().primaryKey(), name: text(), age: integer(), status: text() }),
  downgrade: (op) => op.dropTable('users'),
}
const posts: Revision = {
  upgrade: (op) => {
    op.createTable('posts', { id: integer().primaryKey(), user_id: integer().references('users.id'), title: text() })
    op.createIndex('ix_posts_title', 'posts', ['title'])
  },
  downgrade: (op) => op.dropTable('posts'),
}

describe('faults that were planted by hand are found', () => {
  test.each<[string, readonly Revision[], string]>([
    [
      'a downgrade that forgets an index',
      [users, { upgrade: (op) => op.createIndex('ix_users_name', 'users', ['name']), downgrade: () => {} }],
      'schema r2',
    ],
    [
      'a downgrade that forgets a column',
      [
        users,
        {
          upgrade: (op) => {
            op.addColumn('users', 'mail', text())
            op.addColumn('users', 'phone', text())
          },
          downgrade: (op) => op.dropColumn('users', 'mail'),
        },
      ],
      'schema r2',
    ],
    [
      'an upgrade that fails on a row',
      [users, { upgrade: (op) => op.execute('ALTER TABLE users ADD COLUMN mail TEXT NOT NULL') }],
      'upgrade r2',
    ],
    [
      'code that fails on a row',
      [
        users,
        {
          upgrade: (op) =>
            op.run('names', async (db) => {
              for (const { name } of await db.selectFrom('users').select('name').execute()) name.toUpperCase()
            }),
          downgrade: () => {},
        },
      ],
      'upgrade r2',
    ],
    [
      'data that is lost on the way down',
      [
        users,
        {
          upgrade: (op) => op.renameColumn('users', 'name', 'full_name'),
          downgrade: (op) => {
            op.dropColumn('users', 'full_name')
            op.addColumn('users', 'name', text(), { after: 'id' })
          },
        },
      ],
      'rows r2',
    ],
    [
      'a table that is made again on the way down',
      [
        users,
        {
          upgrade: (op) => op.addColumn('users', 'mail', text()),
          downgrade: (op) => {
            op.dropTable('users')
            users.upgrade(op)
          },
        },
      ],
      'rows r2',
    ],
    ['two heads', [users, { ...posts }, { upgrade: () => {}, after: 'r1' }], 'heads null'],
    [
      'a downgrade that brings a column back as another type',
      [
        users,
        {
          upgrade: (op) => op.dropColumn('users', 'age'),
          downgrade: (op) => op.addColumn('users', 'age', text(), { after: 'name' }),
        },
      ],
      'schema r2',
    ],
    [
      'a downgrade in the wrong order',
      [
        {
          upgrade: (op) => {
            users.upgrade(op)
            posts.upgrade(op)
          },
          downgrade: (op) => {
            op.dropTable('users')
            op.dropTable('posts')
          },
        },
      ],
      'downgrade r1',
    ],
    [
      'a trigger that is left behind',
      [
        users,
        {
          upgrade: (op) =>
            op.createTrigger(
              'no_delete',
              'users',
              'CREATE TRIGGER no_delete BEFORE DELETE ON users BEGIN SELECT 1; END',
            ),
          downgrade: () => {},
        },
      ],
      'schema r2',
    ],
    [
      'rows that a second upgrade inserts again',
      [
        users,
        {
          upgrade: (op) => op.bulkInsert('users', [{ id: 7000, name: 'admin' }]),
          downgrade: () => {},
        },
      ],
      'again r2',
    ],
    [
      'a downgrade that deletes rows of others',
      [
        users,
        {
          upgrade: (op) => op.addColumn('users', 'mail', text()),
          downgrade: (op) => {
            op.execute('DELETE FROM users WHERE mail IS NULL')
            op.dropColumn('users', 'mail')
          },
        },
      ],
      'rows r2',
    ],
    [
      'a required column without a default',
      [users, { upgrade: (op) => op.addColumn('users', 'mail', text().notNull()) }],
      'upgrade r2',
    ],
    [
      'a check that is not brought back',
      [
        users,
        {
          upgrade: (op) => op.createCheckConstraint('ck_age', 'users', sql`age >= 0`),
          downgrade: (op) => op.dropConstraint('ck_age', 'users'),
        },
        { upgrade: (op) => op.dropConstraint('ck_age', 'users'), downgrade: () => {} },
      ],
      'schema r3',
    ],
  ])('%s', async (_, revisions, fault) => {
    const { faults } = await testChain(revisions)
    expect(kinds(faults)).toContain(fault)
    // What is right is not blamed for it.
    expect(new Set(faults.map(({ revision }) => revision)).size).toBe(1)
  })

  test('models that are ahead', async () => {
    const models = {
      users: table('users', { id: integer().primaryKey(), name: text(), age: integer(), status: text(), mail: text() }),
    }
    const { faults } = await testChain([users], models)
    expect(faults).toEqual([{ kind: 'models', revision: null, path: null, details: ['add column users.mail'] }])
  })
})

describe('what is right is not blamed', () => {
  const models = [
    table('users', { id: integer().primaryKey(), name: text(), age: integer(), status: text() }),
    table('posts', { id: integer().primaryKey(), user_id: integer().references('users.id'), title: text() }, () => [
      index(['title'], { name: 'ix_posts_title' }),
    ]),
  ]

  test('a history that leads to its models', async () => {
    expect(await testChain([users, posts], models)).toEqual({ revisions: 2, faults: [], notes: [] })
  })

  test.each<[string, Revision]>([
    ['a derived downgrade', { upgrade: (op) => op.addColumn('users', 'mail', text()) }],
    [
      'a required column with a fill',
      { upgrade: (op) => op.addColumn('users', 'mail', text().notNull(), { fill: '' }) },
    ],
    ['a dropped column that comes back empty', { upgrade: (op) => op.dropColumn('users', 'age') }],
    [
      'a column that stays required',
      { upgrade: (op) => op.alterColumn('users', 'name', { nullable: false, fill: 'nobody' }) },
    ],
    [
      'rows that the downgrade takes back',
      {
        upgrade: (op) => op.bulkInsert('users', [{ id: 7000, name: 'admin' }]),
        downgrade: (op) => op.execute('DELETE FROM users WHERE id = 7000'),
      },
    ],
    [
      'values that stay changed',
      { upgrade: (op) => op.execute('UPDATE users SET name = upper(name)'), downgrade: () => {} },
    ],
    [
      'a constraint that rows of its kind satisfy',
      { upgrade: (op) => op.createCheckConstraint('ck_status', 'users', sql`status IN ('new', 'old')`) },
    ],
    ['no way back', { upgrade: (op) => op.dropTable('posts'), downgrade: null }],
  ])('%s', async (_, revision) => {
    expect((await testChain([users, posts, revision])).faults).toEqual([])
  })

  test('a unique index that only some rows refuse is a note that says which', async () => {
    const { faults, notes } = await testChain([
      users,
      { upgrade: (op) => op.createIndex('ix_users_age', 'users', ['age'], { unique: true }) },
    ])
    expect(faults).toEqual([])
    expect(notes).toEqual([expect.stringMatching(/^r2: .*age/)])
  })
})

test('the rows of the test have NULLs, duplicates, long texts, values of other types, and parents that are not there', async () => {
  const seen: { readonly users: readonly Row[]; readonly posts: readonly Row[] }[] = []
  const look: Revision = {
    upgrade: (op) =>
      op.run('look', async (db) => {
        const read = async (from: string) => (await db.selectFrom(from).selectAll().execute()) as Row[]
        seen.push({ users: await read('users'), posts: await read('posts') })
      }),
    downgrade: () => {},
  }
  expect((await testChain([users, posts, look])).faults).toEqual([])
  const plain = seen.filter(({ users }) => users.length === 1)
  expect(plain.length).toBeGreaterThan(1)
  for (const { users, posts } of plain) expect(posts.map(({ user_id }) => user_id)).toEqual([users[0]!.id])
  const { users: people, posts: articles } = seen.find(({ users }) => users.length > 1)!
  expect(people.some(({ name }) => name === null)).toBe(true)
  expect(people.some(({ name }) => name === '')).toBe(true)
  expect(people.some(({ name }) => String(name).length > 5000)).toBe(true)
  expect(people.some(({ age }) => typeof age === 'string')).toBe(true)
  expect(new Set(people.map(({ name, age }) => `${name} ${age}`)).size).toBeLessThan(people.length)
  const ids = people.map(({ id }) => id)
  expect(articles.some(({ user_id }) => user_id !== null && !ids.includes(user_id))).toBe(true)
})

type Row = Readonly<Record<string, unknown>>
