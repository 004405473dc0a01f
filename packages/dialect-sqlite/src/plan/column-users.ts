import type { SchemaReader, Table } from '@ads/migrate-core'
import type { CreateTable } from '../ddl/create-table.js'
import { allConstraints, type ConstraintDescription, columnsOf, type FoundConstraint } from '../ddl/find-constraints.js'
import { sameIdentifier } from '../ddl/identifiers.js'
import { parseCreateTable } from '../ddl/parse-create-table.js'
import { foreignKeysTo } from './foreign-keys.js'
import { namesColumn, usesColumn } from './mentions.js'

/** What uses a column of a table. */
export interface ColumnUsers {
  /** What stands on the column itself and makes an index: PRIMARY KEY and UNIQUE. */
  readonly keys: readonly string[]
  /** Constraints of the table that are written elsewhere. */
  readonly constraints: readonly UsingConstraint[]
  readonly indexes: readonly string[]
  /** What cannot go with the column: generated columns, foreign keys to it, views, triggers. */
  readonly others: readonly string[]
}

interface UsingConstraint {
  readonly called: string
  readonly constraint: ConstraintDescription
}

/** Everything that is known to use the column. */
export const usersOf = (before: SchemaReader, table: Table, column: string): ColumnUsers => {
  const statement = parseCreateTable(table.source ?? '', `table "${table.name.name}"`)
  const constraints = allConstraints(statement).filter(
    (found) => !isOn(found, column) && uses(statement, found, column),
  )
  return {
    keys: allConstraints(statement)
      .filter((found) => isOn(found, column))
      .flatMap(({ kind }) => (kind === 'primaryKey' ? ['PRIMARY KEY'] : kind === 'unique' ? ['UNIQUE'] : [])),
    constraints: constraints.map((found) => ({ called: called(found), constraint: descriptionOf(found) })),
    indexes: indexesOver(table, column),
    others: [
      ...lastOne(table, column),
      ...computedFrom(table, column),
      ...referringTo(before, table, column),
      ...readersOf(before, table, column),
    ],
  }
}

const isOn = ({ column }: FoundConstraint, name: string): boolean =>
  column !== null && sameIdentifier(column.name.value, name)

const uses = ({ name }: CreateTable, found: FoundConstraint, column: string): boolean => {
  const { node } = found
  if (node.kind === 'check') return namesColumn(node.expression.text, column)
  if (columnsOf(found).some((each) => sameIdentifier(each, column))) return true
  if (node.kind === 'references' || node.kind === 'foreign key') {
    const { table, columns } = node.references
    return sameIdentifier(table.value, name.value) && columns.some(({ value }) => sameIdentifier(value, column))
  }
  return 'columns' in node && node.columns.some(({ expression }) => namesColumn(expression.text, column))
}

const descriptionOf = (found: FoundConstraint): ConstraintDescription => {
  const { kind, node } = found
  if (node.name !== null) return { name: node.name.value, kind }
  if (node.kind === 'check') return { kind: 'check', expression: node.expression.text }
  const columns = columnsOf(found)
  return kind === 'primaryKey' ? { kind, columns } : { kind: kind === 'unique' ? kind : 'foreignKey', columns }
}

const called = ({ kind, node }: FoundConstraint): string => {
  if (kind === 'primaryKey') return 'the primary key'
  const word = { unique: 'UNIQUE', check: 'CHECK', foreignKey: 'FOREIGN KEY' }[kind]
  return node.name === null ? `an unnamed ${word} constraint` : `the ${word} constraint "${node.name.value}"`
}

const lastOne = (table: Table, column: string): readonly string[] => {
  const others = table.columns.filter(({ name }) => !sameIdentifier(name, column))
  return others.some(({ generated }) => generated === null) ? [] : ['the table, which has no other stored column,']
}

const computedFrom = ({ columns }: Table, column: string): readonly string[] =>
  columns
    .filter(
      ({ name, generated }) => !sameIdentifier(name, column) && namesColumn(generated?.expression.sql ?? '', column),
    )
    .map(({ name }) => `the generated column "${name}"`)

const indexesOver = (table: Table, column: string): readonly string[] =>
  table.indexes.flatMap(({ name, columns, where }) => {
    const over = columns.some(({ on }) =>
      typeof on === 'string' ? sameIdentifier(on, column) : namesColumn(on.sql, column),
    )
    return name !== null && (over || (where !== null && namesColumn(where.sql, column))) ? [name] : []
  })

/** SQLite drops a column that foreign keys refer to without a word, and every later change of rows then fails. */
const referringTo = ({ schema }: SchemaReader, { name }: Table, column: string): readonly string[] =>
  foreignKeysTo(schema, name.name)
    .filter(({ table }) => !sameIdentifier(table.name.name, name.name))
    .filter(({ key }) => key.references.columns.some((each) => sameIdentifier(each, column)))
    .map(({ table }) => `the foreign key of "${table.name.name}"`)

const readersOf = ({ schema }: SchemaReader, { name }: Table, column: string): readonly string[] => [
  ...[...schema.views.values()]
    .filter((view) => usesColumn(view, name.name, column))
    .map((view) => `the view "${view.name.name}"`),
  ...[...schema.triggers.values()]
    .filter((trigger) => usesColumn(trigger, name.name, column))
    .map((trigger) => `the trigger "${trigger.name.name}"`),
]
