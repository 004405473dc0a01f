import {
  type Column,
  type Constraint,
  displayName,
  type Expression,
  type ForeignKey,
  type ForeignKeyOptions,
  type Index,
  nameKey,
  type ObjectName,
  type Schema,
  type Table,
  type TableOptions,
  type Trigger,
  type View,
} from '@ads/migrate-core'
import { canonicalExpression, canonicalStatement } from './ddl/canonical-sql.js'
import { SchemaNotSupported } from './ddl/errors.js'
import { foldCase, unquote } from './ddl/identifiers.js'
import { tokenize } from './ddl/tokenize.js'
import { normalizeDefault } from './normalize-default.js'
import { affinity, isStrict, representativeType } from './types.js'

/**
 * The schema in one spelling for everything that means the same to SQLite, so that two schemas can be compared by plain
 * equality: for models and for what was introspected alike. What is created is better taken from the schema itself: its
 * types are the finer ones. Throws `SchemaNotSupported` for a name in another schema.
 */
export const normalize = async (schema: Schema): Promise<Schema> => {
  const parents = new Map([...schema.tables.values()].map((table) => [foldCase(table.name.name), table]))
  return {
    tables: mapObjects(schema.tables, (table) => normalizeTable(table, parents)),
    views: mapObjects(schema.views, normalizeView),
    triggers: mapObjects(schema.triggers, (trigger) => normalizeTrigger(trigger, parents)),
    types: new Map(),
  }
}

const mapObjects = <T extends { readonly name: ObjectName }>(objects: ReadonlyMap<string, T>, map: (object: T) => T) =>
  new Map([...objects.values()].map((object) => [nameKey(object.name), map(refuseOtherSchema(object))]))

const refuseOtherSchema = <T extends { readonly name: ObjectName }>(object: T): T => {
  if (object.name.schema !== null) throw new SchemaNotSupported(displayName(object.name))
  return object
}

const normalizeTable = (table: Table, parents: ReadonlyMap<string, Table>): Table => {
  const strict = isStrict(table)
  const key = table.constraints.find(({ kind }) => kind === 'primaryKey')
  const keyColumns = new Set(key?.kind === 'primaryKey' ? key.columns.map(foldCase) : [])
  const columnName = nameIn(table)
  return {
    name: table.name,
    columns: table.columns.map((column) => normalizeColumn(column, strict, keyColumns.has(foldCase(column.name)))),
    constraints: sorted(table.constraints.map((constraint) => normalizeConstraint(constraint, columnName, parents))),
    indexes: sorted(table.indexes.map((index) => normalizeIndex(index, table))),
    options: normalizeOptions(table.options),
    comment: null,
    source: null,
  }
}

/** Columns as they were declared, whatever the case they are named in. */
const nameIn = (table: Table): ((name: string) => string) => {
  const names = new Map(table.columns.map(({ name }) => [foldCase(name), name]))
  return (name) => names.get(foldCase(name)) ?? name
}

const normalizeOptions = ({ sqlite }: TableOptions): TableOptions => {
  const strict = sqlite?.strict === true
  const withoutRowid = sqlite?.withoutRowid === true
  return strict || withoutRowid ? { sqlite: { ...(strict && { strict }), ...(withoutRowid && { withoutRowid }) } } : {}
}

const normalizeColumn = (column: Column, strict: boolean, isKey: boolean): Column => ({
  name: column.name,
  type: representativeType(column.type, strict),
  // Whether key columns take NULL depends on more than what is declared.
  nullable: column.nullable && !isKey,
  default: normalizeDefault(column.default, affinity(column.type, strict)),
  generated: column.generated && {
    expression: normalizeExpression(column.generated.expression),
    stored: column.generated.stored,
  },
  autoIncrement: column.autoIncrement,
  collation: normalizeCollation(column.collation),
  comment: null,
  options: {},
})

const normalizeExpression = ({ sql }: Expression): Expression => ({ sql: canonicalExpression(sql) })

