import fc from 'fast-check'
import type { Operation, TableOperation } from '../../src/operations/operation.js'
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
    return operationsArbitrary(schema, names, [...schemaKinds, 'bulkInsert', 'execute']).chain((operations) =>
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
      return { ...operation, table: inSchema(operation.table) }
    case 'addColumn':
    case 'dropColumn':
    case 'renameColumn':
    case 'alterColumn':
    case 'addConstraint':
    case 'dropConstraint':
    case 'createIndex':
    case 'dropIndex':
      return decorateTableOperation(operation, { flag, other, schema, text })
    case 'batchAlterTable':
      return {
        ...operation,
        table: inSchema(operation.table),
        operations: operation.operations.map((each) => {
          const decorated = decorateTableOperation(each, { flag, other, schema, text })
          return decorated.kind === 'dropIndex' ? { ...decorated, table: inSchema(operation.table) } : decorated
        }),
        recreate: flag ? 'always' : other ? 'never' : 'auto',
        options: other ? ({ engine: { strict: flag, text, gone: null }, none: null } as object) : null,
      }
    case 'createView':
      return {
        ...operation,
        view: { ...operation.view, name: inSchema(operation.view.name), definition: { sql: text } },
      }
    case 'dropView':
      return { ...operation, view: inSchema(operation.view), ifExists: flag }
    case 'createTrigger': {
      const { name, table, ...rest } = operation.trigger
      return { ...operation, trigger: { ...rest, name: inSchema(name), table: inSchema(table) } }
    }
    case 'dropTrigger':
      return { ...operation, trigger: inSchema(operation.trigger), ifExists: flag }
    case 'bulkInsert': {
      const { columns, rows } = operation
      const values = [text, null, 2 ** 53, -0.5, 12345678901234567890n, flag, new Uint8Array([0, 255])]
      const row = columns.map((_, i) => values[i % values.length]!)
      return { ...operation, table: inSchema(operation.table), rows: flag ? [...rows, row] : other ? [row] : rows }
    }
    case 'execute':
      return { ...operation, reverse: flag ? { sql: text } : null }
    case 'run':
      return operation
  }
}

const decorateTableOperation = (
  operation: TableOperation,
  { flag, other, schema, text }: Decoration,
): TableOperation => {
  const table = { name: operation.table?.name ?? '', schema }
  switch (operation.kind) {
    case 'addColumn':
      return {
        ...operation,
        table,
        column: { ...operation.column, comment: flag ? text : null, collation: other ? 'NOCASE' : null },
        constraints: other
          ? [...operation.constraints, reference(operation.column.name, schema)]
          : operation.constraints,
        ifNotExists: flag,
        before: flag ? null : text,
        fill: other ? { value: text } : { sql: `'${text.replaceAll("'", "''")}' || 1` },
      }
    case 'renameColumn':
      return { ...operation, table }
    case 'dropColumn':
      return { ...operation, table, ifExists: flag, cascade: other }
    case 'alterColumn':
      return {
        ...operation,
        table,
        changes: {
          ...operation.changes,
          ...(flag && operation.changes.type !== undefined ? { using: { sql: `length('${text.length}')` } } : {}),
          ...(other ? { nullable: false, fill: { value: text }, collation: flag ? 'NOCASE' : null } : {}),
          ...(flag && other ? { autoIncrement: true, generated: null } : {}),
        },
      }
    case 'addConstraint': {
      const { constraint } = operation
      return { ...operation, table, constraint: flag && other ? { ...constraint, name: null } : constraint }
    }
    case 'dropConstraint': {
      const check = { check: { sql: text } }
      const unique = { unique: [text, operation.table.name] }
      const foreignKey = { foreignKey: [text] }
      const described = flag ? (other ? check : unique) : other ? foreignKey : operation.constraint
      return { ...operation, table, constraint: described, ifExists: flag }
    }
    case 'createIndex':
      return { ...operation, table, ifNotExists: flag }
    case 'dropIndex':
      return {
        ...operation,
        index: { name: operation.index.name, schema },
        table: flag || operation.table === null ? null : table,
        ifExists: other,
      }
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
