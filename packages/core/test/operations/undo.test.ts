import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyOperations } from '../../src/operations/apply.js'
import type { Operation, TableOperation } from '../../src/operations/operation.js'
import { reverseOperations } from '../../src/operations/reverse.js'
import { objectName } from '../../src/schema/names.js'
import type { Constraint, Schema, Table } from '../../src/schema/types.js'
import { emptySchema } from '../../src/schema/types.js'
import { foldName, plainColumn, schemaArbitrary, schemaOf } from '../../src/testing/arbitrary.js'
import { operationsArbitrary, schemaKinds } from '../../src/testing/arbitrary-operations.js'
import { nameArbitrary } from '../../src/testing/hostile.js'
import { comparable } from './comparable.js'

describe('undo', () => {
  it('leads back to the schema that was there, whatever the operations and names', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(
        schemaArbitrary(nameArbitrary).chain((schema) =>
          fc.tuple(fc.constant(schema), operationsArbitrary(schema, nameArbitrary)),
        ),
        ([schema, operations]) => {
          for (const { kind } of operations) seen.add(kind)
          const after = applyOperations(operations, schema)
          const back = reverseOperations(operations, schema)
          expect(comparable(applyOperations(back, after))).toEqual(comparable(schema))
        },
      ),
      { numRuns: 500 },
    )
    expect([...seen].sort()).toEqual([...schemaKinds].sort())
  })

  it('of the undo leads forward again', () => {
    fc.assert(
      fc.property(
        schemaArbitrary(nameArbitrary).chain((schema) =>
          fc.tuple(fc.constant(schema), operationsArbitrary(schema, nameArbitrary)),
        ),
        ([schema, operations]) => {
          const after = applyOperations(operations, schema)
          const again = reverseOperations(reverseOperations(operations, schema), after)
          expect(comparable(applyOperations(again, schema))).toEqual(comparable(after))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('does nothing for what `ifExists` and `ifNotExists` left alone', () => {
    const schema = schemaOf([users])
    const nothing: Operation[] = [
      { kind: 'createTable', table: users, ifNotExists: true },
      { kind: 'dropTable', table: objectName('nowhere'), ifExists: true, cascade: false },
      { kind: 'dropColumn', table: objectName('nowhere'), column: 'a', ifExists: true, cascade: false },
      { kind: 'dropColumn', table: users.name, column: 'nowhere', ifExists: true, cascade: false },
      { kind: 'dropIndex', index: objectName('nowhere'), table: users.name, ifExists: true },
      { kind: 'dropIndex', index: objectName('nowhere'), table: null, ifExists: true },
      { kind: 'createIndex', table: users.name, index: users.indexes[0]!, ifNotExists: true },
      { kind: 'dropConstraint', table: objectName('nowhere'), constraint: { name: 'a' }, ifExists: true },
      { kind: 'dropConstraint', table: users.name, constraint: { foreignKey: ['a'] }, ifExists: true },
      { kind: 'dropView', view: objectName('nowhere'), ifExists: true },
      { kind: 'dropTrigger', trigger: objectName('nowhere'), ifExists: true },
      { kind: 'bulkInsert', table: users.name, columns: [], rows: [] },
    ]
    for (const operation of nothing) {
      expect(applyOperations([operation], schema)).toEqual(schema)
      expect(reverseOperations([operation], schema)).toEqual([])
    }
  })

  it('puts a dropped column back where it stood', () => {
    const schema = schemaOf([users])
    for (const { name } of users.columns) {
      const drop: Operation = { kind: 'dropColumn', table: users.name, column: name, ifExists: false, cascade: false }
      const after = applyOperations([drop], schema)
      expect(after.tables.get('users')!.columns.map((column) => column.name)).not.toContain(name)
      expect(comparable(applyOperations(reverseOperations([drop], schema), after))).toEqual(comparable(schema))
    }
  })

  it('makes an index again on the table that is named, also where another table has one of the same name', () => {
    const others: Table = { ...users, name: objectName('others') }
    const schema = schemaOf([users, others])
    const drop: Operation = { kind: 'dropIndex', index: objectName('ix'), table: others.name, ifExists: false }
    expect(reverseOperations([drop], schema)).toMatchObject([{ kind: 'createIndex', table: others.name }])
  })

  it('brings the triggers of a dropped table back', () => {
    const definition = { sql: 'CREATE TRIGGER audit AFTER INSERT ON users BEGIN SELECT 1; END' }
    const audit = { name: objectName('audit'), table: users.name, definition, source: null }
    const schema: Schema = { ...schemaOf([users]), triggers: new Map([['audit', audit]]) }
    const drop: Operation = { kind: 'dropTable', table: users.name, ifExists: false, cascade: false }
    expect(reverseOperations([drop], schema)).toEqual([
      { kind: 'createTable', table: users, ifNotExists: false },
      { kind: 'createTrigger', trigger: audit },
    ])
  })

  it('of a view brings its triggers back, and of a batch on what only raw SQL has made, its columns', () => {
    const view = { name: objectName('v'), definition: { sql: 'SELECT 1' }, source: null }
    const definition = { sql: 'CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN SELECT 1; END' }
    const trigger = { name: objectName('t'), table: view.name, definition, source: null }
    const schema: Schema = { ...emptySchema, views: new Map([['v', view]]), triggers: new Map([['t', trigger]]) }
    const drop: Operation = { kind: 'dropView', view: view.name, ifExists: false }
    expect(applyOperations([drop], schema)).toEqual(emptySchema)
    expect(reverseOperations([drop], schema)).toEqual([
      { kind: 'createView', view },
      { kind: 'createTrigger', trigger },
    ])
    const sql: Operation = { kind: 'execute', statement: { sql: 'CREATE' }, reverse: { sql: 'DROP' } }
    const rename: TableOperation = { kind: 'renameColumn', table: objectName('made'), column: 'a', to: 'b' }
    const table = objectName('made')
    const batch: Operation = {
      kind: 'batchAlterTable',
      table,
      operations: [rename],
      recreate: 'auto',
      order: null,
      options: null,
    }
    expect(reverseOperations([sql, batch], emptySchema)).toMatchObject([
      { operations: [{ kind: 'renameColumn', column: 'b', to: 'a' }] },
      { statement: { sql: 'DROP' } },
    ])
  })

  it('makes the columns of a dropped key count again, and those of a created one nullable again', () => {
    const counting: Table = {
      ...users,
      columns: users.columns.map((each) => ({
        ...each,
        nullable: each.name !== 'id',
        autoIncrement: each.name === 'id',
      })),
    }
    const drop: Operation = {
      kind: 'dropConstraint',
      table: users.name,
      constraint: { primaryKey: true },
      ifExists: false,
    }
    const create: Operation = {
      kind: 'addConstraint',
      table: users.name,
      constraint: { kind: 'primaryKey', name: 'pk', columns: ['a'] },
    }
    const schema = schemaOf([counting])
    const after = applyOperations([drop, create], schema)
    expect(after.tables.get('users')!.columns).toMatchObject([{ autoIncrement: false }, { nullable: false }, {}])
    const back = reverseOperations([drop, create], schema)
    expect(comparable(applyOperations(back, after))).toEqual(comparable(schema))
  })

  it('spells out the columns that a foreign key of a dropped column refers to', () => {
    const key = { ...reference, references: { table: users.name, columns: [] } }
    const schema = schemaOf([users, { ...posts, constraints: [key] }])
    const drop: Operation = { kind: 'dropColumn', table: posts.name, column: 'author', ifExists: false, cascade: false }
    expect(reverseOperations([drop], schema)).toMatchObject([{ constraints: [reference] }])
  })

  it('swaps what `execute` and `run` do with what undoes it', () => {
    const [up, down] = [async () => {}, async () => {}]
    const operations: Operation[] = [
      { kind: 'execute', statement: { sql: 'INSERT' }, reverse: { sql: 'DELETE' } },
      { kind: 'run', description: 'fill', run: up, reverse: down, offline: 'skip' },
    ]
    expect(reverseOperations(operations, emptySchema)).toEqual([
      { kind: 'run', description: 'undo: fill', run: down, reverse: up, offline: 'skip' },
      { kind: 'execute', statement: { sql: 'DELETE' }, reverse: { sql: 'INSERT' } },
    ])
  })

  it.each<[string, Operation]>([
    ['an `execute` without a reverse', { kind: 'execute', statement: { sql: 'DELETE FROM users' }, reverse: null }],
    ['a `run` without a reverse', { kind: 'run', description: 'd', run: async () => {}, reverse: null, offline: null }],
    ['rows that were inserted', { kind: 'bulkInsert', table: objectName('users'), columns: ['id'], rows: [[1]] }],
    [
      'values made by an expression',
      {
        kind: 'alterColumn',
        table: objectName('users'),
        column: 'a',
        changes: { type: { kind: 'text' }, using: { sql: 'a + 1' } },
      },
    ],
    ['a view that is not known', { kind: 'dropView', view: objectName('nowhere'), ifExists: false }],
    ['a trigger that is not known', { kind: 'dropTrigger', trigger: objectName('nowhere'), ifExists: false }],
    ['a table that is not known', { kind: 'dropTable', table: objectName('nowhere'), ifExists: false, cascade: false }],
    [
      'foreign keys that went with a table',
      { kind: 'dropTable', table: objectName('users'), ifExists: false, cascade: true },
    ],
    [
      'foreign keys that went with a column',
      { kind: 'dropColumn', table: objectName('users'), column: 'id', ifExists: false, cascade: true },
    ],
  ])('is refused for %s', (_what, operation) => {
    expect(() => reverseOperations([operation], schemaOf([users, posts]))).toThrow(
      expect.objectContaining({ code: 'IRREVERSIBLE' }),
    )
  })
})

describe('names', () => {
  it('of a random schema are different also where case is folded', () => {
    fc.assert(
      fc.property(schemaArbitrary(nameArbitrary), (schema) => {
        const names = [...schema.tables.values()].map(({ name }) => foldName(name.name))
        expect(new Set(names).size).toBe(names.length)
      }),
    )
  })
})

const column = (name: string) =>
  plainColumn(name, { type: { kind: 'integer' }, nullable: true, default: null, computed: false })

const users: Table = {
  name: objectName('users'),
  columns: [column('id'), column('a'), column('b')],
  constraints: [
    { kind: 'primaryKey', name: 'pk', columns: ['id'] },
    { kind: 'unique', name: 'uq', columns: ['a', 'b'] },
    { kind: 'check', name: 'ck', expression: { sql: 'a > b' } },
  ],
  indexes: [
    {
      name: 'ix',
      columns: [{ on: 'b', descending: false, collation: null }],
      unique: false,
      where: null,
      options: {},
      source: null,
    },
    {
      name: 'ix_expression',
      columns: [{ on: { sql: 'abs(a)' }, descending: false, collation: null }],
      unique: false,
      where: { sql: 'id > 0' },
      options: {},
      source: null,
    },
  ],
  options: {},
  comment: null,
  source: null,
}

const reference: Constraint = {
  kind: 'foreignKey',
  name: 'fk',
  columns: ['author'],
  references: { table: users.name, columns: ['id'] },
  onDelete: 'no action',
  onUpdate: 'no action',
  deferrable: 'not deferrable',
  options: {},
}

const posts: Table = {
  name: objectName('posts'),
  columns: [column('id'), column('author')],
  constraints: [reference],
  indexes: [],
  options: {},
  comment: null,
  source: null,
}