// BINARY is what a column has anyway.
const normalizeCollation = (collation: string | null): string | null => {
  const name = collation === null ? 'binary' : foldCase(collation)
  return name === 'binary' ? null : name
}

const normalizeConstraint = (
  constraint: Constraint,
  columnName: (name: string) => string,
  parents: ReadonlyMap<string, Table>,
): Constraint => {
  const { kind, name } = constraint
  if (kind === 'check') return { kind, name, expression: normalizeExpression(constraint.expression) }
  const columns = constraint.columns.map(columnName)
  return kind === 'foreignKey' ? normalizeForeignKey({ ...constraint, columns }, parents) : { kind, name, columns }
}

const normalizeForeignKey = (key: ForeignKey, parents: ReadonlyMap<string, Table>): ForeignKey => {
  const { table } = refuseOtherSchema({ name: key.references.table, table: key.references.table })
  const parent = parents.get(foldCase(table.name))
  return {
    kind: 'foreignKey',
    name: key.name,
    columns: key.columns,
    references: { table: parent?.name ?? table, columns: referencedColumns(key, parent) },
    onDelete: key.onDelete,
    onUpdate: key.onUpdate,
    // SQLite checks both at once.
    deferrable: key.deferrable === 'initially deferred' ? 'initially deferred' : 'not deferrable',
    // It keeps MATCH, and ignores it.
    options: withoutMatch(key.options),
  }
}

const withoutMatch = ({ sqlite: _, ...options }: ForeignKeyOptions): ForeignKeyOptions => options

const referencedColumns = ({ references }: ForeignKey, parent: Table | undefined): readonly string[] => {
  if (parent === undefined) return references.columns
  if (references.columns.length > 0) return references.columns.map(nameIn(parent))
  const key = parent.constraints.find(({ kind }) => kind === 'primaryKey')
  return key?.kind === 'primaryKey' ? key.columns.map(nameIn(parent)) : []
}

const normalizeIndex = (index: Index, table: Table): Index => ({
  name: index.name,
  columns: index.columns.map(({ on, descending, collation }) => {
    const column = columnOf(on, table)
    const own = column === undefined ? null : normalizeCollation(column.collation)
    const given = collation === null ? own : normalizeCollation(collation)
    // An index takes over the collation of its column, so that only another one says something.
    const said = given === own ? null : (given ?? 'binary')
    return { on: column?.name ?? expressionOf(on), descending, collation: said }
  }),
  unique: index.unique,
  where: index.where && normalizeExpression(index.where),
  options: {},
  source: null,
})

const columnOf = (on: string | Expression, table: Table): Column | undefined => {
  const name = typeof on === 'string' ? on : canonicalExpression(on.sql)
  const tokens = typeof on === 'string' ? [] : tokenize(name)
  const isName = tokens.length === 1 && (tokens[0]!.kind === 'word' || tokens[0]!.kind === 'identifier')
  if (typeof on !== 'string' && !isName) return undefined
  const wanted = foldCase(typeof on === 'string' ? on : unquote(name))
  return table.columns.find((column) => foldCase(column.name) === wanted)
}

const expressionOf = (on: string | Expression): string | Expression =>
  typeof on === 'string' ? on : normalizeExpression(on)

const normalizeView = ({ name, definition }: View): View => ({
  name,
  definition: { sql: canonicalStatement(definition.sql) },
  source: null,
})

const normalizeTrigger = ({ name, table, definition }: Trigger, parents: ReadonlyMap<string, Table>): Trigger => ({
  name,
  table: parents.get(foldCase(table.name))?.name ?? table,
  // The one clause that SQLite does not store.
  definition: { sql: canonicalStatement(definition.sql).replace(/^create trigger if not exists /, 'create trigger ') },
  source: null,
})

/** In an order that depends only on what each says: the name counts last, since it may be missing on one side. */
const sorted = <T extends { readonly name: string | null }>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, key: JSON.stringify({ ...item, name: null }) + (item.name ?? '') }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ item }) => item)
