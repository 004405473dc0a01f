import { resolveDowngrade } from './downgrade-target.js'
import { unreachableTarget } from './errors.js'
import { idsOf, isBase, type Node, type Nodes } from './node.js'
import type { NodeSet } from './node-set.js'
import { lineageOf, reach, requirementsOf } from './reach.js'
import { type Resolved, resolveIdentifier } from './resolve.js'
import type { Revision, Step } from './revision.js'
import { nodesOfRows, type Rows, refuseOverlaps, rowsWith, rowsWithout } from './rows.js'

/** A graph in its order. */
export interface OrderedNodes<R extends Revision> extends Nodes<R> {
  readonly newestFirst: readonly Node<R>[]
}

/** Applies what the targets require and the rows do not yet have, oldest first. Throws for targets and rows that it cannot place. */
export function planUpgrade<R extends Revision>(
  nodes: OrderedNodes<R>,
  targets: readonly string[],
  current: readonly string[],
): Step<R>[] {
  const rows = nodesOfRows(nodes, current)
  const applied = requirementsOf(rows)
  refuseOverlaps(rows, applied)
  const wanted = targets.flatMap((target) => resolveIdentifier(nodes, target, { rows, direction: 'up' }).nodes)
  const missing = reach(
    wanted,
    (node) => node.requires,
    (node) => !applied.has(node),
  )
  return steps('upgrade', inOrder(nodes, missing).reverse(), idsOf(rows), rowsWith)
}

/**
 * Takes back what follows the target on its branch, with everything that depends on it, newest first. The target
 * stays. Throws when the target is not applied, and for targets and rows that it cannot place.
 */
export function planDowngrade<R extends Revision>(
  nodes: OrderedNodes<R>,
  target: string,
  current: readonly string[],
): Step<R>[] {
  const rows = nodesOfRows(nodes, current)
  const applied = requirementsOf(rows)
  const resolved = resolveDowngrade(nodes, target, rows)
  const end = resolved.nodes[0] ?? null
  const dropped = reach(
    followers(nodes, end, resolved),
    (node) => node.requiredBy,
    (node) => applied.has(node),
  )
  if (dropped.size === 0 && end !== null && !rows.includes(end)) {
    throw unreachableTarget(target, whyUnreachable(end, rows, applied))
  }
  return steps('downgrade', inOrder(nodes, dropped), idsOf(rows), rowsWithout(nodes, applied))
}

/** What comes after the target, on the branch that was named when there is a choice. */
function followers<R extends Revision>(
  nodes: Nodes<R>,
  end: Node<R> | null,
  resolved: Resolved<R>,
): readonly Node<R>[] {
  const all = end === null ? nodes.all.filter(isBase) : end.children
  if (resolved.branch === null) return all
  const lineage = lineageOf(resolved.branch)
  return all.filter((node) => lineage.has(node))
}

function whyUnreachable<R extends Revision>(end: Node<R>, rows: readonly Node<R>[], applied: NodeSet<R>): string {
  if (rows.length === 0) return 'Nothing is applied.'
  const at = `The database is at ${idsOf(rows).join(', ')}.`
  if (!applied.has(end)) return `${at} ${end.id} is not applied.`
  const dependents = end.requiredBy.filter((node) => applied.has(node))
  return `${at} Nothing follows ${end.id} on its branch; it is applied because ${idsOf(dependents).join(', ')} depends on it.`
}

/** A part of the graph, newest first. Its order is that of the whole, so every plan orders two revisions alike. */
export const inOrder = <R extends Revision>(nodes: OrderedNodes<R>, part: NodeSet<R>): Node<R>[] =>
  part.size === 0 ? [] : nodes.newestFirst.filter((node) => part.has(node))

function steps<R extends Revision>(
  direction: Step['direction'],
  path: readonly Node<R>[],
  start: Rows,
  after: (rows: Rows, node: Node<R>) => Rows,
): Step<R>[] {
  let from = start
  return path.map((node) => {
    const step = { direction, revision: node.revision, from, to: after(from, node) }
    from = step.to
    return step
  })
}
