import { isBranchPoint, isMergePoint, type Node } from './node.js'
import type { Revision } from './revision.js'

/**
 * The labels that each revision carries, where any does: those that it declares, those of its parents, and those declared above it on
 * the same branch, down to the branch point or merge where the branch begins. `newestFirst` is a whole ordered graph.
 */
export function spreadLabels<R extends Revision>(
  newestFirst: readonly Node<R>[],
): ReadonlyMap<Node<R>, readonly string[]> {
  const startingAt = new Map<Node<R>, string[]>()
  for (const node of newestFirst.toReversed()) {
    if (node.revision.branchLabels.length === 0) continue
    const start = branchStart(node)
    startingAt.set(start, [...(startingAt.get(start) ?? []), ...node.revision.branchLabels])
  }
  if (startingAt.size === 0) return new Map()
  const labels = new Map<Node<R>, readonly string[]>()
  for (const node of newestFirst.toReversed()) {
    labels.set(node, union([...node.parents.map((parent) => labels.get(parent)!), startingAt.get(node) ?? none]))
  }
  return labels
}

/**
 * The lowest revision of the branch that `node` is on. Between the two each has one child, so a label that begins
 * there reaches just the rest of the branch and what follows it. Dependents are on branches of their own.
 */
function branchStart<R extends Revision>(node: Node<R>): Node<R> {
  let start = node
  while (!isMergePoint(start)) {
    const below = start.parents[0]
    if (below === undefined || isBranchPoint(below) || isMergePoint(below)) break
    start = below
  }
  return start
}

const none: readonly string[] = []

/** Keeps the array of a list that has them all: a thousand revisions of one branch share one. */
function union(lists: readonly (readonly string[])[]): readonly string[] {
  const all = new Set(lists.flat())
  return lists.find((list) => list.length === all.size) ?? [...all]
}
