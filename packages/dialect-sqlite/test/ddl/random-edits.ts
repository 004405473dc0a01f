import fc from 'fast-check'
import type { ColumnNode, CreateTable } from '../../src/ddl/create-table.js'
import type { ColumnPlace } from '../../src/ddl/edit-columns.js'
import type { TableEdit } from '../../src/ddl/edit-table.js'
import { allConstraints, columnsOf } from '../../src/ddl/find-constraints.js'
import { foldCase } from '../../src/ddl/identifiers.js'
import { parseCreateTable } from '../../src/ddl/parse-create-table.js'
import { isBareName } from '../../src/ddl/respell.js'
import { splice } from '../../src/ddl/splice.js'
import { createTable } from './random-ddl.js'
import type { TableFacts } from './scratch-table.js'

/** An edit of one table, what it makes of the facts, and what takes it back to the byte, where there is such a thing. */
export interface RandomEdit {
  readonly edit: TableEdit
  readonly expected: (facts: TableFacts) => TableFacts
  readonly inverse: TableEdit | null
  /** The column whose own text changes, as it was called. Null where none does. */
  readonly column: string | null
  /** Whether comments may go. */
  readonly takesComments: boolean
}

/** What is drawn before the table is known. */
export interface Draw {
  readonly kind: number
  readonly column: number
  readonly place: number
  readonly text: number
}

export const draw = (): fc.Arbitrary<Draw> =>
  fc.record({ kind: fc.nat(999), column: fc.nat(99), place: fc.nat(99), text: fc.nat(99) })

/** The edit that a draw means for this table. */
export const editOf = (statement: CreateTable, draw: Draw): RandomEdit => {
  const column = statement.columns[draw.column % statement.columns.length]!
  return makers[draw.kind % makers.length]!(statement, column, draw)
}

type Maker = (statement: CreateTable, column: ColumnNode, draw: Draw) => RandomEdit

const addColumn: Maker = (statement, column, { place: drawn, text }) => {
  const name = column.name.value
  const index = statement.columns.indexOf(column)
  const places: readonly (readonly [ColumnPlace, number])[] = [
    ['first', 0],
    ['last', statement.columns.length],
    [{ before: name }, index],
    [{ after: name }, index + 1],
  ]
  const [place, at] = pick(places, drawn)
  const definition = pick(
    [
      'zz_new INTEGER DEFAULT 7',
      'zz_new INTEGER DEFAULT 7 -- of no use',
      '/* so */ zz_new  INTEGER /* and */ DEFAULT 7',
    ],
    text,
  )
  const added = { ...blank, name: 'zz_new', type: 'INTEGER', dflt_value: '7' }
  return {
    edit: { kind: 'addColumn', definition, place },
    expected: (facts) => ({ ...facts, columns: facts.columns.toSpliced(at, 0, added) }),
    inverse: { kind: 'dropColumn', column: 'ZZ_NEW' },
    column: null,
    takesComments: false,
  }
}

const blank = { notnull: 0, pk: 0, hidden: 0, collation: null, generated: null, autoIncrement: false }

const dropColumn: Maker = (statement, column) => ({
  edit: { kind: 'dropColumn', column: column.name.value },
  expected: (facts) => {
    const all = allConstraints(statement)
    const columns = facts.columns.filter(({ name }) => name !== column.name.value)
    return {
      ...facts,
      columns,
      constraints: facts.constraints.filter((_, index) => all[index]!.column !== column),
      foreignKeys: keepForeignKeys(facts, ({ from }) => from !== column.name.value),
      indexes: facts.indexes.filter(([, over]) => !(over as [string][]).some(([name]) => name === column.name.value)),
    }
  },
  inverse: null,
  column: column.name.value,
  takesComments: true,
})

const reorder: Maker = (statement, _, { place }) => {
  const names = statement.columns.map(({ name }) => name.value)
  const by = place % names.length
  const columns = [...names.slice(by), ...names.slice(0, by)]
  return {
    edit: { kind: 'reorderColumns', columns },
    expected: (facts) => ({
      ...facts,
      columns: columns.map((name) => facts.columns.find((each) => each.name === name)!),
      // What is written on columns goes with them: their order is checked apart.
      constraints: [],
      foreignKeys: [],
      indexes: [],
    }),
    inverse: by === 0 ? { kind: 'reorderColumns', columns: names } : null,
    column: null,
    takesComments: false,
  }
}

