import fc from 'fast-check'
import { namedTypesOf } from '../../src/schema/named-types.js'
import { objectName } from '../../src/schema/names.js'
import type { Column, Constraint, Expression, Index, Schema, Table } from '../../src/schema/types.js'

/** Names that a column may have: plain, reserved, with capitals, with a quote in it. */
export const columnNames = ['id', 'a', 'b', 'Name', 'order', 'it"s', 'with space'] as const
export const tableNames = ['users', 'posts', 'tags', 'group'] as const

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const columnArbitrary = (name: string): fc.Arbitrary<Column> =>
  fc.record({
    name: fc.constant(name),
    type: fc.constantFrom<Column['type'][]>(
      { kind: 'integer' },
      { kind: 'text' },
      { kind: 'varchar', length: 20 },
      { kind: 'enum', name: 'mood', values: ['calm', 'wild'] },
      { kind: 'enum', name: 'size', values: ['s', 'm'] },
    ),
    nullable: fc.boolean(),
    default: fc.constantFrom<Column['default'][]>(null, { value: 'a' }, { sql: 'CURRENT_TIMESTAMP' }),
    generated: fc.constant(null),
    autoIncrement: fc.constant(false),
    collation: fc.constant(null),
    comment: fc.constant(null),
    options: fc.constant({}),
  })

const expressionArbitrary = (columns: readonly string[], table: string): fc.Arbitrary<Expression> =>
  fc
    .tuple(fc.constantFrom(...columns), fc.constantFrom(...columns), fc.constantFrom(0, 1, 2))
    .map(([one, other, shape]) => ({
      sql: [
        `${quoted(one)} > 0`,
        `length(${quoted(one)}) < 9 OR ${quoted(table)}.${quoted(other)} = '${one.replaceAll("'", "''")}'`,
        `${quoted(other)} /* ${one.replaceAll('*/', '')} */ IS NOT NULL`,
      ][shape]!,
    }))

const nameArbitrary = fc.constantFrom(null, 'one', 'two', 'three')

const constraintArbitrary = (columns: readonly string[], table: string): fc.Arbitrary<Constraint> => {
  const some = fc.subarray([...columns], { minLength: 1 })
  return fc.oneof(
    fc.record({ kind: fc.constant('unique' as const), name: nameArbitrary, columns: some }),
    fc.record({
      kind: fc.constant('check' as const),
      name: nameArbitrary,
      expression: expressionArbitrary(columns, table),
    }),
    fc.tuple(nameArbitrary, some, fc.constantFrom(...tableNames)).map(
      ([name, own, target]): Constraint => ({
        kind: 'foreignKey',
        name,
        columns: own,
        references: { table: objectName(target), columns: own },
        onDelete: 'cascade',
        onUpdate: 'no action',
        deferrable: 'not deferrable',
        options: {},
      }),
    ),
  )
}

const indexArbitrary = (columns: readonly string[], table: string): fc.Arbitrary<Index> =>
  fc.record({
    name: nameArbitrary,
    columns: fc.array(
      fc.record({
        on: fc.oneof(fc.constantFrom(...columns), expressionArbitrary(columns, table)),
        descending: fc.boolean(),
        collation: fc.constant(null),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    unique: fc.boolean(),
    where: fc.option(expressionArbitrary(columns, table)),
    options: fc.constant({}),
    source: fc.constant(null),
  })

export const tableArbitrary = (name: string): fc.Arbitrary<Table> =>
  fc.shuffledSubarray([...columnNames], { minLength: 2, maxLength: 5 }).chain((columns) =>
    fc.record({
      name: fc.constant(objectName(name)),
      columns: fc.tuple(...columns.map(columnArbitrary)),
      constraints: fc.uniqueArray(constraintArbitrary(columns, name), {
        maxLength: 4,
        selector: (each) => each.name ?? {},
      }),
      indexes: fc.uniqueArray(indexArbitrary(columns, name), { maxLength: 3, selector: (each) => each.name ?? {} }),
      options: fc.constant({}),
      comment: fc.constant(null),
      source: fc.constant(null),
    }),
  )

/** Schemas of two to four tables, with foreign keys to each other, themselves, and tables that are not there. */
export const schemaArbitrary: fc.Arbitrary<Schema> = fc
  .shuffledSubarray([...tableNames], { minLength: 2 })
  .chain((names) => fc.tuple(...names.map(tableArbitrary)))
  .map((tables) => ({
    tables: new Map(tables.map((table) => [table.name.name, table])),
    views: new Map(),
    triggers: new Map(
      tables
        .slice(0, 1)
        .map(({ name }) => [
          'audit',
          { name: objectName('audit'), table: name, definition: { sql: 'CREATE TRIGGER audit …' }, source: null },
        ]),
    ),
    types: namedTypesOf(tables),
  }))
