import type { OperationOf, SchemaReader, Table } from '@ads/migrate-core'
import type { ColumnNode, CreateTable } from '../ddl/create-table.js'
import { sameIdentifier } from '../ddl/identifiers.js'
import { parseCreateTable } from '../ddl/parse-create-table.js'
import { operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import { findColumn, findTable, requireColumn, requireTable } from './lookup.js'
import { namesColumn, usesColumn } from './mentions.js'
import { hasColumns, isDropped, type Native, skip } from './way.js'

/**
 * ALTER TABLE … DROP COLUMN. What is written on the column goes with it; indexes over it only with `cascade`. Throws
 * `OPERATION_REFUSED` for everything else that uses the column.
 * https://www.sqlite.org/lang_altertable.html#alter_table_drop_column
 */
export const dropColumn = (operation: OperationOf<'dropColumn'>, before: SchemaReader): Native => {
  const there = findTable(before, operation.table)
  if (operation.ifExists && (there === null || findColumn(there, operation.column) === null)) {
    return skip('the column is not there')
  }
  const table = requireTable(before, operation.table)
  const column = requireColumn(table, operation.column)
  const indexes = indexesOver(table, column.name)
  const obstacles = [
    ...keepsNoColumn(table, column.name),
    ...(table.source === null
      ? definitionObstacles(table, column.name)
      : textObstacles(table.source, table, column.name)),
    ...(operation.cascade ? [] : indexes.map((name) => `the index "${name}"`)),
    ...referencingKeys(before, table, column.name),
    ...readers(before, table, column.name),
  ]
  if (obstacles.length > 0) {
    throw operationRefused(
      `the column "${table.name.name}"."${column.name}" cannot be dropped: ${obstacles.join(', ')} would be left without it`,
      'Drop what uses the column first, and make it again after the column is gone where it is still wanted.',
    )
  }
  return {
    reason: 'nothing but the column itself uses it, so SQLite can drop it from the rows in place',
    statements: [
      ...indexes.map((name) => `DROP INDEX ${identifier(name)}`),
      `ALTER TABLE ${identifier(table.name.name)} DROP COLUMN ${identifier(column.name)}`,
    ],
    after: [
      ...indexes.map((name) => isDropped('index', name)),
      hasColumns(
        table.name.name,
        table.columns.filter((each) => each !== column).map(({ name }) => name),
      ),
    ],
  }
}

const keepsNoColumn = (table: Table, column: string): readonly string[] => {
  const others = table.columns.filter(({ name }) => !sameIdentifier(name, column))
  return others.some(({ generated }) => generated === null) ? [] : ['the table, which has no other stored column,']
}

/** What the text of the table says: only there is to be seen what stands on the column itself, and so goes with it. */
const textObstacles = (source: string, table: Table, column: string): readonly string[] => {
  const statement = parseCreateTable(source, `table ${table.name.name}`)
  return [
    ...statement.columns.flatMap((node) =>
      sameIdentifier(node.name.value, column) ? keysOn(node) : readersOn(node, column),
    ),
    ...statement.constraints.flatMap((node) => tableConstraintObstacle(node, column)),
  ]
}

const keysOn = (node: ColumnNode): readonly string[] =>
  node.constraints.flatMap(({ kind }) =>
    kind === 'primary key' ? ['the primary key'] : kind === 'unique' ? ['its UNIQUE constraint'] : [],
  )

const readersOn = (node: ColumnNode, column: string): readonly string[] =>
  node.constraints.flatMap((each) => {
    if (each.kind === 'check' && namesColumn(each.expression.text, column)) return [called('CHECK', each.name?.value)]
    const reads = each.kind === 'generated' && namesColumn(each.expression.text, column)
    return reads ? [`the generated column "${node.name.value}"`] : []
  })

const tableConstraintObstacle = (node: CreateTable['constraints'][number], column: string): readonly string[] => {
  const name = node.name?.value
  switch (node.kind) {
    case 'name only':
      return []
    case 'check':
      return namesColumn(node.expression.text, column) ? [called('CHECK', name)] : []
    case 'primary key':
    case 'unique':
      return node.columns.some(({ expression }) => namesColumn(expression.text, column))
        ? [node.kind === 'unique' ? called('UNIQUE', name) : 'the primary key']
        : []
    case 'foreign key':
      return node.columns.some(({ value }) => sameIdentifier(value, column)) ? [called('FOREIGN KEY', name)] : []
  }
}

/**
 * What the table's definition says where no text is known. A foreign key or check of the column alone may stand on the
 * column: SQLite decides.
 */
const definitionObstacles = (table: Table, column: string): readonly string[] => [
  ...table.constraints.flatMap((constraint) => {
    if (constraint.kind === 'check') {
      const others = table.columns.filter(({ name }) => !sameIdentifier(name, column))
      const shared = others.some(({ name }) => namesColumn(constraint.expression.sql, name))
      return shared && namesColumn(constraint.expression.sql, column) ? [called('CHECK', constraint.name)] : []
    }
    if (!constraint.columns.some((name) => sameIdentifier(name, column))) return []
    if (constraint.kind === 'primaryKey') return ['the primary key']
    if (constraint.kind === 'unique') return [called('UNIQUE', constraint.name)]
    return constraint.columns.length > 1 ? [called('FOREIGN KEY', constraint.name)] : []
  }),
  ...table.columns
    .filter(
      ({ name, generated }) =>
        generated !== null && !sameIdentifier(name, column) && namesColumn(generated.expression.sql, column),
    )
    .map(({ name }) => `the generated column "${name}"`),
]

const indexesOver = (table: Table, column: string): readonly string[] =>
  table.indexes.flatMap(({ name, columns, where }) => {
    const over = columns.some(({ on }) =>
      typeof on === 'string' ? sameIdentifier(on, column) : namesColumn(on.sql, column),
    )
    return name !== null && (over || (where !== null && namesColumn(where.sql, column))) ? [name] : []
  })

/** SQLite drops a column that foreign keys refer to without a word, and every later change of rows then fails. */
const referencingKeys = (before: SchemaReader, { name }: Table, column: string): readonly string[] =>
  [...before.schema.tables.values()].flatMap((table) =>
    table.constraints.some(
      (constraint) =>
        constraint.kind === 'foreignKey' &&
        sameIdentifier(constraint.references.table.name, name.name) &&
        constraint.references.columns.some((each) => sameIdentifier(each, column)),
    )
      ? [`the foreign key of "${table.name.name}"`]
      : [],
  )

const readers = ({ schema }: SchemaReader, { name }: Table, column: string): readonly string[] => [
  ...[...schema.views.values()]
    .filter((view) => usesColumn(view.definition.sql, name.name, column, false))
    .map((view) => `the view "${view.name.name}"`),
  ...[...schema.triggers.values()]
    .filter((trigger) => {
      const own = sameIdentifier(trigger.table.name, name.name)
      return usesColumn(trigger.definition.sql, name.name, column, own)
    })
    .map((trigger) => `the trigger "${trigger.name.name}"`),
]

const called = (kind: string, name: string | null | undefined): string =>
  name == null ? `an unnamed ${kind} constraint` : `the ${kind} constraint "${name}"`
