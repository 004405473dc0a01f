import type { Column, Constraint, Index, Schema, Table } from '@ads/migrate-core'
import { createTableText } from '../../src/plan/create-table-text.js'
import { createIndexText } from '../../src/plan/definition.js'
import { identifier, literal } from '../../src/spelling.js'
import { affinity } from '../../src/types.js'

/** Chooses one of so many. */
export type Next = (count: number) => number

/** The statements of one edit; null where there is nothing in the schema that it could be done to. */
export type Edit = (schema: Schema, next: Next) => readonly string[] | null

/** A table made anew with other words in it, its indexes and triggers included. */
export const rebuild = (schema: Schema, table: Table): readonly string[] => [
  `DROP TABLE ${identifier(table.name.name)}`,
  createTableText({ ...table, source: null }, false),
  ...table.indexes.map((index) => index.source ?? createIndexText(index, table.name.name, false)),
  ...[...schema.triggers.values()].flatMap((each) => (each.table.name === table.name.name ? (each.source ?? []) : [])),
]

/** Every kind of edit that can be made to a database, each of which means something there, whatever it is made to. */
export const databaseEdits = (): ReadonlyMap<string, Edit> =>
  new Map(Object.entries({ ...tableEdits(), ...objectEdits }))

const pick = <T>(items: readonly T[], next: Next): T | null => items[next(items.length)] ?? null

/** An edit of what stands in one CREATE TABLE. */
const onTable =
  (change: (table: Table, next: Next) => Partial<Table> | null): Edit =>
  (schema, next) => {
    const table = pick([...schema.tables.values()], next)
    const changed = table === null ? null : change(table, next)
    return table === null || changed === null ? null : rebuild(schema, { ...table, ...changed })
  }

/** An edit of a column that `may` have it. */
const onColumn = (may: (column: Column, table: Table) => boolean, change: (column: Column) => Partial<Column>): Edit =>
  onTable((table, next) => {
    const column = pick(
      table.columns.filter((each) => may(each, table)),
      next,
    )
    if (column === null) return null
    return { columns: table.columns.map((each) => (each === column ? { ...each, ...change(each) } : each)) }
  })

const onConstraint = <K extends Constraint['kind']>(
  kind: K,
  change: (constraint: Extract<Constraint, { kind: K }>) => readonly Constraint[] | null,
): Edit =>
  onTable((table, next) => {
    const constraint = pick(
      table.constraints.filter((each) => each.kind === kind),
      next,
    )
    const changed = constraint === null ? null : change(constraint as Extract<Constraint, { kind: K }>)
    if (changed === null) return null
    const isKey = kind === 'primaryKey'
    return {
      constraints: table.constraints.flatMap((each) => (each === constraint ? changed : [each])),
      columns: isKey ? table.columns.map((each) => ({ ...each, autoIncrement: false })) : table.columns,
    }
  })

const onIndex = (change: (index: Index, table: Table) => Partial<Index> | null): Edit =>
  onTable((table, next) => {
    const index = pick(table.indexes, next)
    const changed = index === null ? null : change(index, table)
    if (index === null || changed === null) return null
    return { indexes: table.indexes.map((each) => (each === index ? { ...each, ...changed, source: null } : each)) }
  })

const keyOf = ({ constraints }: Table): readonly string[] =>
  constraints.flatMap((each) => (each.kind === 'primaryKey' ? each.columns : []))

const isKey = ({ name }: Column, table: Table): boolean => keyOf(table).includes(name)

const isPlain = ({ generated }: Column): boolean => generated === null

const hasDefault = ({ default: value }: Column): boolean =>
  value !== null && !('value' in value ? value.value === null : /^\s*null\s*$/i.test(value.sql))

const isUsed = ({ name }: Column, { constraints }: Table): boolean =>
  constraints.some((each) => each.kind !== 'check' && each.columns.includes(name))

const length = (name: string): string => `length(${identifier(name)})`

