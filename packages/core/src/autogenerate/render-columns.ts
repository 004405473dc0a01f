import type { Column, ColumnChanges, ColumnType, Constraint } from '../schema/types.js'
import { dottedName, foreignKeyInput } from './render-constraints.js'
import { defaultSource, expressionSource, type Options, type Use, used, valueSource } from './render-values.js'
import { arraySource, callSource, objectSource, type Source, stringSource, textSource } from './source.js'

/** A column with the constraints that are written on it, and the type of its values. Throws `NOT_RENDERABLE`. */
export const columnSource = (
  column: Column,
  constraints: readonly Constraint[],
  use: Use,
  valueType: string | null = null,
): Source => {
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
      expressionSource(use, expression),
      ...(stored ? [objectSource([['stored', textSource('true')]])] : []),
    )
  }
  if (column.collation !== null) call('collate', stringSource(column.collation))
  for (const constraint of constraints) {
    const name = constraint.name === null ? [] : [stringSource(constraint.name)]
    if (constraint.kind === 'unique') call('unique', ...name)
    if (constraint.kind === 'check') call('check', expressionSource(use, constraint.expression), ...name)
    if (constraint.kind === 'foreignKey') {
      const target = [dottedName(constraint.references.table), ...constraint.references.columns].join('.')
      call('references', stringSource(target), ...foreignKeyInput(constraint))
    }
  }
  if (column.comment !== null) call('comment', stringSource(column.comment))
  if (Object.keys(column.options).length > 0) call('options', valueSource(column.options))
  if (valueType !== null) call(`$type<${valueType}>`)
  const head = typeSource(column.type, use)
  return calls.length === 0 ? head : { kind: 'chain', head, calls }
}

/** The changes of a column, as options. */
export const changeOptions = (changes: ColumnChanges, use: Use): Options => {
  const { type, using, nullable, fill, default: value, generated, autoIncrement, collation, comment } = changes
  const text = (given: string | null) => (given === null ? textSource('null') : stringSource(given))
  return {
    ...(type === undefined ? {} : { type: typeSource(type, use) }),
    ...(using === undefined ? {} : { using: expressionSource(use, using) }),
    ...(nullable === undefined ? {} : { nullable: textSource(String(nullable)) }),
    ...(fill === undefined ? {} : { fill: defaultSource(fill, use) }),
    ...(value === undefined ? {} : { default: value === null ? textSource('null') : defaultSource(value, use) }),
    ...(generated === undefined ? {} : { generated: generatedSource(generated, use) }),
    ...(autoIncrement === undefined ? {} : { autoIncrement: textSource(String(autoIncrement)) }),
    ...(collation === undefined ? {} : { collate: text(collation) }),
    ...(comment === undefined ? {} : { comment: text(comment) }),
  }
}

const generatedSource = (generated: Column['generated'], use: Use): Source => {
  if (generated === null) return textSource('null')
  const stored = generated.stored ? [['stored', textSource('true')] as const] : []
  return objectSource([['as', expressionSource(use, generated.expression)], ...stored])
}

const typeSource = (type: ColumnType, use: Use): Source => {
  const numbers = (...values: readonly (number | null)[]) =>
    values.filter((value) => value !== null).map((value) => textSource(String(value)))
  const own = use.codeOfType?.(type) ?? null
  if (own !== null) return textSource(own)
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
