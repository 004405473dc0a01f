import { handle, type Operation, type OperationHandlers } from '../operations/operation.js'
import type { ObjectName } from '../schema/names.js'
import type {
  Column,
  ColumnType,
  Constraint,
  Default,
  ForeignKey,
  Index,
  IndexColumn,
  Literal,
  Table,
} from '../schema/types.js'
import {
  arraySource,
  callSource,
  keySource,
  layOut,
  objectSource,
  type Source,
  sqlSource,
  stringSource,
  textSource,
} from './source.js'

/** Operations as the lines of a revision script's function, and the names that they use of the schema entry. */
export interface Rendered {
  readonly lines: readonly string[]
  readonly imports: ReadonlySet<string>
}

/**
 * The calls of `op` that record these operations again. Throws for one that holds code, which has no source text.
 */
export const renderOperations = (operations: readonly Operation[]): Rendered => {
  const imports = new Set<string>()
  const lines = operations.flatMap((operation) =>
    layOut(
      handle(renderers, operation, (name) => imports.add(name)),
      2,
    )
      .split('\n')
      .map((line, i) => (i === 0 ? `  ${line}` : line)),
  )
  return { lines, imports }
}

/** Notes that the source uses a name of the schema entry. */
type Use = (name: string) => unknown

const renderers: OperationHandlers<[use: Use], Source> = {
  createTable: ({ table, ifNotExists }, use) => {
    const inline = inlineConstraints(table)
    const extras = [
      ...table.constraints.filter((constraint) => !inline.has(constraint)).map((c) => constraintSource(c, use)),
      ...table.indexes.map((index) => indexSource(index, use)),
    ]
    const options = {
      ...inSchema(table.name),
      ...(ifNotExists ? { ifNotExists: textSource('true') } : {}),
      ...(table.comment === null ? {} : { comment: stringSource(table.comment) }),
      ...Object.fromEntries(Object.entries(table.options).map(([key, value]) => [key, valueSource(value)])),
    }
    const columns = table.columns.map(
      (column) => [keySource(column.name), columnSource(column, [...inline].filter(isOn(column.name)), use)] as const,
    )
    return opCall(
      'createTable',
      [
        stringSource(table.name.name),
        objectSource(columns, true),
        ...(extras.length > 0
          ? [{ kind: 'arrow', head: '()', body: arraySource(extras) } as const]
          : Object.keys(options).length > 0
            ? [textSource('undefined')]
            : []),
      ],
      options,
    )
  },
  dropTable: ({ table, ifExists, cascade }) =>
    opCall('dropTable', [stringSource(table.name)], { ...inSchema(table), ...flags({ ifExists, cascade }) }),
  renameTable: ({ table, to }) => opCall('renameTable', [stringSource(table.name), stringSource(to)], inSchema(table)),

  addColumn: ({ table, column, constraints, ifNotExists, before, after, fill }, use) =>
    opCall('addColumn', [stringSource(table.name), stringSource(column.name), columnSource(column, constraints, use)], {
      ...inSchema(table),
      ...flags({ ifNotExists }),
      ...(before === null ? {} : { before: stringSource(before) }),
      ...(after === null ? {} : { after: stringSource(after) }),
      ...(fill === null ? {} : { fill: defaultSource(fill, use) }),
    }),
  dropColumn: ({ table, column, ifExists, cascade }) =>
    opCall('dropColumn', [stringSource(table.name), stringSource(column)], {
      ...inSchema(table),
      ...flags({ ifExists, cascade }),
    }),
  renameColumn: ({ table, column, to }) =>
    opCall('renameColumn', [stringSource(table.name), stringSource(column), stringSource(to)], inSchema(table)),

  createIndex: ({ table, index, ifNotExists }, use) =>
    opCall(
      'createIndex',
      [stringSource(index.name ?? ''), stringSource(table.name), arraySource(index.columns.map(indexColumn(use)))],
      {
        ...inSchema(table),
        ...flags({ unique: index.unique, ifNotExists }),
        ...(index.where === null ? {} : { where: used(use, sqlSource(index.where.sql)) }),
      },
    ),
  dropIndex: ({ index, table, ifExists }) =>
    opCall('dropIndex', [stringSource(index.name)], {
      ...inSchema(index),
      ...(table === null ? {} : { table: stringSource(table.name) }),
      ...flags({ ifExists }),
    }),

  execute: ({ statement, reverse }, use) =>
    opCall(
      'execute',
      [used(use, sqlSource(statement.sql))],
      reverse === null ? {} : { reverse: used(use, sqlSource(reverse.sql)) },
    ),
  run: ({ description }) => {
    throw new Error(`A data step has no source text: ${description}`)
  },
}

