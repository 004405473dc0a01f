import { describeOperation } from '../operations/describe.js'
import { handle, type Operation, type OperationHandlers } from '../operations/operation.js'
import { describeConstraint, descriptionOf } from '../schema/find-constraint.js'
import { displayName, type ObjectName, objectName } from '../schema/names.js'

/**
 * What is wrong with a database, in words, for the operations that would make it again what its revisions made: what
 * it has too much, what it lacks, what is otherwise.
 */
export const describeDrift = (operations: readonly Operation[]): readonly string[] => {
  const flat = operations.flatMap((each): Operation[] =>
    each.kind === 'batchAlterTable' ? [...each.operations, each] : [each],
  )
  const [gone, made] = [flat.map(droppedObject), flat.map(createdObject)]
  return flat.flatMap((operation, i) => {
    const [drops, makes] = [gone[i] ?? null, made[i] ?? null]
    if (drops !== null && made.includes(drops)) return [`the ${drops} is another one`]
    if (makes !== null && gone.includes(makes)) return []
    const words = handle(descriptions, operation)
    return words === null ? [] : [words]
  })
}

/** What an operation takes away to have it made anew. */
const droppedObject = (operation: Operation): string | null => {
  if (operation.kind === 'dropIndex') return `index ${displayName(operation.index)}`
  if (operation.kind === 'dropView') return `view ${displayName(operation.view)}`
  return operation.kind === 'dropTrigger' ? `trigger ${displayName(operation.trigger)}` : null
}

const createdObject = (operation: Operation): string | null => {
  if (operation.kind === 'createIndex') return `index ${displayName(indexName(operation))}`
  if (operation.kind === 'createView') return `view ${displayName(operation.view.name)}`
  return operation.kind === 'createTrigger' ? `trigger ${displayName(operation.trigger.name)}` : null
}

const indexName = ({ index, table }: Extract<Operation, { kind: 'createIndex' }>): ObjectName =>
  objectName(index.name ?? '(unnamed)', table.schema)

const surplus = (what: string): string => `the database has ${what} that no revision made`

const spaced = (word: string): string => word.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const descriptions: OperationHandlers<[], string | null> = {
  createTable: ({ table }) => `the table ${displayName(table.name)} is missing`,
  dropTable: ({ table }) => surplus(`a table ${displayName(table)}`),
  renameTable: describeOperation,
  addColumn: ({ table, column }) => `the column ${displayName(table)}.${column.name} is missing`,
  dropColumn: ({ table, column }) => surplus(`a column ${displayName(table)}.${column}`),
  renameColumn: describeOperation,
  alterColumn: ({ table, column, changes }) =>
    `the column ${displayName(table)}.${column} differs: ${Object.keys(changes).map(spaced).join(', ')}`,
  addConstraint: ({ table, constraint }) =>
    `the constraint ${describeConstraint(descriptionOf(constraint))} of ${displayName(table)} is missing`,
  dropConstraint: ({ table, constraint }) =>
    surplus(`a constraint ${describeConstraint(constraint)} on ${displayName(table)}`),
  createIndex: (operation) => `the index ${displayName(indexName(operation))} is missing`,
  dropIndex: ({ index }) => surplus(`an index ${displayName(index)}`),
  batchAlterTable: ({ table, order, options }) => {
    const parts = [...(options === null ? [] : ['options']), ...(order === null ? [] : ['the order of its columns'])]
    return parts.length === 0 ? null : `the table ${displayName(table)} differs: ${parts.join(', ')}`
  },
  createView: ({ view }) => `the view ${displayName(view.name)} is missing`,
  dropView: ({ view }) => surplus(`a view ${displayName(view)}`),
  createTrigger: ({ trigger }) => `the trigger ${displayName(trigger.name)} is missing`,
  dropTrigger: ({ trigger }) => surplus(`a trigger ${displayName(trigger)}`),
  bulkInsert: describeOperation,
  execute: describeOperation,
  run: describeOperation,
}
