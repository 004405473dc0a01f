import { displayName, type ObjectName } from '../schema/names.js'
import type { Constraint, ForeignKey, Index, IndexColumn } from '../schema/types.js'
import { notRenderable } from './errors.js'
import { expressionSource, type Options, type Use, valueSource } from './render-values.js'
import { arraySource, callSource, keySource, objectSource, type Source, stringSource, textSource } from './source.js'

/** A constraint as it stands beside the columns of a table. Throws `NOT_RENDERABLE`. */
export const constraintSource = (constraint: Constraint, use: Use): Source => {
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
      return callSource('check', expressionSource(use, constraint.expression), ...named)
  }
}

/** An index as it stands beside the columns of a table. */
export const indexSource = ({ name, columns, unique, where, options }: Index, use: Use): Source => {
  use('index')
  const entries: (readonly [string, Source])[] = [
    ...(name === null ? [] : [['name', stringSource(name)] as const]),
    ...(unique ? [['unique', textSource('true')] as const] : []),
    ...(where === null ? [] : [['where', expressionSource(use, where)] as const]),
    ...Object.entries(options).map(([key, value]) => [keySource(key), valueSource(value)] as const),
  ]
  return callSource('index', arraySource(columns.map(indexColumn(use))), objectSource(entries))
}

/** A column of an index. */
export const indexColumn =
  (use: Use) =>
  ({ on, descending, collation }: IndexColumn): Source => {
    const column = typeof on === 'string' ? stringSource(on) : expressionSource(use, on)
    if (!descending && collation === null) return column
    return objectSource([
      ['on', column],
      ...(descending ? [['desc', textSource('true')] as const] : []),
      ...(collation === null ? [] : [['collate', stringSource(collation)] as const]),
    ])
  }

/** Whether `'table.column'` says what the foreign key refers to. */
export const hasDottedTarget = ({ references: { columns } }: ForeignKey): boolean =>
  columns.length === 1 && !columns[0]!.includes('.')

/** The table as foreign keys name it. Throws where a dot in it would be taken for the one between schema and table. */
export const dottedName = (table: ObjectName): string => {
  if (!table.name.includes('.') && !table.schema?.includes('.')) return displayName(table)
  throw notRenderable(`a foreign key references "${displayName(table)}", a name with a dot in it`)
}

/** The options of a foreign key, its name included. */
export const foreignKeyInput = (key: ForeignKey): readonly Source[] => {
  const { name } = key
  const entries = Object.entries({
    ...(name === null ? {} : { name: stringSource(name) }),
    ...foreignKeyOptions(key),
  })
  return entries.length === 0 ? [] : [objectSource(entries)]
}

/** The options of a foreign key, but its name. */
export const foreignKeyOptions = ({ onDelete, onUpdate, deferrable, options }: ForeignKey): Options => ({
  ...(onDelete === 'no action' ? {} : { onDelete: stringSource(onDelete) }),
  ...(onUpdate === 'no action' ? {} : { onUpdate: stringSource(onUpdate) }),
  ...(deferrable === 'not deferrable' ? {} : { deferrable: stringSource(deferrable) }),
  ...dialectOptions(options),
})

/** What only one dialect has, under its key. */
export const dialectOptions = (options: object): Options =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [keySource(key), valueSource(value)]))
