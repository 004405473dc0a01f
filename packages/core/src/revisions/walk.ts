import { ambiguousWalk } from './errors.js'
import { idsOf, isBase, type Node, type Nodes } from './node.js'
import { lineageOf } from './reach.js'
import type { Revision } from './revision.js'

/** Where a walk ended, null being base, and how many of its steps the graph was too small for. */
export interface Walk<R extends Revision> {
  readonly end: Node<R> | null
  readonly missing: number
}

/** Goes from `start` (null: base) along children, on the given branch only. Throws where there is a choice. */
export function walkUp<R extends Revision>(
  nodes: Nodes<R>,
  start: Node<R> | null,
  steps: number,
  branch: Node<R> | null,
): Walk<R> {
  const lineage = branch === null ? null : lineageOf(branch)
  let end = start
  for (let missing = steps; missing > 0; missing--) {
    const all = end === null ? nodes.all.filter(isBase) : end.children
    const choices = lineage === null ? all : all.filter((node) => lineage.has(node))
    if (choices.length === 0) return { end, missing }
    if (choices.length > 1) throw ambiguousWalk(end?.id ?? 'base', idsOf(choices), true)
    end = choices[0]!
  }
  return { end, missing: 0 }
}

/** Goes from `start` along parents, down to base. Throws at a merge. */
export function walkDown<R extends Revision>(start: Node<R> | null, steps: number): Walk<R> {
  let end = start
  for (let missing = steps; missing > 0; missing--) {
    if (end === null) return { end, missing }
    if (end.parents.length > 1) throw ambiguousWalk(end.id, idsOf(end.parents), false)
    end = end.parents[0] ?? null
  }
  return { end, missing: 0 }
}