type Options = Readonly<Record<string, Source>>

const opCall = (name: string, args: readonly Source[], options: Options): Source => {
  const entries = Object.entries(options)
  return callSource(`op.${name}`, ...args, ...(entries.length > 0 ? [objectSource(entries)] : []))
}

const inSchema = ({ schema }: ObjectName): Options => (schema === null ? {} : { schema: stringSource(schema) })

const flags = (values: Readonly<Record<string, boolean>>): Options =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value)
      .map(([key]) => [key, textSource('true')]),
  )

const used = (use: Use, source: Source, name = 'sql'): Source => {
  use(name)
  return source
}

/** The constraints that read best on their column: those of one column, the first of each kind. */
const inlineConstraints = (table: Table): ReadonlySet<Constraint> => {
  const inline = new Map<string, Constraint>()
  for (const constraint of table.constraints) {
    if (constraint.kind === 'check' || constraint.columns.length !== 1) continue
    if (constraint.kind === 'foreignKey' && constraint.references.columns.length !== 1) continue
    const key = `${constraint.kind} ${constraint.columns[0]}`
    if (!inline.has(key)) inline.set(key, constraint)
  }
  return new Set(inline.values())
}

const isOn =
  (column: string) =>
  (constraint: Constraint): boolean =>
    'columns' in constraint && constraint.columns[0] === column

const columnSource = (column: Column, constraints: readonly Constraint[], use: Use): Source => {
  const isKey = constraints.some(({ kind }) => kind === 'primaryKey')
  const calls: Source[] = []
  const call = (name: string, ...args: readonly Source[]) => calls.push(callSource(`.${name}`, ...args))
  for (const constraint of constraints) {
    if (constraint.kind !== 'primaryKey') continue
    const input = [
      ...(constraint.name === null ? [] : [['name', stringSource(constraint.name)] as const]),
      ...(column.autoIncrement ? [['autoIncrement', textSource('true')] as const] : []),
    ]
    call('primaryKey', ...(input.length > 0 ? [objectSource(input)] : []))
  }
  if (!column.nullable && !isKey) call('notNull')
  if (column.default !== null) call('default', defaultSource(column.default, use))
  if (column.generated !== null) {
    const { expression, stored } = column.generated
    call(
      'generatedAs',
      used(use, sqlSource(expression.sql)),
      ...(stored ? [objectSource([['stored', textSource('true')]])] : []),
    )
  }
  if (column.collation !== null) call('collate', stringSource(column.collation))
  for (const constraint of constraints) {
    const name = constraint.name === null ? [] : [stringSource(constraint.name)]
    if (constraint.kind === 'unique') call('unique', ...name)
    if (constraint.kind === 'check') call('check', used(use, sqlSource(constraint.expression.sql)), ...name)
    if (constraint.kind === 'foreignKey') {
      const { table, columns } = constraint.references
      const target = [...(table.schema === null ? [] : [table.schema]), table.name, ...columns].join('.')
      call('references', stringSource(target), ...foreignKeyInput(constraint))
    }
  }
  if (column.comment !== null) call('comment', stringSource(column.comment))
  if (Object.keys(column.options).length > 0) call('options', valueSource(column.options))
  const head = typeSource(column.type, use)
  return calls.length === 0 ? head : { kind: 'chain', head, calls }
}

