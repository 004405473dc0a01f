import fc from 'fast-check'
import type { Operation } from '../../src/operations/operation.js'
import type { Constraint, Table } from '../../src/schema/types.js'
import { schemaArbitrary } from '../../src/testing/arbitrary.js'
import { operationsArbitrary, schemaKinds } from '../../src/testing/arbitrary-operations.js'
import { textArbitrary } from '../../src/testing/hostile.js'

interface Decoration {
  readonly flag: boolean
  readonly other: boolean
  readonly schema: string | null
  readonly text: string
}

const decorationArbitrary = (names: fc.Arbitrary<string>): fc.Arbitrary<Decoration> =>
  fc.record({
    flag: fc.boolean(),
    other: fc.boolean(),
    schema: fc.option(names, { freq: 2 }),
    text: textArbitrary,
  })

/** Lists of operations of every kind that has a source text, with every option that an operation can have. */
export const renderableArbitrary = (names: fc.Arbitrary<string>): fc.Arbitrary<readonly Operation[]> =>
  schemaArbitrary(names).chain((schema) => {
    const created = [...schema.tables.values()].map(
      (table): Operation => ({ kind: 'createTable', table, ifNotExists: false }),
    )
    return operationsArbitrary(schema, names, [...schemaKinds, 'execute']).chain((operations) =>
      fc.tuple(
        ...[...created, ...operations].map((each) => decorationArbitrary(names).map((with_) => decorate(each, with_))),
      ),
    )
  })

const decorate = (operation: Operation, { flag, other, schema, text }: Decoration): Operation => {
  const inSchema = <N extends { readonly name: string }>({ name }: N) => ({ name, schema })
  switch (operation.kind) {
    case 'createTable':
      return { ...operation, table: decorateTable(operation.table, schema, flag ? text : null), ifNotExists: other }
    case 'dropTable':
      return { ...operation, table: inSchema(operation.table), ifExists: flag, cascade: other }
    case 'renameTable':
    case 'renameColumn':
      return { ...operation, table: inSchema(operation.table) }
    case 'addColumn':
      return {
        ...operation,
        table: inSchema(operation.table),
        column: { ...operation.column, comment: flag ? text : null, collation: other ? 'NOCASE' : null },
        constraints: other
          ? [...operation.constraints, reference(operation.column.name, schema)]
          : operation.constraints,
        ifNotExists: flag,
        before: flag ? null : text,
        fill: other ? { value: text } : { sql: `'${text.replaceAll("'", "''")}' || 1` },
      }
    case 'dropColumn':
      return { ...operation, table: inSchema(operation.table), ifExists: flag, cascade: other }
    case 'createIndex':
      return { ...operation, table: inSchema(operation.table), ifNotExists: flag }
    case 'dropIndex':
      return {
        ...operation,
        index: inSchema(operation.index),
        table: flag || operation.table === null ? null : inSchema(operation.table),
        ifExists: other,
      }
    case 'execute':
      return { ...operation, reverse: flag ? { sql: text } : null }
    case 'run':
      return operation
  }
}

const decorateTable = (table: Table, schema: string | null, comment: string | null): Table => ({
  ...table,
  name: { ...table.name, schema },
  comment,
})

const reference = (column: string, schema: string | null): Constraint => ({
  kind: 'foreignKey',
  name: `fk_${column}`,
  columns: [column],
  references: { table: { schema: schema?.includes('.') ? null : schema, name: 'elsewhere' }, columns: ['id'] },
  onDelete: 'set null',
  onUpdate: 'cascade',
  deferrable: 'initially deferred',
  options: {},
})
