import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffSchemas } from '../../src/autogenerate/diff.js'
import { applyOperations } from '../../src/operations/apply.js'
import type { OperationKind } from '../../src/operations/operation.js'
import { canonicalJson } from '../../src/schema/canonical-json.js'
import { objectName } from '../../src/schema/names.js'
import { type Constraint, emptySchema, type Index, type Schema, type Table } from '../../src/schema/types.js'
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
  'alterColumn',
  'addConstraint',
  'dropConstraint',
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
          fc.pre(!saysThingsTwice(to))
          const difference = diffSchemas(from, to)
          for (const { kind } of difference) seen.add(kind)
          expect(comparable(withoutKeyNames(applyOperations(difference, from)))).toEqual(
            comparable(withoutKeyNames(to)),
          )
        },
      ),
      { numRuns: 400 },
    )
    // Between two keys, a table is changed in one step.
    expect([...seen].sort()).toEqual(expect.arrayContaining([...found]))
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
      ...others.map((constraint) => ({ kind: 'addConstraint', constraint })),
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
})

/** Two keys that differ in their names alone are one. */
const withoutKeyNames = (schema: Schema): Schema => ({
  ...schema,
  tables: new Map(
    [...schema.tables].map(([key, table]) => {
      const constraints = table.constraints.map((each) => (each.kind === 'primaryKey' ? { ...each, name: null } : each))
      return [key, { ...table, constraints }]
    }),
  ),
})

/** Of two constraints that say the same one is enough. */
const saysThingsTwice = ({ tables }: Schema): boolean =>
  [...tables.values()].some(({ constraints }) => {
    const texts = constraints.map((each) => canonicalJson({ ...each, name: null }))
    return new Set(texts).size < texts.length
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
