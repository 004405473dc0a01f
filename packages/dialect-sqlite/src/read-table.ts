import type { Column, Constraint, Default, ForeignKey, Index, Table, TableOptions } from '@ads/migrate-core'
import { objectName } from '@ads/migrate-core'
import { type Constant, readConstant } from './ddl/constant.js'
import type { ColumnConstraintNode, ColumnNode, CreateTable, References } from './ddl/create-table.js'
import { enumCheckOf } from './ddl/enum-check.js'
import { foldCase, unquote } from './ddl/identifiers.js'
import type { IndexedColumn } from './ddl/indexed-columns.js'
import { parseCreateIndex } from './ddl/parse-create-index.js'
import { parseCreateTable } from './ddl/parse-create-table.js'
import { readType } from './types.js'

/** What SQLite stores of an object: its name, and the statement that made it. */
export interface StoredObject {
  readonly name: string
  readonly sql: string
}

/**
 * A table from its stored definition and those of its indexes. Columns are called as they were declared, wherever they
 * are named. ON CONFLICT clauses and the order within keys have no place in a schema: they stay in `source`.
 * Throws `UnreadableDdl`.
 */
export const readTable = ({ name, sql }: StoredObject, indexes: readonly StoredObject[]): Table => {
  const statement = parseCreateTable(sql, `table "${name}"`)
  const columnName = declaredNames(statement.columns.map(({ name }) => name.value))
  const key = statement.constraints.find((constraint) => constraint.kind === 'primary key')
  const counted = key?.kind === 'primary key' && key.autoIncrement ? keyColumns(key.columns, columnName)[0] : undefined
  return {
    name: objectName(name),
    columns: statement.columns.map((column) => readColumn(column, column.name.value === counted)),
    constraints: readConstraints(statement, columnName),
    indexes: indexes.map((index) => indexOf(index, columnName)),
    options: readOptions(statement),
    comment: null,
    source: sql,
  }
}

/** The name that a column was declared with, for any spelling of it; null for what is no column. */
type ColumnName = (name: string) => string | null

const declaredNames = (columns: readonly string[]): ColumnName => {
  const names = new Map(columns.map((name) => [foldCase(name), name]))
  return (name) => names.get(foldCase(name)) ?? null
}

const readOptions = ({ options }: CreateTable): TableOptions => {
  const strict = options.some(({ kind }) => kind === 'strict')
  const withoutRowid = options.some(({ kind }) => kind === 'without rowid')
  return strict || withoutRowid ? { sqlite: { ...(strict && { strict }), ...(withoutRowid && { withoutRowid }) } } : {}
}

const readColumn = (node: ColumnNode, counted: boolean): Column => {
  const { name, type, constraints } = node
  const check = enumCheckOf(node)
  const last = <K extends ColumnConstraintNode['kind']>(kind: K) =>
    constraints.findLast(
      (constraint): constraint is Extract<ColumnConstraintNode, { kind: K }> => constraint.kind === kind,
    )
  const value = last('default')
  const generated = last('generated')
  return {
    name: name.value,
    type: check === null ? readType(type?.text ?? '') : { kind: 'enum', name: check.name, values: check.values },
    nullable: last('not null') === undefined,
    default: value === undefined ? null : readDefault(value.value.text, value.parenthesized),
    generated:
      generated === undefined ? null : { expression: { sql: generated.expression.text }, stored: generated.stored },
    autoIncrement: counted || last('primary key')?.autoIncrement === true,
    collation: last('collate')?.collation.value ?? null,
    comment: null,
    options: {},
  }
}

