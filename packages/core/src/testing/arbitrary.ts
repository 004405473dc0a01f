import fc from 'fast-check'
import { namedTypesOf } from '../schema/named-types.js'
import { nameKey, objectName } from '../schema/names.js'
import type { Column, ColumnType, Constraint, Default, Expression, Index, Schema, Table } from '../schema/types.js'
import { textArbitrary } from './hostile.js'

/** Everything about a column but its name, as it can be said in any table. */
export interface ColumnSeed {
  readonly type: ColumnType
  readonly nullable: boolean
  readonly default: Default | null
  readonly computed: boolean
}

/** Everything about an index but the columns it stands on; `picks` chooses them. */
export interface IndexSeed {
  readonly picks: readonly number[]
  readonly descending: boolean
  readonly unique: boolean
  readonly expression: boolean
  readonly where: boolean
}

interface TableSeed {
  readonly name: string
  readonly columns: readonly (ColumnSeed & { readonly name: string })[]
  readonly key: 'none' | 'first' | 'counted' | 'two'
  readonly unique: boolean
  readonly check: boolean
  /** Which of the tables so far is referenced; null for none. */
  readonly parent: number | null
  readonly onDelete: 'no action' | 'cascade' | 'set null'
  readonly indexes: readonly IndexSeed[]
}

/**
 * Schemas that make sense: foreign keys to keys that are there and of the same type, defaults of the column's type,
 * expressions over columns of the table. `names` gives the names of tables and columns.
 */
export const schemaArbitrary = (names: fc.Arbitrary<string>): fc.Arbitrary<Schema> =>
  fc
    .uniqueArray(tableSeed(names), { minLength: 1, maxLength: 3, selector: ({ name }) => foldName(name) })
    .map((seeds) => {
      const tables: Table[] = []
      for (const seed of seeds) tables.push(buildTable(seed, tables))
      return schemaOf(tables)
    })

/** The schema of these tables. */
export const schemaOf = (tables: readonly Table[]): Schema => ({
  tables: new Map(tables.map((table) => [nameKey(table.name), table])),
  views: new Map(),
  triggers: new Map(),
  types: namedTypesOf(tables),
})

/** Databases that fold case take names for equal that differ in it. */
export const foldName = (name: string): string => name.toLowerCase()

const tableSeed = (names: fc.Arbitrary<string>): fc.Arbitrary<TableSeed> =>
  fc.record({
    name: names,
    columns: fc.uniqueArray(
      fc.tuple(names, columnSeedArbitrary).map(([name, seed]) => ({ name, ...seed })),
      { minLength: 2, maxLength: 5, selector: ({ name }) => foldName(name) },
    ),
    key: fc.constantFrom('none', 'first', 'counted', 'two'),
    unique: fc.boolean(),
    check: fc.boolean(),
    parent: fc.option(fc.nat(2)),
    onDelete: fc.constantFrom('no action', 'cascade', 'set null'),
    indexes: fc.array(indexSeedArbitrary, { maxLength: 2 }),
  })

const typeArbitrary: fc.Arbitrary<ColumnType> = fc.oneof(
  fc
    .constantFrom(
      ...(['integer', 'bigint', 'smallint', 'text', 'boolean', 'real', 'double'] as const),
      ...(['date', 'time', 'timestamp', 'json', 'blob', 'uuid'] as const),
    )
    .map((kind) => ({ kind })),
  fc.constantFrom<ColumnType[]>(
    { kind: 'varchar', length: 20 },
    { kind: 'varchar', length: null },
    { kind: 'char', length: 3 },
    { kind: 'numeric', precision: 10, scale: 2 },
    { kind: 'numeric', precision: null, scale: null },
    { kind: 'enum', name: 'mood', values: ['calm', "it's", 'wild'] },
  ),
)

export const columnSeedArbitrary: fc.Arbitrary<ColumnSeed> = typeArbitrary.chain((type) =>
  fc.record({
    type: fc.constant(type),
    nullable: fc.boolean(),
    default: fc.option(defaultArbitrary(type)),
    computed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  }),
)

export const indexSeedArbitrary: fc.Arbitrary<IndexSeed> = fc.record({
  picks: fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }),
  descending: fc.boolean(),
  unique: fc.boolean(),
  expression: fc.boolean(),
  where: fc.boolean(),
})

const defaultArbitrary = ({ kind }: ColumnType): fc.Arbitrary<Default> => {
  switch (kind) {
    case 'integer':
    case 'bigint':
    case 'smallint':
      return fc.oneof(
        fc.integer({ min: -9, max: 32767 }).map((value) => ({ value })),
        fc.bigInt({ min: -9n, max: 32767n }).map((value) => ({ value })),
      )
    case 'real':
    case 'double':
    case 'numeric':
      return fc.constantFrom(0, -1.5, 1e-7, 12345.5).map((value) => ({ value }))
    case 'boolean':
      return fc.boolean().map((value) => ({ value }))
    case 'blob':
      return fc.uint8Array({ maxLength: 4 }).map((value) => ({ value }))
    case 'enum':
      return fc.constantFrom('calm', "it's").map((value) => ({ value }))
    case 'timestamp':
      return fc.constantFrom<Default[]>({ sql: 'CURRENT_TIMESTAMP' }, { value: '2026-01-31 10:00:00' })
    case 'date':
      return fc.constant({ value: '2026-01-31' })
    case 'time':
      return fc.constant({ value: '10:00:00' })
    case 'json':
      return fc.constantFrom<Default[]>({ value: '{"it\'s": [null]}' }, { value: '[]' })
    case 'uuid':
      return fc.constant({ value: '00000000-0000-4000-8000-000000000000' })
    case 'text':
      return fc.oneof(
        textArbitrary.map((value) => ({ value })),
        fc.constant({ sql: "'a' || 'b'" }),
      )
    default:
      return textArbitrary.map((value) => ({ value }))
  }
}

