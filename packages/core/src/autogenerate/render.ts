import {
  handle,
  type Operation,
  type OperationHandlers,
  type OperationOf,
  type TableOperation,
} from '../operations/operation.js'
import { displayName, type ObjectName } from '../schema/names.js'
import type { ColumnType } from '../schema/types.js'
import { notRenderable } from './errors.js'
import { dialectOptions } from './render-constraints.js'
import type { RenderedItem, RenderItem } from './render-item.js'
import { tableSources } from './render-table.js'
import { tableCall } from './render-table-operations.js'
import {
  expressionSource,
  flags,
  literalSource,
  type Options,
  statementSource,
  type Use,
  valueSource,
} from './render-values.js'
import {
  arraySource,
  blockSource,
  callSource,
  keySource,
  layOut,
  objectSource,
  type Source,
  stringSource,
  textSource,
} from './source.js'

/** Operations as the lines of a revision script's function, and the names that they use of the schema entry. */
export interface Rendered {
  readonly lines: readonly string[]
  readonly imports: ReadonlySet<string>
  /** What code of the config uses besides, by module. */
  readonly modules: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * The calls of `op` that record these operations again. Throws `NOT_RENDERABLE` for what the calls cannot say: code,
 * and names that they would take for something else. `remarks` stand as comments above their operation; what
 * `renderItem` gives stands in the place of what it is about.
 */
export const renderOperations = (
  operations: readonly Operation[],
  remarks: ReadonlyMap<Operation, string> = new Map(),
  renderItem: RenderItem = () => undefined,
): Rendered => {
  const imports = new Set<string>()
  const modules = new Map<string, Set<string>>()
  const codeOf = (item: RenderedItem): string | null => {
    const own = renderItem(item)
    for (const [module, names] of Object.entries(own?.imports ?? {})) {
      modules.set(module, new Set([...(modules.get(module) ?? []), ...names]))
    }
    return own?.code ?? null
  }
  const use: Use = Object.assign((name: string) => imports.add(name), {
    codeOfType: (type: ColumnType) => codeOf({ kind: 'type', type }),
  })
  const linesOf = (operation: Operation): readonly string[] => {
    const own = codeOf({ kind: 'operation', operation })
    if (own !== null) return own.split('\n').map((line) => `  ${line}`.trimEnd())
    const [first, ...others] = layOut(handle(renderers, operation, use), 2).split('\n')
    return [`  ${first}`, ...others]
  }
  const lines = operations.flatMap((operation) => [...commentLines(remarks.get(operation)), ...linesOf(operation)])
  return { lines, imports, modules }
}

/** A name may have anything in it, also what ends a line. */
const commentLines = (remark: string | undefined): readonly string[] =>
  remark === undefined ? [] : [`  // ${remark.replaceAll(/[\r\n\u2028\u2029]/g, ' ')}`]

const onTable = (operation: TableOperation, use: Use): Source => {
  const { method, table: place, args, options } = tableCall(operation, use)
  const { table } = operation
  if (place === 'option') {
    const named = table === null ? {} : { table: stringSource(table.name) }
    const { schema } = operation.kind === 'dropIndex' ? operation.index : operation.table
    return opCall(method, args, { ...inSchema({ name: '', schema }), ...named, ...options })
  }
  const at = place === 'first' ? 0 : 1
  return opCall(method, args.toSpliced(at, 0, stringSource(table!.name)), { ...inSchema(table!), ...options })
}

const renderers: OperationHandlers<[use: Use], Source> = {
  createTable: ({ table, ifNotExists }, use) => {
    const { columns, extras } = tableSources(table, use)
    const options = {
      ...inSchema(table.name),
      ...flags({ ifNotExists }),
      ...(table.comment === null ? {} : { comment: stringSource(table.comment) }),
      ...dialectOptions(table.options),
    }
    return opCall(
      'createTable',
      [
        stringSource(table.name.name),
        columns,
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

  addColumn: onTable,
  dropColumn: onTable,
  renameColumn: onTable,
  alterColumn: onTable,
  addConstraint: onTable,
  dropConstraint: onTable,
  createIndex: onTable,
  dropIndex: onTable,

  batchAlterTable: ({ table, operations, recreate, order, options }, use) => {
    const calls = operations.map((operation) => {
      requireSameTable(operation, table)
      const { method, args, options } = tableCall(operation, use)
      return objectCall('batch', method, args, options)
    })
    return opCall(
      'batchAlterTable',
      [stringSource(table.name), blockSource(calls.length === 0 ? '()' : '(batch)', calls)],
      {
        ...inSchema(table),
        ...(recreate === 'auto' ? {} : { recreate: stringSource(recreate) }),
        ...(order === null ? {} : { reorder: arraySource(order.map(stringSource)) }),
        ...(options === null ? {} : { tableOptions: valueSource(options) }),
      },
    )
  },

  createView: ({ view }, use) =>
    opCall('createView', [stringSource(view.name.name), statementSource(use, view.definition)], inSchema(view.name)),
  dropView: ({ view, ifExists }) =>
    opCall('dropView', [stringSource(view.name)], { ...inSchema(view), ...flags({ ifExists }) }),
  createTrigger: ({ trigger: { name, table, definition } }, use) => {
    if (name.schema !== table.schema)
      throw notRenderable(`the trigger ${displayName(name)} is in another schema than ${displayName(table)}`)
    return opCall(
      'createTrigger',
      [stringSource(name.name), stringSource(table.name), statementSource(use, definition)],
      inSchema(name),
    )
  },
  dropTrigger: ({ trigger, ifExists }) =>
    opCall('dropTrigger', [stringSource(trigger.name)], { ...inSchema(trigger), ...flags({ ifExists }) }),

  bulkInsert: ({ table, columns, rows }) => {
    requireKeptColumns(table, columns)
    const keys = columns.map(keySource)
    const row = (values: OperationOf<'bulkInsert'>['rows'][number]) =>
      objectSource(values.map((value, i) => [keys[i]!, literalSource(value)] as const))
    return opCall('bulkInsert', [stringSource(table.name), arraySource(rows.map(row))], inSchema(table))
  },
  execute: ({ statement, reverse }, use) =>
    opCall(
      'execute',
      [expressionSource(use, statement)],
      reverse === null ? {} : { reverse: expressionSource(use, reverse) },
    ),
  run: ({ description }) => {
    throw notRenderable(`the data step "${description}" is code`)
  },
}

const opCall = (method: string, args: readonly Source[], options: Options): Source =>
  objectCall('op', method, args, options)

const objectCall = (object: string, method: string, args: readonly Source[], options: Options): Source => {
  const entries = Object.entries(options)
  return callSource(`${object}.${method}`, ...args, ...(entries.length > 0 ? [objectSource(entries)] : []))
}

const inSchema = ({ schema }: ObjectName): Options => (schema === null ? {} : { schema: stringSource(schema) })

/** Throws for an operation of a batch that is about another table: there is no place to say so. */
const requireSameTable = (operation: TableOperation, table: ObjectName): void => {
  const names = operation.kind === 'dropIndex' ? [operation.index, operation.table] : [operation.table]
  const isOther = (name: ObjectName | null) => name === null || name.schema !== table.schema
  if (operation.table === null || operation.table.name !== table.name || names.some(isOther))
    throw notRenderable(`a batch on ${displayName(table)} holds an operation on another table`)
}

/** Throws where the keys of an object would come in another order: numbers always come first. */
const requireKeptColumns = (table: ObjectName, columns: readonly string[]): void => {
  const kept = Object.keys(Object.fromEntries(columns.map((column) => [column, true])))
  if (kept.some((column, i) => column !== columns[i]))
    throw notRenderable(`rows of ${displayName(table)} have a column whose name is a number and which is not the first`)
}
