import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnOf } from '../../src/schema/column-builder.js'
import { integer, text } from '../../src/schema/columns.js'
import { defineSchema, trigger } from '../../src/schema/define-schema.js'
import { buildColumn, table } from '../../src/schema/define-table.js'
import {
  createTable,
  dropTable,
  findTable,
  getTable,
  putTable,
  removeTable,
  renameTable,
} from '../../src/schema/edit.js'
import { addColumn, dropColumn, getColumn, renameColumn, updateColumn } from '../../src/schema/edit-columns.js'
import {
  addConstraint,
  createIndex,
  dropConstraint,
  dropIndex,
  findIndexTable,
} from '../../src/schema/edit-constraints.js'
import { objectName } from '../../src/schema/names.js'
import { sql } from '../../src/schema/sql.js'
import { check, foreignKey, index, primaryKey, unique } from '../../src/schema/table-extras.js'
import { type Column, emptySchema, type Index, type Schema, type Table } from '../../src/schema/types.js'
import { schemaArbitrary } from './arbitrary.js'

const users = objectName('users')
const posts = objectName('posts')
const firstTable = (schema: Schema): Table => [...schema.tables.values()][0]!
const newColumn = (name: string): Column => buildColumn(name, text().notNull(), users).column

describe('laws', () => {
  test('dropping a table that was created leaves the schema as it was', () => {
    fc.assert(
      fc.property(schemaArbitrary, fc.nat(), (schema, pick) => {
        const table = { ...[...schema.tables.values()][pick % schema.tables.size]!, name: objectName('another') }
        expect(dropTable(createTable(schema, table), table.name)).toEqual(schema)
      }),
    )
  })

  test('renaming a table there and back leaves the schema as it was', () => {
    fc.assert(
      fc.property(schemaArbitrary, fc.constantFrom('another', 'select', 'a"b'), (schema, to) => {
        const { name } = firstTable(schema)
        const renamed = renameTable(schema, name, to)
        expect(findTable(renamed, name)).toBeNull()
        expect(renameTable(renamed, objectName(to), name.name)).toEqual(schema)
      }),
    )
  })

  test('after renaming a table nothing refers to its old name', () => {
    fc.assert(
      fc.property(schemaArbitrary, (schema) => {
        const { name } = firstTable(schema)
        const { tables, triggers } = renameTable(schema, name, 'another')
        const targets = [...tables.values()].flatMap((each) =>
          each.constraints.flatMap((one) => (one.kind === 'foreignKey' ? [one.references.table.name] : [])),
        )
        const referred = [...targets, ...[...triggers.values()].map((each) => each.table.name)]
        expect(referred).not.toContain(name.name)
        expect(JSON.stringify([...tables.values()])).not.toContain(JSON.stringify(`"${name.name}".`).slice(1, -1))
      }),
    )
  })

  test('renaming a column there and back leaves the schema as it was', () => {
    fc.assert(
      fc.property(schemaArbitrary, fc.nat(), fc.constantFrom('another', 'select', 'x"y'), (schema, pick, to) => {
        const { name, columns } = firstTable(schema)
        const column = columns[pick % columns.length]!.name
        expect(renameColumn(renameColumn(schema, name, column, to), name, to, column)).toEqual(schema)
      }),
    )
  })

  test('after renaming a column it can be dropped, and nothing of it is left', () => {
    fc.assert(
      fc.property(schemaArbitrary, fc.nat(), (schema, pick) => {
        const { name, columns } = firstTable(schema)
        const column = columns[pick % columns.length]!.name
        const renamed = renameColumn(schema, name, column, 'unheard_of')
        expect(JSON.stringify([...dropColumn(renamed, name, 'unheard_of', { cascade: true }).tables])).not.toContain(
          'unheard_of',
        )
        // Renaming first makes no difference to what is dropped.
        expect(dropColumn(renamed, name, 'unheard_of')).toEqual(
          keepForeign(renamed, name.name, dropColumn(schema, name, column)),
        )
      }),
    )
  })

  test('dropping a column that was added anywhere leaves the schema as it was', () => {
    fc.assert(
      fc.property(schemaArbitrary, fc.nat(), fc.boolean(), (schema, pick, isBefore) => {
        const { name, columns } = firstTable(schema)
        const neighbour = columns[pick % columns.length]!.name
        const column = newColumn('another')
        const added = addColumn(schema, name, column, isBefore ? { before: neighbour } : { after: neighbour })
        const names = getTable(added, name).columns.map((each) => each.name)
        expect(names.indexOf('another') - names.indexOf(neighbour)).toBe(isBefore ? -1 : 1)
        expect(dropColumn(added, name, 'another')).toEqual(schema)
      }),
    )
  })

  test('dropping an index or constraint that was created leaves the schema as it was', () => {
    fc.assert(
      fc.property(schemaArbitrary, (schema) => {
        const { name, columns } = firstTable(schema)
        const built: Index = { ...index(columns[0]!.name).index!, name: 'another' }
        expect(dropIndex(createIndex(schema, name, built), objectName('another'))).toEqual(schema)
        const constraint = { kind: 'unique', name: 'another', columns: [columns[0]!.name] } as const
        expect(dropConstraint(addConstraint(schema, name, constraint), name, { name: 'another' })).toEqual(schema)
      }),
    )
  })

  test('an edit leaves the schema that it was given as it was', () => {
    fc.assert(
      fc.property(schemaArbitrary, (schema) => {
        const before = structuredClone(schema)
        const { name, columns } = firstTable(schema)
        renameTable(schema, name, 'another')
        renameColumn(schema, name, columns[0]!.name, 'another')
        dropColumn(schema, name, columns[0]!.name)
        addColumn(schema, name, newColumn('another'))
        dropTable(schema, name, { cascade: true })
        expect(schema).toEqual(before)
      }),
    )
  })
})