const tableEdits = (): Record<string, Edit> => ({
  'another type': onColumn(
    (column) => isPlain(column) && !column.autoIncrement,
    ({ type }) => ({ type: { kind: affinity(type, false) === 'text' ? 'integer' : 'text' } }),
  ),
  'a NOT NULL that goes': onColumn(
    (column, table) => isPlain(column) && !column.nullable && !isKey(column, table),
    () => ({ nullable: true }),
  ),
  'a NOT NULL that comes': onColumn(
    (column, table) => isPlain(column) && column.nullable && !isKey(column, table),
    () => ({ nullable: false }),
  ),
  'a default that comes': onColumn(
    (column, table) => isPlain(column) && !hasDefault(column) && !isKey(column, table),
    () => ({ default: { value: 'some text' } }),
  ),
  'a default that goes': onColumn(hasDefault, () => ({ default: null })),
  'another default': onColumn(hasDefault, () => ({ default: { sql: "('another ' || 'text')" } })),
  'another collation': onColumn(isPlain, ({ collation }) => ({ collation: collation === null ? 'NOCASE' : null })),
  'a column that is computed': onColumn(
    (column, table) => isPlain(column) && !isUsed(column, table) && table.columns.filter(isPlain).length > 1,
    () => ({ generated: { expression: { sql: '1 + 1' }, stored: false }, default: null }),
  ),
  'a column that is computed otherwise': onColumn(
    (column) => !isPlain(column),
    ({ generated }) => ({ generated: { ...generated!, expression: { sql: `(${generated!.expression.sql}) + 1` } } }),
  ),
  'a primary key that goes': onConstraint('primaryKey', () => []),
  'another primary key': onTable((table, next) => {
    const column = pick(
      table.columns.filter((each) => isPlain(each) && !isKey(each, table)),
      next,
    )
    if (column === null) return null
    const key: Constraint = { kind: 'primaryKey', name: null, columns: [...keyOf(table), column.name] }
    return {
      constraints: [...table.constraints.filter(({ kind }) => kind !== 'primaryKey'), key],
      columns: table.columns.map((each) => ({ ...each, autoIncrement: false })),
    }
  }),
  'a UNIQUE that comes': onTable((table, next) => {
    const column = pick(table.columns.filter(isPlain), next)
    if (
      column === null ||
      table.constraints.some((each) => each.kind !== 'check' && each.columns.join() === column.name)
    )
      return null
    return { constraints: [...table.constraints, { kind: 'unique', name: null, columns: [column.name] }] }
  }),
  'a UNIQUE that goes': onConstraint('unique', () => []),
  'a CHECK that comes': onTable((table, next) => {
    const column = pick(table.columns, next)
    if (column === null) return null
    const check: Constraint = { kind: 'check', name: null, expression: { sql: `${length(column.name)} < 99` } }
    return { constraints: [...table.constraints, check] }
  }),
  'a CHECK that goes': onConstraint('check', () => []),
  'another CHECK': onConstraint('check', (check) => [
    { ...check, expression: { sql: `(${check.expression.sql}) AND 1 < 2` } },
  ]),
  'a foreign key that comes': onTable((table, next) => {
    const column = pick(table.columns.filter(isPlain), next)
    const key = keyOf(table)
    const isThere = table.constraints.some((each) => each.kind === 'foreignKey' && each.columns.join() === column?.name)
    if (column === null || key.length !== 1 || isThere) return null
    const reference: Constraint = {
      kind: 'foreignKey',
      name: null,
      columns: [column.name],
      references: { table: table.name, columns: key },
      onDelete: 'no action',
      onUpdate: 'no action',
      deferrable: 'not deferrable',
      options: {},
    }
    return { constraints: [...table.constraints, reference] }
  }),
  'a foreign key that goes': onConstraint('foreignKey', () => []),
  'another action of a foreign key': onConstraint('foreignKey', (key) => [
    { ...key, onDelete: key.onDelete === 'cascade' ? 'restrict' : 'cascade' },
  ]),
  AUTOINCREMENT: onColumn(
    (column, table) =>
      keyOf(table).join() === column.name &&
      column.type.kind === 'integer' &&
      table.options.sqlite?.withoutRowid !== true,
    ({ autoIncrement }) => ({ autoIncrement: !autoIncrement }),
  ),
  STRICT: onTable(({ options: { sqlite } }) => ({
    options: { sqlite: { ...sqlite, strict: sqlite?.strict !== true } },
  })),
  'WITHOUT ROWID': onTable((table) => {
    const { sqlite } = table.options
    if (keyOf(table).length === 0 || table.columns.some(({ autoIncrement }) => autoIncrement)) return null
    return { options: { sqlite: { ...sqlite, withoutRowid: sqlite?.withoutRowid !== true } } }
  }),
  'an index that goes': onTable((table, next) => {
    const index = pick(table.indexes, next)
    return index === null ? null : { indexes: table.indexes.filter((each) => each !== index) }
  }),
  'another name of an index': onIndex(({ name }) => ({ name: `${name} 2` })),
  'an index that is unique or not': onIndex(({ unique }) => ({ unique: !unique })),
  'another direction in an index': onIndex(({ columns: [first, ...more] }) => ({
    columns: [{ ...first!, descending: !first!.descending }, ...more],
  })),
  'another predicate of an index': onIndex(({ columns }, table) =>
    typeof columns[0]!.on === 'string' ? { where: { sql: `${length(table.columns[0]!.name)} > 3` } } : null,
  ),
  'an expression in an index': onIndex(({ columns: [first, ...more] }, table) => ({
    columns: [{ ...first!, on: { sql: `${length(table.columns[0]!.name)} + 3` } }, ...more],
  })),
})

