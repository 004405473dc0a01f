import { nameKey } from '../schema/names.js'
import type { Table } from '../schema/types.js'

/**
 * The tables with referenced ones first; where foreign keys go in a circle, in the order given. Always the same order
 * for the same tables.
 */
export const parentsFirst = (tables: readonly Table[]): readonly Table[] => {
  const byKey = new Map(tables.map((table) => [nameKey(table.name), table]))
  const sorted = new Set<Table>()
  const visiting = new Set<Table>()
  // An explicit stack: a chain of references can be longer than the call stack is deep.
  for (const root of tables) {
    const stack: { readonly table: Table; readonly parents: Iterator<Table> }[] = []
    const enter = (table: Table) => {
      if (sorted.has(table) || visiting.has(table)) return
      visiting.add(table)
      stack.push({ table, parents: parentsOf(table, byKey)[Symbol.iterator]() })
    }
    enter(root)
    while (stack.length > 0) {
      const { table, parents } = stack.at(-1)!
      const next = parents.next()
      if (next.done === true) {
        sorted.add(table)
        stack.pop()
      } else enter(next.value)
    }
  }
  return [...sorted]
}

const parentsOf = (table: Table, byKey: ReadonlyMap<string, Table>): readonly Table[] =>
  table.constraints.flatMap((constraint) => {
    if (constraint.kind !== 'foreignKey') return []
    const parent = byKey.get(nameKey(constraint.references.table))
    return parent === undefined ? [] : [parent]
  })