/** The foreign keys of other tables keep the names that they had in `from`. */
const keepForeign = (from: Schema, own: string, schema: Schema): Schema => ({
  ...schema,
  tables: new Map([...schema.tables].map(([key, table]) => [key, key === own ? table : from.tables.get(key)!])),
})

const { schema } = defineSchema({
  users: table(
    'users',
    {
      id: integer().primaryKey(),
      boss_id: integer().references('users.id'),
      email: text().unique('uq_email').check(sql`length(email) > 3`, 'ck_email'),
      handle: text().generatedAs(sql`lower(users.email)`),
    },
    () => [
      index(['email'], { name: 'ix_email' }),
      index([sql`lower(email)`], { name: 'ix_lower', where: sql`"email" <> 'email'` }),
      index(['id'], { name: 'ix_id' }),
    ],
  ),
  posts: table('posts', { id: integer(), user_id: integer() }, () => [
    primaryKey('id'),
    foreignKey(['user_id'], 'users', ['id'], { name: 'fk_user' }),
    check(sql`users > 0`, { name: 'ck_users' }),
  ]),
  touched: trigger('touched', 'users', 'CREATE TRIGGER touched AFTER INSERT ON users BEGIN SELECT 1; END'),
})

describe('renaming', () => {
  test('a column takes its keys, constraints, indexes, SQL texts and the foreign keys to it along', () => {
    const renamed = renameColumn(renameColumn(schema, users, 'email', 'mail'), users, 'id', 'key')
    const table = getTable(renamed, users)
    expect(table.columns.map((each) => each.name)).toEqual(['key', 'boss_id', 'mail', 'handle'])
    expect(getColumn(table, 'handle').generated).toEqual({ expression: { sql: 'lower(users.mail)' }, stored: false })
    expect(table.constraints).toMatchObject([
      { kind: 'primaryKey', columns: ['key'] },
      { kind: 'foreignKey', columns: ['boss_id'], references: { columns: ['key'] } },
      { kind: 'unique', name: 'uq_email', columns: ['mail'] },
      { kind: 'check', expression: { sql: 'length(mail) > 3' } },
    ])
    expect(table.indexes).toMatchObject([
      { columns: [{ on: 'mail' }] },
      { columns: [{ on: { sql: 'lower(mail)' } }], where: { sql: `"mail" <> 'email'` } },
      { columns: [{ on: 'key' }] },
    ])
    expect(getTable(renamed, posts).constraints[1]).toMatchObject({ references: { columns: ['key'] } })
  })

  test('a table keeps its place, takes foreign keys and triggers along, and leaves columns of its name alone', () => {
    const renamed = renameTable(schema, users, 'people')
    expect([...renamed.tables.keys()]).toEqual(['people', 'posts'])
    expect(getColumn(getTable(renamed, objectName('people')), 'handle').generated?.expression.sql).toBe(
      'lower(people.email)',
    )
    expect(getTable(renamed, posts).constraints).toMatchObject([
      {},
      { references: { table: { name: 'people' } } },
      { expression: { sql: 'users > 0' } },
    ])
    expect(renamed.triggers.get('touched')?.table.name).toBe('people')
  })

  test('a column may change the case of its own name only', () => {
    expect(getTable(renameColumn(schema, users, 'email', 'Email'), users).columns[2]?.name).toBe('Email')
    expect(() => renameColumn(schema, users, 'email', 'ID')).toThrow('users has a column ID already')
  })
})

