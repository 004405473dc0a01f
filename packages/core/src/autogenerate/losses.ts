import { applyOperation } from '../operations/apply.js'
import { handle, type Operation, type OperationHandlers } from '../operations/operation.js'
import { findTable } from '../schema/edit.js'
import { displayName, type ObjectName } from '../schema/names.js'
import type { Column, ColumnChanges, ColumnType, Schema } from '../schema/types.js'

/** What each of the operations may lose, in a sentence, as far as it may lose anything. `before`: the schema they begin with. */
export const lossesOf = (operations: readonly Operation[], before: Schema): ReadonlyMap<Operation, string> => {
  const losses = new Map<Operation, string>()
  let schema = before
  for (const operation of operations) {
    const loss = handle(lossOf, operation, schema)
    if (loss !== null) losses.set(operation, loss)
    schema = applyOperation(operation, schema)
  }
  return losses
}

const lossOf: OperationHandlers<[before: Schema], string | null> = {
  createTable: () => null,
  dropTable: ({ table }) => `every row of ${displayName(table)} is lost`,
  renameTable: () => null,
  addColumn: () => null,
  dropColumn: ({ table, column }) => `the values of ${displayName(table)}.${column} are lost`,
  renameColumn: () => null,
  alterColumn: ({ table, column, changes }, before) => {
    const there = findTable(before, table)?.columns.find(({ name }) => name === column)
    return there === undefined ? null : lossOfChange(table, there, changes)
  },
  addConstraint: () => null,
  dropConstraint: () => null,
  createIndex: () => null,
  dropIndex: () => null,
  batchAlterTable: ({ operations }, before) => {
    const losses = [...lossesOf(operations, before).values()]
    return losses.length === 0 ? null : losses.join('; ')
  },
  createView: () => null,
  dropView: () => null,
  createTrigger: () => null,
  dropTrigger: () => null,
  bulkInsert: () => null,
  execute: () => null,
  run: () => null,
}

const lossOfChange = (table: ObjectName, { name, type, generated }: Column, changes: ColumnChanges): string | null => {
  const place = `${displayName(table)}.${name}`
  if (changes.generated != null && generated === null)
    return `the values of ${place} are lost: it is computed from now on`
  if (changes.type === undefined || changes.using !== undefined || generated !== null) return null
  return isWider(type, changes.type)
    ? null
    : `values of ${place} that are no ${wordsOf(changes.type)} may be changed, or refused`
}

/** Whether every value of the one type is one of the other, as it is. */
const isWider = (from: ColumnType, to: ColumnType): boolean => {
  if (to.kind === 'text') return texts.includes(from.kind)
  if (to.kind === 'varchar' || to.kind === 'char') {
    const own = from.kind === 'varchar' || from.kind === 'char' ? from.length : Number.POSITIVE_INFINITY
    return to.length === null ? texts.includes(from.kind) : from.kind === to.kind && own !== null && own <= to.length
  }
  if (to.kind === 'numeric') {
    if (to.precision === null) return whole.includes(from.kind) || from.kind === 'numeric'
    const [precision, scale] = from.kind === 'numeric' ? [from.precision, from.scale ?? 0] : [null, 0]
    const digits = to.precision - (to.scale ?? 0)
    return precision !== null && precision - scale <= digits && scale <= (to.scale ?? 0)
  }
  if (whole.includes(to.kind)) return whole.includes(from.kind) && whole.indexOf(from.kind) <= whole.indexOf(to.kind)
  return to.kind === from.kind ? to.kind !== 'raw' && to.kind !== 'enum' : to.kind === 'double' && from.kind === 'real'
}

const whole: readonly ColumnType['kind'][] = ['smallint', 'integer', 'bigint']
const texts: readonly ColumnType['kind'][] = [
  'text',
  'varchar',
  'char',
  'enum',
  'uuid',
  'json',
  'date',
  'time',
  'timestamp',
]

const wordsOf = (type: ColumnType): string => {
  if (type.kind === 'raw') return type.sql
  if (type.kind === 'enum') return `value of ${type.name}`
  if ((type.kind === 'varchar' || type.kind === 'char') && type.length !== null) return `${type.kind}(${type.length})`
  if (type.kind === 'numeric' && type.precision !== null)
    return `numeric(${type.precision}${type.scale === null ? '' : `, ${type.scale}`})`
  return type.kind
}
