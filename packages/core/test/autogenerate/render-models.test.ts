import { expect, test } from 'vitest'
import { renderModels } from '../../src/autogenerate/render-models.js'
import { sayableModels } from '../../src/autogenerate/sayable-models.js'
import { applyNaming } from '../../src/index.js'
import { defineSchema, foreignKey, integer, sql, table, text, trigger, varchar, view } from '../../src/schema.js'
import { writeModels } from '../../src/scripts/write-models.js'

const spelling = {
  identifier: (name: string) => `"${name}"`,
  literal: (value: unknown) => (typeof value === 'boolean' ? String(Number(value)) : JSON.stringify(value)),
  parameter: (position: number) => `:${position}`,
  type: ({ type }: { readonly type: { readonly kind: string } }) => type.kind.toUpperCase(),
}

test('models of another dialect name schemas, comments and no types that nobody has told', () => {
  const entries = table(
    'entries',
    { id: integer().primaryKey(), owner: varchar(8).comment('who'), note: text() },
    () => [foreignKey(['owner'], 'auth.users', ['name'], { name: 'fk' })],
    { schema: 'audit', comment: 'kept for ten years' },
  )
  const users = table('users', { name: text().primaryKey() }, undefined, { schema: 'auth' })
  const recent = view('recent', sql`SELECT 1`, { schema: 'audit' })
  const guard = trigger('guard', 'audit.entries', 'CREATE TRIGGER guard', { schema: 'audit' })
  const { schema } = defineSchema({ entries, users, recent, guard })
  const { schema: said, remarks } = sayableModels(applyNaming(schema), spelling)
  expect(remarks).toEqual([])
  const rendered = renderModels(said, [{ about: users.table.name, text: 'two\nlines' }], {
    modelTypes: null,
    taken: [],
  })
  expect(
    writeModels({ ...rendered, types: null }),
  ).toBe(`import { defineSchema, integer, sql, table, text, trigger, varchar, view } from '@ads/migrate-core/schema'

// two lines
export const users = table(
  'users',
  {
    name: text().primaryKey({ name: 'pk_users' }),
  },
  undefined,
  { schema: 'auth' },
)

export const entries = table(
  'entries',
  {
    id: integer().primaryKey({ name: 'pk_entries' }),
    owner: varchar(8).references('auth.users.name', { name: 'fk' }).comment('who'),
    note: text(),
  },
  undefined,
  { schema: 'audit', comment: 'kept for ten years' },
)

export const recent = view('recent', sql\`SELECT 1\`, { schema: 'audit' })

export const guard = trigger('guard', 'audit.entries', sql\`CREATE TRIGGER guard\`, { schema: 'audit' })

export const schema = defineSchema({ users, entries, recent, guard })
`)
})
