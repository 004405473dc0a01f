import { unrelatedRange } from './errors.js'
import { parseIdentifier } from './identifier.js'
import type { Node } from './node.js'
import { inOrder, type OrderedNodes } from './plan.js'
import { lineageOf, reach, requirementsOf } from './reach.js'
import { type Resolved, resolveIdentifier } from './resolve.js'
import type { Revision } from './revision.js'
import { nodesOfRows } from './rows.js'

/**
 * The revisions from `lower` up to `upper`, both included, newest first. An end that is only `+N` or `-N` counts from
 * the other end and stops at the edge of the graph. Throws when `lower` does not come before `upper`.
 */
export function selectRange<R extends Revision>(
  nodes: OrderedNodes<R>,
  lower: string,
  upper: string,
  current: readonly string[],
): R[] {
  const rows = nodesOfRows(nodes, current)
  const ends = resolveEnds(nodes, lower, upper, rows)
  const { branch } = ends.lower
  const narrowed = branch === null ? null : lineageOf(branch)
  const tops = ends.upper.nodes.filter((node) => narrowed === null || narrowed.has(node))
  const required = requirementsOf(tops)
  const starts = ends.lower.nodes
  if (starts.length === 0) return revisionsOf(inOrder(nodes, required))
  if (starts.some((node) => !required.has(node))) throw unrelatedRange(lower, upper)
  const between = reach(
    starts,
    (node) => node.children,
    (node) => required.has(node),
  )
  return revisionsOf(inOrder(nodes, between))
}

function resolveEnds<R extends Revision>(
  nodes: OrderedNodes<R>,
  lower: string,
  upper: string,
  rows: readonly Node<R>[],
): {
  lower: Resolved<R>
  upper: Resolved<R>
} {
  const low = parseIdentifier(lower, nodes)
  if (low.steps !== null && low.symbol === null) {
    const top = resolveIdentifier(nodes, upper, { rows, clamp: true, direction: 'up' })
    return { lower: resolveIdentifier(nodes, lower, { rows: top.nodes, clamp: true, direction: 'down' }), upper: top }
  }
  const bottom = resolveIdentifier(nodes, lower, { rows, clamp: true })
  const high = parseIdentifier(upper, nodes)
  const start = high.steps !== null && high.symbol === null ? bottom.nodes : rows
  return { lower: bottom, upper: resolveIdentifier(nodes, upper, { rows: start, clamp: true, direction: 'up' }) }
}

const revisionsOf = <R extends Revision>(nodes: readonly Node<R>[]): R[] => nodes.map((node) => node.revision)
