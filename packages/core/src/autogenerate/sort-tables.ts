import { nameKey } from '../schema/names.js'
import type { ForeignKey, Table } from '../schema/types.js'

/**
 * The tables with referenced ones first; where foreign keys go in a circle, in the order given. Always the same order
 * for the same tables. `counts`: which foreign keys have their parent come first; all where left out.
 */
export const parentsFirst = (
  tables: readonly Table[],
  counts: (key: ForeignKey, child: Table) => boolean = () => true,
): readonly Table[] => {
  const byKey = new Map(tables.map((table) => [nameKey(table.name), table]))
  return neededFirst(tables, (table) =>
    foreignKeysOf(table).flatMap((key) => {
      const parent = byKey.get(nameKey(key.references.table))
      return parent === undefined || !counts(key, table) ? [] : [parent]
    }),
  )
}

/** The items with what each of them needs before it; where they need each other, in the order given. */
export const neededFirst = <T>(items: readonly T[], neededBy: (item: T) => readonly T[]): readonly T[] => {
  const sorted = new Set<T>()
  const visiting = new Set<T>()
  // An explicit stack: a chain of references can be longer than the call stack is deep.
  for (const root of items) {
    const stack: { readonly item: T; readonly needed: Iterator<T> }[] = []
    const enter = (item: T) => {
      if (sorted.has(item) || visiting.has(item)) return
      visiting.add(item)
      stack.push({ item, needed: neededBy(item)[Symbol.iterator]() })
    }
    enter(root)
    while (stack.length > 0) {
      const { item, needed } = stack.at(-1)!
      const next = needed.next()
      if (next.done === true) {
        sorted.add(item)
        stack.pop()
      } else enter(next.value)
    }
  }
  return [...sorted]
}

/** The foreign keys of the table. */
export const foreignKeysOf = ({ constraints }: Table): readonly ForeignKey[] =>
  constraints.filter((constraint) => constraint.kind === 'foreignKey')