describe('dropping', () => {
  test('a column takes the constraints and indexes that name it along, in their SQL too', () => {
    const table = getTable(dropColumn(schema, users, 'email'), users)
    expect(table.constraints.map((each) => each.kind)).toEqual(['primaryKey', 'foreignKey'])
    expect(table.indexes.map((each) => each.name)).toEqual(['ix_id'])
  })

  test('a column that others reference leaves their foreign keys, unless cascade is said', () => {
    expect(getTable(dropColumn(schema, users, 'id'), posts)).toEqual(getTable(schema, posts))
    const cascaded = getTable(dropColumn(schema, users, 'id', { cascade: true }), posts)
    expect(cascaded.constraints.map((each) => each.name)).toEqual([null, 'ck_users'])
  })

  test('a table takes its triggers along, and foreign keys to it only with cascade', () => {
    const dropped = dropTable(schema, users)
    expect(dropped.triggers.size).toBe(0)
    expect(getTable(dropped, posts)).toEqual(getTable(schema, posts))
    expect(getTable(dropTable(schema, users, { cascade: true }), posts).constraints).toHaveLength(2)
  })
})

test('a table with a text of the database loses it with the first change, and keeps it for a new index', () => {
  const read = putTable(emptySchema, { ...getTable(schema, posts), source: 'CREATE TABLE posts …' })
  expect(getTable(addColumn(read, posts, newColumn('more')), posts).source).toBeNull()
  const indexed = createIndex(read, posts, { ...index('id').index!, name: 'ix_posts' })
  expect(getTable(indexed, posts).source).toBe('CREATE TABLE posts …')
})

test('a named type comes with the first column that has it, and goes with the last', () => {
  const mood = columnOf({ kind: 'enum', name: 'mood', values: ['calm', 'wild'] })
  const column = (name: string): Column => buildColumn(name, mood, users).column
  const first = addColumn(schema, users, column('mood'))
  const second = addColumn(first, posts, column('mood'))
  expect([...first.types.values()]).toEqual([{ kind: 'enum', name: objectName('mood'), values: ['calm', 'wild'] }])
  expect(dropColumn(second, users, 'mood').types.size).toBe(1)
  expect(removeTable(dropColumn(second, users, 'mood'), posts).types.size).toBe(0)
})

test('a primary key makes its columns not null, and there is one only', () => {
  const bare = removeTable(schema, posts)
  const other = table('other', { a: integer(), b: integer() }, () => [unique('b')]).table
  const constraint = { kind: 'primaryKey', name: 'pk', columns: ['a'] } as const
  const keyed = addConstraint(createTable(bare, other), other.name, constraint)
  expect(getTable(keyed, other.name).columns.map((each) => each.nullable)).toEqual([false, true])
  expect(() => addConstraint(keyed, other.name, { ...constraint, name: 'pk2' })).toThrow('has a primary key already')
})

test('a column is changed in its place', () => {
  const changed = getTable(
    updateColumn(schema, users, 'email', (each) => ({ ...each, nullable: false })),
    users,
  )
  expect(changed.columns.map((each) => each.nullable)).toEqual([false, true, false, true])
})

test('an index is found by its name alone', () => {
  expect(findIndexTable(schema, objectName('ix_id'), null)?.name).toEqual(users)
  expect(findIndexTable(schema, objectName('ix_no'), null)).toBeNull()
})

test.each([
  [() => getTable(schema, objectName('user')), 'There is no table user', 'Did you mean users?'],
  [() => getColumn(getTable(schema, users), 'emial'), 'users has no column emial', 'Did you mean email?'],
  [() => createTable(schema, getTable(schema, users)), 'There is a table or view users already', null],
  [() => renameTable(schema, users, 'posts'), 'There is a table or view posts already', null],
  [() => addColumn(schema, users, newColumn('EMAIL')), 'users has a column EMAIL already', null],
  [() => addColumn(schema, users, newColumn('x'), { after: 'missing' }), 'users has no column missing', null],
  [() => createIndex(schema, users, getTable(schema, users).indexes[0]!), 'users has an index ix_email already', null],
  [() => dropIndex(schema, objectName('ix_emial')), 'There is no index ix_emial', 'Did you mean ix_email?'],
  [
    () => dropConstraint(schema, users, { name: 'uq_emall' }),
    'users has no constraint uq_emall',
    'Did you mean uq_email?',
  ],
  [() => dropTable(schema, objectName('zzzzzz')), 'There is no table zzzzzz', null],
])('what cannot be done is refused by name (%#)', (edit, message, hint) => {
  expect(edit).toThrow(expect.objectContaining({ code: 'SCHEMA_CONFLICT', message, hint }))
})