const tableOf = (schema: Schema, next: Next): Table | null => pick([...schema.tables.values()], next)

const objectEdits: Record<string, Edit> = {
  'a new table': () => ['CREATE TABLE "a new table" (id INTEGER PRIMARY KEY)'],
  'a table that goes': (schema, next) => {
    const table = tableOf(schema, next)
    return table === null ? null : [`DROP TABLE ${identifier(table.name.name)}`]
  },
  'another name of a table': (schema, next) => {
    const table = tableOf(schema, next)
    return table === null ? null : [`ALTER TABLE ${identifier(table.name.name)} RENAME TO "another name"`]
  },
  'a new column': (schema, next) => {
    const table = tableOf(schema, next)
    return table === null ? null : [`ALTER TABLE ${identifier(table.name.name)} ADD COLUMN "a new column" TEXT`]
  },
  'a column that goes': (schema, next) => {
    const table = tableOf(schema, next)
    const column = table === null ? null : pick(table.columns, next)
    if (table === null || column === null) return null
    return [`ALTER TABLE ${identifier(table.name.name)} DROP COLUMN ${identifier(column.name)}`]
  },
  'another name of a column': (schema, next) => {
    const table = tableOf(schema, next)
    const column = table === null ? null : pick(table.columns, next)
    if (table === null || column === null) return null
    return [`ALTER TABLE ${identifier(table.name.name)} RENAME COLUMN ${identifier(column.name)} TO "another name"`]
  },
  'a new index': (schema, next) => {
    const table = tableOf(schema, next)
    const column = table === null ? null : pick(table.columns, next)
    if (table === null || column === null) return null
    return [`CREATE INDEX "a new index" ON ${identifier(table.name.name)} (${identifier(column.name)})`]
  },
  // Where the models have none, a view may be another program's.
  'a new view': ({ views }) => (views.size === 0 ? null : ['CREATE VIEW "a new view" AS SELECT 1 AS one']),
  'a view that goes': (schema, next) => {
    const view = pick([...schema.views.values()], next)
    return view === null ? null : [`DROP VIEW ${identifier(view.name.name)}`]
  },
  'another view': (schema, next) => {
    const view = pick([...schema.views.values()], next)
    if (view === null) return null
    return [`DROP VIEW ${identifier(view.name.name)}`, `CREATE VIEW ${identifier(view.name.name)} AS SELECT 1 AS one`]
  },
  'a new trigger': (schema, next) => {
    const table = tableOf(schema, next)
    if (table === null) return null
    return [`CREATE TRIGGER "a new trigger" AFTER INSERT ON ${identifier(table.name.name)} BEGIN SELECT 1; END`]
  },
  'a trigger that goes': (schema, next) => {
    const trigger = pick([...schema.triggers.values()], next)
    return trigger === null ? null : [`DROP TRIGGER ${identifier(trigger.name.name)}`]
  },
  'another trigger': (schema, next) => {
    const trigger = pick([...schema.triggers.values()], next)
    if (trigger === null) return null
    const name = identifier(trigger.name.name)
    return [
      `DROP TRIGGER ${name}`,
      `CREATE TRIGGER ${name} BEFORE DELETE ON ${identifier(trigger.table.name)} BEGIN SELECT ${literal('another')}; END`,
    ]
  },
}
