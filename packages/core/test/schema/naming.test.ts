import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { integer, text } from '../../src/schema/columns.js'
import { table } from '../../src/schema/define-table.js'
import { applyNaming, conventionalName, defaultNaming } from '../../src/schema/naming.js'
import { sql } from '../../src/schema/sql.js'
import { check, foreignKey, index, primaryKey, unique } from '../../src/schema/table-extras.js'
import type { Table } from '../../src/schema/types.js'
import { schemaArbitrary } from './arbitrary.js'

const namesOf = (table: Table): readonly (string | null)[] =>
  [...table.constraints, ...table.indexes].map(({ name }) => name)

describe('laws', () => {
  test('afterwards everything has a name, given names are kept, and chosen ones are free', () => {
    fc.assert(
      fc.property(schemaArbitrary, (schema) => {
        const named = applyNaming(schema)
        for (const [key, table] of named.tables) {
          const given = namesOf(schema.tables.get(key)!)
          const names = namesOf(table)
          expect(names).not.toContain(null)
          names.forEach((name, at) => {
            if (given[at] !== null) expect(name).toBe(given[at])
            else expect(names.filter((each) => each === name)).toHaveLength(1)
          })
        }
      }),
    )
  })

  test('naming twice changes nothing more', () => {
    fc.assert(
      fc.property(schemaArbitrary, (schema) => {
        const once = applyNaming(schema)
        expect(applyNaming(once)).toEqual(once)
        expect(applyNaming(structuredClone(schema))).toEqual(once)
      }),
    )
  })
})

const posts = table(
  'posts',
  {
    id: integer().primaryKey(),
    user_id: integer().references('users.id'),
    slug: text().unique().check(sql`length(slug) > 3`).check(sql`slug <> ''`),
    title: text(),
  },
  () => [
    unique('user_id', 'title'),
    unique(['title'], { name: 'mine' }),
    foreignKey(['user_id', 'title'], 'audit.users', ['id', 'name']),
    check(sql`title <> slug`),
    check(sql`1 = 1`, { name: 'always' }),
    index('title', { on: 'user_id', desc: true }),
    index(sql`lower(title)`),
    index('title', 'user_id'),
    index(sql`random()`),
  ],
).table

test('the default names are those that SQLAlchemy users know', () => {
  expect(namesOf(applyNaming(posts))).toEqual([
    'pk_posts',
    'fk_posts_user_id_users',
    'uq_posts_slug',
    'ck_posts_slug',
    'ck_posts_slug_2',
    'uq_posts_user_id_title',
    'mine',
    'fk_posts_user_id_title_users',
    expect.stringMatching(/^ck_posts_[0-9a-f]{8}$/),
    'always',
    'ix_posts_title_user_id',
    'ix_posts_title',
    'ix_posts_title_user_id_2',
    expect.stringMatching(/^ix_posts_[0-9a-f]{8}$/),
  ])
})

test('a check over several columns is named after its text, whatever its spaces', () => {
  const nameOf = (text: string): string =>
    conventionalName(posts, { kind: 'check', name: null, expression: { sql: text } })
  expect(nameOf('title <>  slug\n')).toBe(nameOf('title <> slug'))
  expect(nameOf('title = slug')).not.toBe(nameOf('title <> slug'))
})

test('a convention of the user names what it wants, with everything at hand', () => {
  const named = applyNaming(posts, {
    ...defaultNaming,
    primaryKey: ({ table }) => `${table}_pkey`,
    foreignKey: ({ table, columns, references }) => `${table}_${columns.join('_')}_to_${references}_fkey`,
  })
  expect(namesOf(named).slice(0, 2)).toEqual(['posts_pkey', 'posts_user_id_to_users_fkey'])
})

test('a given name is never taken by a chosen one', () => {
  const clashing = table('t', { a: integer(), b: integer() }, () => [
    unique('a'),
    unique(['b'], { name: 'uq_t_a' }),
    primaryKey('a'),
  ]).table
  expect(namesOf(applyNaming(clashing))).toEqual(['uq_t_a_2', 'uq_t_a', 'pk_t'])
})