const rename: Maker = (statement, column, { text }) => {
  const from = column.name.value
  const to = pick(['zz_new', 'zz "q" ]', 'Zz`', 'ZZ', 'select', "it's", 'é'], text)
  const written = statement.sql.slice(column.name.start, column.name.end)
  const back = isBareName(to) && (isBareName(from) || !/^\w/.test(written))
  const swap = (name: string) => (foldCase(name) === foldCase(from) ? to : name)
  return {
    edit: { kind: 'renameColumns', columns: [{ from, to }] },
    expected: (facts) => ({
      ...facts,
      columns: facts.columns.map((each) => (each.name === from ? { ...each, name: to } : each)),
      foreignKeys: facts.foreignKeys.map((key) => ({
        ...key,
        from: swap(key.from as string),
        // A key of the table to itself follows.
        to: key.table === 't' && key.to !== null ? swap(key.to as string) : key.to,
      })),
      indexes: facts.indexes.map(([origin, over]) => [
        origin,
        (over as [string, number, string][]).map(([name, ...more]) => [swap(name), ...more]),
      ]),
      constraints: [],
    }),
    inverse: back ? { kind: 'renameColumns', columns: [{ from: to, to: from }] } : null,
    column: from,
    takesComments: false,
  }
}

const onColumn =
  (
    make: (
      column: ColumnNode,
      draw: Draw,
    ) => { edit: TableEdit; change: Partial<TableFacts['columns'][number]>; inverse: TableEdit | null },
  ): Maker =>
  (_statement, column, draw) => {
    const { edit, change, inverse } = make(column, draw)
    return {
      edit,
      expected: (facts) => ({
        ...facts,
        columns: facts.columns.map((each) => (each.name === column.name.value ? { ...each, ...change } : each)),
      }),
      inverse,
      column: column.name.value,
      takesComments: false,
    }
  }

const has = (column: ColumnNode, ...kinds: readonly string[]) =>
  column.constraints.some(({ kind }) => kinds.includes(kind))

const setNotNull = onColumn((column) => ({
  edit: {
    kind: 'setNotNull',
    column: column.name.value,
    notNull: true,
  },
  change: { notnull: 1 },
  inverse: has(column, 'null', 'not null') ? null : { kind: 'setNotNull', column: column.name.value, notNull: false },
}))

const dropNotNull = onColumn((column) => ({
  edit: { kind: 'setNotNull', column: column.name.value, notNull: false },
  change: { notnull: 0 },
  inverse: null,
}))

const setDefault = onColumn((column, { text }) => {
  const value = pick(['5', "'x'", '( 1 + 2 )', 'CURRENT_TIME', '-1.5', '(1 -- one\n)'], text)
  return {
    edit: { kind: 'setDefault', column: column.name.value, value },
    change: { dflt_value: value.startsWith('(') ? value.slice(1, -1).trim() : value },
    inverse: has(column, 'default') ? null : { kind: 'setDefault', column: column.name.value, value: null },
  }
})

const dropDefault = onColumn((column) => ({
  edit: { kind: 'setDefault', column: column.name.value, value: null },
  change: { dflt_value: null },
  inverse: null,
}))

const setCollation: Maker = (_statement, column, { text }) => {
  const collation = pick(['rtrim', null, 'NOCASE'], text)
  const name = column.name.value
  return {
    edit: { kind: 'setCollation', column: name, collation },
    expected: (facts) => ({
      ...facts,
      columns: facts.columns.map((each) => (each.name === name ? { ...each, collation } : each)),
      // Keys compare as their column does: what they say of it follows.
      indexes: [],
    }),
    inverse:
      collation === null || has(column, 'collate') ? null : { kind: 'setCollation', column: name, collation: null },
    column: name,
    takesComments: false,
  }
}

const setGenerated = onColumn((column, { text }) => {
  const generated = { expression: pick(['1 + 1', "'x' -- y", '2'], text), stored: text % 2 === 0 }
  return {
    edit: { kind: 'setGenerated', column: column.name.value, generated },
    change: {
      generated: { expression: { sql: generated.expression }, stored: generated.stored },
      hidden: generated.stored ? 3 : 2,
    },
    inverse: has(column, 'generated') ? null : { kind: 'setGenerated', column: column.name.value, generated: null },
  }
})

const dropGenerated = onColumn((column) => ({
  edit: { kind: 'setGenerated', column: column.name.value, generated: null },
  change: { generated: null, hidden: 0 },
  inverse: null,
}))

const setType: Maker = (statement, column, { text }) => {
  const type = pick(['TEXT', '', 'varchar ( 10 )', '"my" type', 'INT'], text)
  const made = onColumn(() => ({
    edit: { kind: 'setType', column: column.name.value, type },
    change: { type: type === '"my" type' ? 'my' : type },
    inverse:
      // A comment that would become part of the type takes the words GENERATED ALWAYS off.
      (type === '' && column.type !== null) || column.constraints[0]?.kind === 'generated'
        ? null
        : { kind: 'setType', column: column.name.value, type: column.type?.text ?? '' },
  }))(statement, column, { kind: 0, column: 0, place: 0, text })
  // What the type of a key decides, an index of its own among it, is not asked.
  return { ...made, expected: (facts) => ({ ...made.expected(facts), indexes: [] }) }
}

