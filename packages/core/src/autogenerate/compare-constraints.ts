import { canonicalJson } from '../schema/canonical-json.js'
import { descriptionOf, findConstraint } from '../schema/find-constraint.js'
import { conventionalName } from '../schema/naming.js'
import type { Constraint, ConstraintDescription, Index, Table } from '../schema/types.js'

/** What goes and what comes. What changes does both. */
export interface Exchange<T> {
  readonly dropped: readonly T[]
  readonly added: readonly T[]
}

/**
 * Constraints that only one of two normalized tables has, by what they say. A name counts where somebody chose it on
 * both sides (`isChosen`, of the second table): the convention's own name says nothing. A primary key's never does, since
 * a key cannot be called otherwise without being made anew, with everything that refers to it.
 */
export const compareConstraints = (
  before: Table,
  after: Table,
  isChosen: (constraint: Constraint) => boolean,
): Exchange<Constraint> => {
  const saysTheSame = (a: Constraint) => (b: Constraint) => contentOf(a) === contentOf(b)
  const dropped = before.constraints.filter((each) => !after.constraints.some(saysTheSame(each)))
  const added = after.constraints.filter((each) => !before.constraints.some(saysTheSame(each)))
  const newNames = new Set(added.map(({ name }) => name))
  const exchanged = before.constraints.flatMap((each, i) => {
    // Two that say the same are one.
    const isRepeated = before.constraints.findIndex(saysTheSame(each)) < i
    const targets = after.constraints.filter(saysTheSame(each))
    const isKept = each.name === null || targets.some(({ name }) => name === each.name)
    if (targets.length === 0 || isRepeated || isKept || each.kind === 'primaryKey') return []
    const target = targets.find((other) => other.name !== null && isChosen(other))
    if (target === undefined && !newNames.has(each.name)) return []
    return [{ dropped: each, added: target ?? targets[0]! }]
  })
  return {
    dropped: [...dropped, ...exchanged.map((each) => each.dropped)],
    added: [...added, ...exchanged.map((each) => each.added)],
  }
}

/** Indexes that only one of two normalized tables has; their names count, since nothing else calls them. */
export const compareIndexes = (before: Table, after: Table): Exchange<Index> => {
  const [there, wanted] = [before, after].map(({ indexes }) => new Set(indexes.map(canonicalJson)))
  return {
    dropped: before.indexes.filter((each) => !wanted!.has(canonicalJson(each))),
    added: after.indexes.filter((each) => !there!.has(canonicalJson(each))),
  }
}

/**
 * How the constraint of the table is called so that no other is meant: by its own name, by what it says, or by the name
 * that the convention gives it.
 */
export const callConstraint = (table: Table, constraint: Constraint): ConstraintDescription => {
  const calls = [
    descriptionOf(constraint),
    descriptionOf({ ...constraint, name: null }),
    { name: conventionalName(table, constraint) },
  ]
  const isMeant = (description: ConstraintDescription): boolean => {
    try {
      return findConstraint(table, description) === constraint
    } catch {
      return false
    }
  }
  return calls.find(isMeant) ?? calls[0]!
}

const contentOf = (constraint: Constraint): string => canonicalJson({ ...constraint, name: null })
