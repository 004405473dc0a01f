import type { Table } from '@ads/migrate-core'
import type { ConflictClause, CreateTable } from './ddl/create-table.js'
import type { IndexedColumn } from './ddl/indexed-columns.js'
import { parseCreateTable } from './ddl/parse-create-table.js'

/** What the stored text of the table says and a {@link Table} has no place for, each once. */
export const unsaid = ({ name, source }: Table): readonly string[] => {
  if (source === null) return []
  const statement = parseCreateTable(source, `table "${name.name}"`)
  return [...new Set([...conflicts(statement), ...keyParts(statement)])]
}

const conflicts = ({ columns, constraints }: CreateTable): readonly string[] => [
  ...columns.flatMap(({ name, constraints: own }) =>
    own.flatMap((node) => ('conflict' in node ? conflictOf(node.conflict, `${node.kind} of ${name.value}`) : [])),
  ),
  ...constraints.flatMap((node) =>
    'conflict' in node && 'columns' in node
      ? conflictOf(node.conflict, `${node.kind} (${node.columns.map(textOf).join(', ')})`)
      : [],
  ),
]

const conflictOf = (conflict: ConflictClause | null, place: string): readonly string[] =>
  // ABORT is what happens anyway.
  conflict === null || conflict === 'abort' ? [] : [`ON CONFLICT ${conflict.toUpperCase()} on the ${place}`]

const keyParts = ({ columns, constraints }: CreateTable): readonly string[] => [
  ...columns.flatMap(({ name, constraints: own }) =>
    own.some((node) => node.kind === 'primary key' && node.order === 'desc')
      ? [`DESC in the primary key ${name.value}`]
      : [],
  ),
  ...constraints.flatMap((node) =>
    node.kind !== 'primary key' && node.kind !== 'unique'
      ? []
      : node.columns.flatMap((column) => [
          ...(column.order === 'desc' ? [`DESC of ${textOf(column)} in the ${node.kind}`] : []),
          ...(column.collation === null
            ? []
            : [`COLLATE ${column.collation.value} of ${textOf(column)} in the ${node.kind}`]),
        ]),
  ),
]

const textOf = ({ name, expression }: IndexedColumn): string => name?.value ?? expression.text
