import type { Operation, OperationOf, TableOperation } from '../operations/operation.js'
import { reverseOperations } from '../operations/reverse.js'
import { findTable } from '../schema/edit.js'
import type { Literal, Schema } from '../schema/types.js'
import { addWhereKeyed } from './add-where-keyed.js'
import { columnKey } from './answers.js'

/** The way back as it is written into a script, and what is to be known about its operations. */
export interface Downgrade {
  readonly operations: readonly Operation[]
  readonly remarks: ReadonlyMap<Operation, string>
}

/**
 * What undoes the operations. A column that comes back stands last, since its old place would have the whole table
 * rewritten; where it takes no NULL, rows get an empty value of its type, since theirs are gone.
 */
export const downgradeOf = (upgrade: readonly Operation[], before: Schema): Downgrade => {
  const remarks = new Map<Operation, string>()
  const restore = <T extends Operation>(operation: T): T => {
    if (operation.kind === 'batchAlterTable') {
      const operations = operation.operations.map((each) => restore(each))
      const batch = { ...operation, operations }
      const own = operations.flatMap((each: TableOperation) => remarks.get(each) ?? [])
      if (own.length > 0) remarks.set(batch, own.join('; '))
      return batch
    }
    if (operation.kind !== 'addColumn') return operation
    const fill = isNumbered(operation, before) ? null : emptyValue(operation, before)
    const column = { ...operation, before: null, after: null, fill: fill === null ? null : { value: fill } }
    if (fill !== null)
      remarks.set(
        column,
        `the values of ${columnKey(operation.table, operation.column.name)} are gone: rows get an empty one`,
      )
    return column
  }
  return { operations: addWhereKeyed(reverseOperations(upgrade, before)).map((each) => restore(each)), remarks }
}

/** A whole number that is the key alone: the database may number the rows, and one value would not do for all. */
const isNumbered = ({ table, column }: OperationOf<'addColumn'>, before: Schema): boolean =>
  column.type.kind === 'integer' &&
  findTable(before, table)?.constraints.some(
    (each) => each.kind === 'primaryKey' && each.columns.length === 1 && each.columns[0] === column.name,
  ) === true

/** What stands for a value that is gone; null where none is needed, or none would do. */
const emptyValue = ({ table, column, constraints }: OperationOf<'addColumn'>, before: Schema): Literal | null => {
  if (column.nullable || column.default !== null || column.generated !== null) return null
  // What a row refers to, or is known by, is not for us to say.
  if (constraints.some(({ kind }) => kind === 'foreignKey' || kind === 'primaryKey')) return null
  // A word of the database's own may stand in for the type for a while.
  const wasOf = findTable(before, table)?.columns.find(({ name }) => name === column.name)?.type
  const type = column.type.kind === 'raw' ? (wasOf ?? column.type) : column.type
  switch (type.kind) {
    case 'integer':
    case 'bigint':
    case 'smallint':
    case 'real':
    case 'double':
    case 'numeric':
      return 0
    case 'boolean':
      return false
    case 'blob':
      return new Uint8Array()
    case 'text':
    case 'varchar':
    case 'char':
      return ''
    case 'enum':
      return type.values[0] ?? ''
    case 'date':
      return '1970-01-01'
    case 'time':
      return '00:00:00'
    case 'timestamp':
      return '1970-01-01 00:00:00'
    case 'json':
      return 'null'
    case 'uuid':
      return '00000000-0000-0000-0000-000000000000'
    case 'raw':
      return null
  }
}
