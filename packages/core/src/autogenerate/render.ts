import { handle, type Operation, type OperationHandlers } from '../operations/operation.js'
import { displayName, type ObjectName } from '../schema/names.js'
import type {
  Column,
  ColumnType,
  Constraint,
  Default,
  ForeignKey,
  Index,
  IndexColumn,
  Literal,
  PrimaryKey,
  Table,
} from '../schema/types.js'
import { notRenderable } from './errors.js'
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
 * The calls of `op` that record these operations again. Throws `NOT_RENDERABLE` for what the calls cannot say: code,
 * and names that they would take for something else.
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
    requireKeptOrder(table)
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
    // Key columns are not null without being told so.
    const key = table.constraints.find(({ kind }) => kind === 'primaryKey') as PrimaryKey | undefined
    const columns = table.columns.map((column) => {
      const written = key?.columns.includes(column.name) ? { ...column, nullable: true } : column
      return [keySource(column.name), columnSource(written, [...inline].filter(isOn(column.name)), use)] as const
    })
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

  addColumn: ({ table, column, constraints, ifNotExists, before, after, fill }, use) => {
    for (const constraint of constraints) requireOwn(constraint, table, column)
    return opCall(
      'addColumn',
      [stringSource(table.name), stringSource(column.name), columnSource(column, constraints, use)],
      {
        ...inSchema(table),
        ...flags({ ifNotExists }),
        ...(before === null ? {} : { before: stringSource(before) }),
        ...(after === null ? {} : { after: stringSource(after) }),
        ...(fill === null ? {} : { fill: defaultSource(fill, use) }),
      },
    )
  },
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
    throw notRenderable(`the data step "${description}" is code`)
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
    if (constraint.kind === 'foreignKey' && !hasDottedTarget(constraint)) continue
    const key = `${constraint.kind} ${constraint.columns[0]}`
    if (!inline.has(key)) inline.set(key, constraint)
  }
  return new Set(inline.values())
}

/** Whether `'table.column'` says what the foreign key refers to. */
const hasDottedTarget = ({ references: { columns } }: ForeignKey): boolean =>
  columns.length === 1 && !columns[0]!.includes('.')

/** Throws for a constraint that cannot be written on its column. */
const requireOwn = (constraint: Constraint, table: ObjectName, column: Column): void => {
  if (constraint.kind === 'check') return
  const place = `${displayName(table)}.${column.name}`
  if (constraint.columns.length > 1) throw notRenderable(`${place} comes with a constraint over several columns`)
  if (constraint.kind !== 'foreignKey' || hasDottedTarget(constraint)) return
  throw notRenderable(`${place} references ${displayName(constraint.references.table)} without one plain column`)
}

/** Throws where the keys of an object would come in another order than the columns: numbers always come first. */
const requireKeptOrder = ({ name, columns }: Table): void => {
  const kept = Object.keys(Object.fromEntries(columns.map((column) => [column.name, true])))
  if (columns.every((column, i) => column.name === kept[i])) return
  throw notRenderable(`${displayName(name)} has a column whose name is a number and which is not the first`)
}

const isOn =
  (column: string) =>
  (constraint: Constraint): boolean =>
    'columns' in constraint && constraint.columns[0] === column

const columnSource = (column: Column, constraints: readonly Constraint[], use: Use): Source => {
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
  if (!column.nullable) call('notNull')
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
      const target = [dottedName(constraint.references.table), ...constraint.references.columns].join('.')
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
      const target = stringSource(dottedName(table))
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

/** The table as foreign keys name it. Throws where a dot in it would be taken for the one between schema and table. */
const dottedName = (table: ObjectName): string => {
  if (!table.name.includes('.') && !table.schema?.includes('.')) return displayName(table)
  throw notRenderable(`a foreign key references "${displayName(table)}", a name with a dot in it`)
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
  if (value instanceof Uint8Array) {
    return callSource('new Uint8Array', arraySource([...value].map((byte) => textSource(String(byte)))))
  }
  return textSource(Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e'))
}

/** Options of a dialect: plain data. */
const valueSource = (value: unknown): Source => {
  if (Array.isArray(value)) return arraySource(value.map(valueSource))
  if (typeof value === 'object' && value !== null) {
    return objectSource(Object.entries(value).map(([key, inner]) => [keySource(key), valueSource(inner)] as const))
  }
  return literalSource(value as Literal)
}