const typeSource = (type: ColumnType, use: Use): Source => {
  const numbers = (...values: readonly (number | null)[]) =>
    values.filter((value) => value !== null).map((value) => textSource(String(value)))
  switch (type.kind) {
    case 'varchar':
    case 'char':
      return used(use, callSource(type.kind, ...numbers(type.length)), type.kind)
    case 'numeric':
      return used(use, callSource('numeric', ...numbers(type.precision, type.scale)), 'numeric')
    case 'enum':
      return used(
        use,
        callSource('enumType', stringSource(type.name), arraySource(type.values.map(stringSource))),
        'enumType',
      )
    case 'raw':
      return used(use, callSource('rawType', stringSource(type.sql)), 'rawType')
    default:
      return used(use, callSource(type.kind), type.kind)
  }
}

const constraintSource = (constraint: Constraint, use: Use): Source => {
  const named = constraint.name === null ? [] : [objectSource([['name', stringSource(constraint.name)]])]
  const columns = 'columns' in constraint ? constraint.columns.map(stringSource) : []
  use(constraint.kind)
  switch (constraint.kind) {
    case 'primaryKey':
    case 'unique':
      return named.length === 0
        ? callSource(constraint.kind, ...columns)
        : callSource(constraint.kind, arraySource(columns), ...named)
    case 'foreignKey': {
      const { table, columns: targets } = constraint.references
      const target = stringSource(table.schema === null ? table.name : `${table.schema}.${table.name}`)
      return callSource(
        'foreignKey',
        arraySource(columns),
        target,
        arraySource(targets.map(stringSource)),
        ...foreignKeyInput(constraint),
      )
    }
    case 'check':
      return callSource('check', used(use, sqlSource(constraint.expression.sql)), ...named)
  }
}

const foreignKeyInput = ({ name, onDelete, onUpdate, deferrable, options }: ForeignKey): readonly Source[] => {
  const entries: (readonly [string, Source])[] = [
    ...(name === null ? [] : [['name', stringSource(name)] as const]),
    ...(onDelete === 'no action' ? [] : [['onDelete', stringSource(onDelete)] as const]),
    ...(onUpdate === 'no action' ? [] : [['onUpdate', stringSource(onUpdate)] as const]),
    ...(deferrable === 'not deferrable' ? [] : [['deferrable', stringSource(deferrable)] as const]),
    ...Object.entries(options).map(([key, value]) => [keySource(key), valueSource(value)] as const),
  ]
  return entries.length === 0 ? [] : [objectSource(entries)]
}

const indexSource = ({ name, columns, unique, where, options }: Index, use: Use): Source => {
  use('index')
  const entries: (readonly [string, Source])[] = [
    ...(name === null ? [] : [['name', stringSource(name)] as const]),
    ...(unique ? [['unique', textSource('true')] as const] : []),
    ...(where === null ? [] : [['where', used(use, sqlSource(where.sql))] as const]),
    ...Object.entries(options).map(([key, value]) => [keySource(key), valueSource(value)] as const),
  ]
  return callSource('index', arraySource(columns.map(indexColumn(use))), objectSource(entries))
}

const indexColumn =
  (use: Use) =>
  ({ on, descending, collation }: IndexColumn): Source => {
    const column = typeof on === 'string' ? stringSource(on) : used(use, sqlSource(on.sql))
    if (!descending && collation === null) return column
    return objectSource([
      ['on', column],
      ...(descending ? [['desc', textSource('true')] as const] : []),
      ...(collation === null ? [] : [['collate', stringSource(collation)] as const]),
    ])
  }

const defaultSource = (value: Default, use: Use): Source =>
  'sql' in value ? used(use, sqlSource(value.sql)) : literalSource(value.value)

const literalSource = (value: Literal): Source => {
  if (typeof value === 'string') return stringSource(value)
  if (typeof value === 'bigint') return textSource(`${value}n`)
  if (value instanceof Uint8Array) return textSource(`new Uint8Array([${[...value].join(', ')}])`)
  return textSource(Object.is(value, -0) ? '-0' : String(value))
}

/** Options of a dialect: plain data. */
const valueSource = (value: unknown): Source => {
  if (Array.isArray(value)) return arraySource(value.map(valueSource))
  if (typeof value === 'object' && value !== null) {
    return objectSource(Object.entries(value).map(([key, inner]) => [keySource(key), valueSource(inner)] as const))
  }
  return literalSource(value as Literal)
}
