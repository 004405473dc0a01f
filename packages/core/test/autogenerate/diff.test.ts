import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffSchemas } from '../../src/autogenerate/diff.js'
import { applyOperations } from '../../src/operations/apply.js'
import type { OperationKind } from '../../src/operations/operation.js'
import { objectName } from '../../src/schema/names.js'
import { type Constraint, emptySchema, type Index, type Table } from '../../src/schema/types.js'
import { plainColumn, schemaArbitrary, schemaOf } from '../../src/testing/arbitrary.js'
import { operationsArbitrary } from '../../src/testing/arbitrary-operations.js'
import { nameArbitrary } from '../../src/testing/hostile.js'
import { comparable } from '../operations/comparable.js'

/** What a comparison can find: it takes a renamed object for one that went and one that came. */
const found: readonly OperationKind[] = [
  'createTable',
  'dropTable',
  'addColumn',
  'dropColumn',
  'createIndex',
  'dropIndex',
]

/** Names that the first schema does not have, so that nothing comes back changed under its old name. */
const newNames = nameArbitrary.map((name) => `new ${name}`)

describe('the difference of two schemas', () => {
  it('leads from the one to the other', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(
        schemaArbitrary(nameArbitrary).chain((from) =>
          operationsArbitrary(from, newNames, found).map((operations) => ({
            from,
            to: applyOperations(operations, from),
          })),
        ),
        ({ from, to }) => {
          const difference = diffSchemas(from, to)
          for (const { kind } of difference) seen.add(kind)
          expect(comparable(applyOperations(difference, from))).toEqual(comparable(to))
        },
      ),
      { numRuns: 400 },
    )
    expect([...seen].sort()).toEqual([...found].sort())
  })

  it('leads from nothing to a schema and back to nothing', () => {
    fc.assert(
      fc.property(schemaArbitrary(nameArbitrary), (schema) => {
        expect(comparable(applyOperations(diffSchemas(emptySchema, schema), emptySchema))).toEqual(comparable(schema))
        expect(comparable(applyOperations(diffSchemas(schema, emptySchema), schema))).toEqual(comparable(emptySchema))
      }),
    )
  })

  it('is nothing where they are equal', () => {
    fc.assert(
      fc.property(schemaArbitrary(nameArbitrary), (schema) => {
        expect(diffSchemas(schema, schema)).toEqual([])
        expect(diffSchemas(schema, structuredClone(schema))).toEqual([])
      }),
    )
  })

  it('creates parents before children and drops children before parents', () => {
    const parent = tableOf('a_parent', ['id'])
    const child: Table = { ...tableOf('child', ['id', 'parent']), constraints: [referenceTo(parent)] }
    const both = schemaOf([child, parent])
    expect(diffSchemas(emptySchema, both).map(nameIn)).toEqual(['createTable a_parent', 'createTable child'])
    expect(diffSchemas(both, emptySchema).map(nameIn)).toEqual(['dropTable child', 'dropTable a_parent'])
  })

  it('brings the unique, check and foreign key of a new column along, and no constraint of other columns', () => {
    const own: Constraint[] = [
      { kind: 'unique', name: 'uq', columns: ['b'] },
      { kind: 'check', name: 'ck', expression: { sql: 'b > 0' } },
      referenceTo(tableOf('t', ['id']), 'b'),
    ]
    const others: Constraint[] = [
      { kind: 'unique', name: 'uq_both', columns: ['a', 'b'] },
      { kind: 'check', name: 'ck_both', expression: { sql: 'a > b' } },
      { kind: 'check', name: 'ck_a', expression: { sql: 'a > 0' } },
    ]
    const after: Table = { ...tableOf('t', ['a', 'b']), constraints: [...others, ...own] }
    expect(diffSchemas(schemaOf([tableOf('t', ['a'])]), schemaOf([after]))).toMatchObject([
      { kind: 'addColumn', column: { name: 'b' }, constraints: own },
    ])
  })

  it('replaces an index that says something else now', () => {
    const [before, after] = [tableOf('t', ['a', 'b']), tableOf('t', ['a', 'b'])]
    const difference = diffSchemas(
      schemaOf([{ ...before, indexes: [indexOver('a')] }]),
      schemaOf([{ ...after, indexes: [indexOver('b')] }]),
    )
    expect(difference.map(({ kind }) => kind)).toEqual(['dropIndex', 'createIndex'])
  })

  it('makes things in the words of the models, where the compared schema has others', () => {
    const compared = schemaOf([tableOf('t', ['a'])])
    const words: Table = { ...tableOf('t', ['a']), comment: 'as it was written' }
    expect(diffSchemas(emptySchema, compared, schemaOf([words]))).toMatchObject([{ table: { comment: words.comment } }])
  })
})

const nameIn = (operation: ReturnType<typeof diffSchemas>[number]): string => {
  if (operation.kind === 'createTable') return `${operation.kind} ${operation.table.name.name}`
  return operation.kind === 'dropTable' ? `${operation.kind} ${operation.table.name}` : operation.kind
}

const tableOf = (name: string, columns: readonly string[]): Table => ({
  name: objectName(name),
  columns: columns.map((column) =>
    plainColumn(column, { type: { kind: 'integer' }, nullable: true, default: null, computed: false }),
  ),
  constraints: [],
  indexes: [],
  options: {},
  comment: null,
  source: null,
})

const indexOver = (column: string): Index => ({
  name: 'ix',
  columns: [{ on: column, descending: false, collation: null }],
  unique: false,
  where: null,
  options: {},
  source: null,
})

const referenceTo = (table: Table, column = 'parent'): Constraint => ({
  kind: 'foreignKey',
  name: 'fk',
  columns: [column],
  references: { table: table.name, columns: ['id'] },
  onDelete: 'no action',
  onUpdate: 'no action',
  deferrable: 'not deferrable',
  options: {},
})