const addConstraint: Maker = (statement, column, { text, place }) => {
  const kind = pick(['check', 'foreignKey', 'check on column', 'foreignKey on column'] as const, text)
  const isCheck = kind.startsWith('check')
  const name = statement.sql.slice(column.name.start, column.name.end)
  const on = kind.endsWith('column')
  const reference = 'REFERENCES p2 (x) ON DELETE CASCADE'
  const definition = isCheck
    ? `CONSTRAINT zz_new CHECK (1 < 2)${on || place % 2 ? '' : ' -- so'}`
    : `CONSTRAINT zz_new ${on ? '' : `FOREIGN KEY (${name}) `}${reference}`
  return {
    edit: { kind: 'addConstraint', definition, column: on ? column.name.value : null },
    expected: (facts) => ({ ...facts, constraints: [], foreignKeys: [] }),
    inverse: { kind: 'dropConstraint', constraint: { name: 'Zz_New' } },
    column: on ? column.name.value : null,
    takesComments: false,
  }
}

const dropConstraint: Maker = (statement, _column, { place }) => {
  const all = allConstraints(statement).filter(({ kind }) => kind !== 'primaryKey')
  if (all.length === 0) return reorder(statement, _column, { kind: 0, column: 0, place: 0, text: 0 })
  const found = pick(all, place)
  const { kind, node } = found
  const constraint =
    node.name !== null
      ? { name: node.name.value, kind }
      : node.kind === 'check'
        ? { kind: 'check' as const, expression: node.expression.text }
        : { kind: kind as 'unique' | 'foreignKey', columns: columnsOf(found) }
  return {
    edit: { kind: 'dropConstraint', constraint },
    expected: (facts) => ({ ...facts, constraints: [], foreignKeys: [], indexes: [] }),
    inverse: null,
    column: null,
    takesComments: true,
  }
}

const setOption: Maker = (statement, _column, { place, text }) => {
  const option = pick(['strict', 'without rowid'] as const, place)
  const on = text % 2 === 0
  const same = statement.options.some(({ kind }) => kind === option) === on
  const key = option === 'strict' ? 'strict' : 'wr'
  return {
    edit: { kind: 'setOption', option, on },
    expected: (facts) => ({
      ...facts,
      // Which key has an index depends on the options.
      indexes: [],
      options: { ...facts.options, [key]: Number(on) },
    }),
    inverse: same || on === false ? null : { kind: 'setOption', option, on: false },
    column: null,
    takesComments: !on,
  }
}

const setAutoIncrement: Maker = (statement, _column, { text }) => {
  const on = text % 2 === 0
  const key = allConstraints(statement).find(({ kind }) => kind === 'primaryKey')
  const was = key?.node.kind === 'primary key' && key.node.autoIncrement
  return {
    edit: { kind: 'setAutoIncrement', on },
    expected: (facts) => ({
      ...facts,
      columns: facts.columns.map((each) => (each.pk === 1 ? { ...each, autoIncrement: on } : each)),
    }),
    inverse: on && !was ? { kind: 'setAutoIncrement', on: false } : null,
    column: key?.column?.name.value ?? null,
    takesComments: false,
  }
}

const makers: readonly Maker[] = [
  addColumn,
  addColumn,
  dropColumn,
  reorder,
  rename,
  rename,
  setNotNull,
  dropNotNull,
  setDefault,
  dropDefault,
  setCollation,
  setGenerated,
  dropGenerated,
  setType,
  addConstraint,
  addConstraint,
  dropConstraint,
  dropConstraint,
  setOption,
  setAutoIncrement,
]

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!

/** Foreign keys with their numbers closed up. */
const keepForeignKeys = (facts: TableFacts, keep: (key: Record<string, unknown>) => boolean) => {
  const kept = facts.foreignKeys.filter(keep)
  const ids = [...new Set(kept.map(({ id }) => id))]
  return kept.map((key) => ({ ...key, id: ids.indexOf(key.id) }))
}

/** Some expressions of the table made to name its columns, which those of the generator never do. */
const naming = (sql: string, seed: number): string => {
  let statement: CreateTable
  try {
    statement = parseCreateTable(sql)
  } catch {
    return sql
  }
  const { columns, constraints } = statement
  const { name } = columns[seed % columns.length]!
  const written = sql.slice(name.start, name.end).replace(/^'.*'$/, (text) => JSON.stringify(text.slice(1, -1)))
  const texts = [
    `coalesce( ${written} , 1 ) IS NOT '${name.value.replaceAll("'", '')}'`,
    `t . ${written} IS NULL OR ${written}/* ${name.value.replaceAll('*', '')} */ LIKE x'00' -- ${name.value}\n`,
    `CASE ${written} WHEN 1 THEN ${written} END COLLATE nocase IN ( cast(${written} AS int) , 2 )`,
  ]
  const checks = [...columns.flatMap((column) => column.constraints), ...constraints].flatMap((node) =>
    node.kind === 'check' ? [node.expression] : [],
  )
  return splice(
    sql,
    checks.map(({ start, end }, index) => ({ start, end, text: texts[(seed + index) % texts.length]! })),
  )
}

/** Random tables whose expressions name columns. */
export const namingTable = (): fc.Arbitrary<string> =>
  fc.tuple(createTable(), fc.nat(99)).map(([sql, seed]) => (seed % 3 === 0 ? sql : naming(sql, seed)))