/** A default, from its text: a value where a value says the same, else the expression. */
const readDefault = (text: string, parenthesized: boolean): Default => {
  const word = /^(true|false)$/i.exec(text)
  if (word !== null) return { value: foldCase(word[0]) === 'true' }
  const constant = readConstant(text)
  const value = constant === null ? undefined : literalOf(constant)
  if (value !== undefined) return { value }
  // Without parentheses, a name is a string; only these three are asked for when a row is made.
  const isName = /^[^\d.+\-']/.test(text) && !/^current_(date|time|timestamp)$/i.test(text)
  return !parenthesized && isName && constant === null ? { value: unquote(text) } : { sql: text }
}

const literalOf = (constant: Constant): Extract<Default, { value: unknown }>['value'] | undefined => {
  if (constant.kind === 'null') return null
  if (constant.kind === 'text') return constant.value
  if (constant.kind === 'blob') return Uint8Array.from(Buffer.from(constant.hex, 'hex'))
  if (constant.kind === 'integer') {
    return Number.isSafeInteger(Number(constant.value)) ? Number(constant.value) : constant.value
  }
  // In JavaScript 1.0 is 1: where the difference counts, the text keeps it.
  return Number.isFinite(constant.value) && !Number.isInteger(constant.value) ? constant.value : undefined
}

const readConstraints = (statement: CreateTable, columnName: ColumnName): Constraint[] => {
  const constraints: Constraint[] = []
  for (const column of statement.columns) {
    const ofType = enumCheckOf(column)?.node
    for (const node of column.constraints) {
      if (node !== ofType) addColumnConstraint(constraints, node, column.name.value)
    }
  }
  for (const node of statement.constraints) {
    const name = node.name?.value ?? null
    if (node.kind === 'primary key') {
      constraints.push({ kind: 'primaryKey', name, columns: keyColumns(node.columns, columnName) })
    } else if (node.kind === 'unique') {
      constraints.push({ kind: 'unique', name, columns: keyColumns(node.columns, columnName) })
    } else if (node.kind === 'check') {
      constraints.push({ kind: 'check', name, expression: { sql: node.expression.text } })
    } else if (node.kind === 'foreign key') {
      const columns = node.columns.map(({ value }) => columnName(value) ?? value)
      constraints.push(foreignKey(name, columns, node.references))
    }
  }
  return constraints
}

const addColumnConstraint = (constraints: Constraint[], node: ColumnConstraintNode, column: string): void => {
  const name = node.name?.value ?? null
  if (node.kind === 'primary key') constraints.push({ kind: 'primaryKey', name, columns: [column] })
  if (node.kind === 'unique') constraints.push({ kind: 'unique', name, columns: [column] })
  if (node.kind === 'check') constraints.push({ kind: 'check', name, expression: { sql: node.expression.text } })
  if (node.kind === 'references') constraints.push(foreignKey(name, [column], node.references))
  if (node.kind === 'deferrable') {
    // The clause is about the foreign key before it, wherever that stands.
    const index = constraints.findLastIndex(({ kind }) => kind === 'foreignKey')
    const before = constraints[index]
    if (before?.kind === 'foreignKey') constraints[index] = { ...before, deferrable: node.deferrable }
  }
}

const keyColumns = (columns: readonly IndexedColumn[], columnName: ColumnName): string[] =>
  columns.map(({ name, expression }) => {
    const written = name?.value ?? expression.text
    return columnName(written) ?? written
  })

const foreignKey = (name: string | null, columns: readonly string[], references: References): ForeignKey => ({
  kind: 'foreignKey',
  name,
  columns,
  references: { table: objectName(references.table.value), columns: references.columns.map(({ value }) => value) },
  onDelete: references.onDelete,
  onUpdate: references.onUpdate,
  deferrable: references.deferrable ?? 'not deferrable',
  options: references.match === null ? {} : { sqlite: { match: references.match.value } },
})

/** An index from its stored definition, on that table. Throws `UnreadableDdl`. */
export const readIndex = (index: StoredObject, { columns }: Pick<Table, 'columns'>): Index =>
  indexOf(index, declaredNames(columns.map(({ name }) => name)))

const indexOf = ({ name, sql }: StoredObject, columnName: ColumnName): Index => {
  const statement = parseCreateIndex(sql, `index "${name}"`)
  return {
    name,
    columns: statement.columns.map((column) => ({
      on: (column.name && columnName(column.name.value)) ?? { sql: column.expression.text },
      descending: column.order === 'desc',
      collation: column.collation?.value ?? null,
    })),
    unique: statement.unique,
    where: statement.where === null ? null : { sql: statement.where.text },
    options: {},
    source: sql,
  }
}
