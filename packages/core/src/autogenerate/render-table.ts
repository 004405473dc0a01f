import { displayName } from '../schema/names.js'
import type { Column, Constraint, PrimaryKey, Table } from '../schema/types.js'
import { notRenderable } from './errors.js'
import { columnSource } from './render-columns.js'
import { constraintSource, hasDottedTarget, indexSource } from './render-constraints.js'
import type { Use } from './render-values.js'
import { keySource, objectSource, type Source } from './source.js'

/**
 * The columns of a table as an object, and what stands beside them. `valueType`: the TypeScript type that a column's
 * values are said to have. Throws `NOT_RENDERABLE`.
 */
export const tableSources = (
  table: Table,
  use: Use,
  valueType: (column: Column) => string | null = () => null,
): { readonly columns: Source; readonly extras: readonly Source[] } => {
  requireKeptOrder(table)
  const inline = inlineConstraints(table)
  // Key columns are not null without being told so.
  const key = table.constraints.find(({ kind }) => kind === 'primaryKey') as PrimaryKey | undefined
  const columns = table.columns.map((column) => {
    const written = key?.columns.includes(column.name) ? { ...column, nullable: true } : column
    return [
      keySource(column.name),
      columnSource(written, [...inline].filter(isOn(column.name)), use, valueType(column)),
    ] as const
  })
  const beside = table.constraints.filter((constraint) => !inline.has(constraint))
  return {
    columns: objectSource(columns, true),
    extras: [
      ...beside.map((constraint) => constraintSource(constraint, use)),
      ...table.indexes.map((index) => indexSource(index, use)),
    ],
  }
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