const buildTable = (seed: TableSeed, before: readonly Table[]): Table => {
  const keys = keyColumns(seed)
  const counted = seed.key === 'counted'
  const columns = seed.columns.map(
    ({ name, ...column }, position): Column => ({
      ...plainColumn(name, column),
      ...(keys.includes(name) ? { nullable: false, default: null } : {}),
      ...(keys.includes(name) && counted ? { type: { kind: 'integer' }, autoIncrement: true } : {}),
      ...(position > 0 && column.computed && !keys.includes(name) ? computedOver(seed.columns[0]!.name) : {}),
    }),
  )
  const name = objectName(seed.name)
  const table: Table = { name, columns, constraints: [], indexes: [], options: {}, comment: null, source: null }
  const own: Constraint[] = []
  if (keys.length > 0) own.push({ kind: 'primaryKey', name: `pk_${seed.name}`, columns: keys })
  const plain = columns.filter(isPlain)
  const [first, last] = [plain[0]!, plain.at(-1)!]
  if (seed.unique) own.push({ kind: 'unique', name: `uq_${seed.name}`, columns: namesOf([...new Set([first, last])]) })
  if (seed.check) own.push({ kind: 'check', name: `ck_${seed.name}`, expression: isGiven(last.name) })
  const withOwn = { ...table, constraints: own }
  const key = foreignKeyTo(seed, withOwn, [...before, withOwn])
  return {
    ...withOwn,
    constraints: key === null ? own : [...own, key],
    indexes: seed.indexes.map((index, i) => indexOn(withOwn, `ix_${i}_${seed.name}`, index)),
  }
}

/** The column that a seed stands for, without what its table says of it. */
export const plainColumn = (name: string, { type, nullable, default: value }: ColumnSeed): Column => ({
  name,
  type,
  nullable,
  default: value,
  generated: null,
  autoIncrement: false,
  collation: null,
  comment: null,
  options: {},
})

/** The index that a seed stands for, on columns of the table. */
export const indexOn = (table: Table, name: string, seed: IndexSeed): Index => {
  const plain = table.columns.filter(isPlain)
  const chosen = [...new Set(seed.picks.map((pick) => plain[pick % plain.length]!.name))]
  return {
    name,
    columns: chosen.map((column, i) => ({
      on: seed.expression && i === 0 ? { sql: `length(${quoted(column)})` } : column,
      descending: seed.descending && i === chosen.length - 1,
      collation: null,
    })),
    // Rows that the suite inserts differ in plain columns, not in what is computed from them.
    unique: seed.unique && !seed.expression,
    where: seed.where ? isGiven(chosen[0]!) : null,
    options: {},
    source: null,
  }
}

/** Whether the column's values are its own. */
export const isPlain = ({ generated }: Column): boolean => generated === null

const namesOf = (columns: readonly Column[]): readonly string[] => columns.map(({ name }) => name)

/** An identifier of standard SQL, whatever is in the name: what cannot be one is for the dialect to refuse. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A condition over one column that every row meets. */
export const isGiven = (column: string): Expression => ({
  sql: `${quoted(column)} IS NOT NULL OR ${quoted(column)} IS NULL`,
})

const computedOver = (column: string): Partial<Column> => ({
  type: { kind: 'integer' },
  nullable: true,
  default: null,
  generated: { expression: { sql: `length(${quoted(column)})` }, stored: false },
})

const keyColumns = ({ key, columns }: TableSeed): readonly string[] => {
  const names = columns.map(({ name }) => name)
  return key === 'none' ? [] : names.slice(0, key === 'two' ? 2 : 1)
}

/** A foreign key from the last columns of the table that have the types of the parent's key; null where there are none. */
export const foreignKeyTo = (
  seed: Pick<TableSeed, 'parent' | 'onDelete'>,
  table: Table,
  parents: readonly Table[],
): Constraint | null => {
  if (seed.parent === null) return null
  const parent = parents[seed.parent % parents.length]!
  const key = parent.constraints.find(({ kind }) => kind === 'primaryKey')
  if (key?.kind !== 'primaryKey') return null
  const own: string[] = []
  for (const name of key.columns) {
    const target = parent.columns.find((column) => column.name === name)!
    const column = table.columns.findLast(
      (each) => isPlain(each) && !own.includes(each.name) && JSON.stringify(each.type) === JSON.stringify(target.type),
    )
    if (column === undefined || (parent === table && column.name === name)) return null
    own.push(column.name)
  }
  const nullable = table.columns.every(({ name, nullable }) => nullable || !own.includes(name))
  return {
    kind: 'foreignKey',
    name: `fk_${table.name.name}`,
    columns: own,
    references: { table: parent.name, columns: key.columns },
    onDelete: seed.onDelete === 'set null' && !nullable ? 'cascade' : seed.onDelete,
    onUpdate: 'no action',
    deferrable: 'not deferrable',
    options: {},
  }
}
