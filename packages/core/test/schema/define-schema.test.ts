import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { enumType, integer, text } from '../../src/schema/columns.js'
import { defineSchema, trigger, view } from '../../src/schema/define-schema.js'
import { type AnyTable, table } from '../../src/schema/define-table.js'
import { nameKey, objectName } from '../../src/schema/names.js'
import { sql } from '../../src/schema/sql.js'

const users = table('users', { id: integer().primaryKey(), mood: enumType('mood', ['calm', 'wild']) })
const audited = table('users', { id: integer().references('users.id') }, undefined, { schema: 'audit' })
const names = view('names', sql`SELECT id FROM users`)
const touched = trigger('touched', 'users', 'CREATE TRIGGER touched AFTER INSERT ON users BEGIN SELECT 1; END')

describe('a schema', () => {
  test('gathers tables, views, triggers and types under their names, from objects and modules of them', () => {
    const { schema, tables } = defineSchema({ users, more: { audited, names, touched, version: 3, nothing: null } })
    expect([...schema.tables.keys()]).toEqual(['users', nameKey(objectName('users', 'audit'))])
    expect(schema.tables.get('users')).toBe(users.table)
    expect(schema.views.get('names')).toEqual({
      name: objectName('names'),
      definition: { sql: 'SELECT id FROM users' },
      source: null,
    })
    expect(schema.triggers.get('touched')).toMatchObject({ table: objectName('users'), source: null })
    expect([...schema.types.values()]).toEqual([{ kind: 'enum', name: objectName('mood'), values: ['calm', 'wild'] }])
    expect(tables).toEqual({ users, 'audit.users': audited })
  })

  test('takes a table once that two modules export', () => {
    expect(defineSchema({ users, again: { users } }).schema.tables.size).toBe(1)
  })

  test('takes tables that another copy of core made', () => {
    const copy: AnyTable = { ...users }
    expect(defineSchema({ copy }).schema.tables.size).toBe(1)
  })

  test('may be empty', () => {
    expect(defineSchema({}).schema.tables.size).toBe(0)
  })
})

test.each([
  [() => defineSchema({ users, other: table('users', { id: integer() }) }), 'Two tables are called users', null],
  [
    () => defineSchema({ users, other: view('users', sql`SELECT 1`) }),
    'A table and a view are both called users',
    null,
  ],
  [() => defineSchema({ names, touched }), 'The trigger touched stands on users, which is not in the schema', null],
  [
    () => defineSchema({ users, a: table('a', { mood: enumType('mood', ['tame']) }) }),
    'The type mood has different values in different columns',
    null,
  ],
  [
    () => defineSchema({ users, posts: anyTable('user.id') }),
    'The foreign key of posts (author) references the table user, which is not in the schema',
    'Did you mean users?',
  ],
  [
    () => defineSchema({ users, posts: anyTable('users.idd') }),
    'The foreign key of posts (author) references users.idd, a column that is not there',
    'Did you mean id?',
  ],
  [
    () => defineSchema({ tabel: () => users }),
    'No table among what defineSchema() was given',
    'Give it tables, or modules that export them.',
  ],
])('what no database could be is refused (%#)', (define, message, hint) => {
  expect(define).toThrow(expect.objectContaining({ code: 'INVALID_SCHEMA', message, hint }))
})

/** A table whose references the compiler knows nothing of, as JavaScript would have it. */
const anyTable = (target: string): object =>
  table('posts', { author: integer().references(target as 'users.id'), t: text() })

test('the entry loads nothing: no package, and nothing of core but the schema folder', async () => {
  const { metafile } = await build({
    entryPoints: [new URL('../../src/schema.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    packages: 'external',
  })
  const [output] = Object.values(metafile.outputs)
  expect(output?.imports).toEqual([])
  const inputs = Object.keys(metafile.inputs).map((path) => path.replace(/^.*src\//, ''))
  expect(inputs).toContain('schema/define-table.ts')
  expect(inputs.filter((path) => !/^(schema\.ts|(?:errors|nearest)\.ts|schema\/[a-z-]+\.ts)$/.test(path))).toEqual([])
})
