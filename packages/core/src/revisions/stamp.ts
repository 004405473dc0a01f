import { multipleStampHeads, overlappingHeads } from './errors.js'
import { idsOf, isHead, type Node, type Nodes } from './node.js'
import { NodeSet } from './node-set.js'
import { dependentsOf, requirementsOf } from './reach.js'
import { type Resolved, resolveIdentifier } from './resolve.js'
import type { Revision, Step } from './revision.js'
import { nodesOfRows, type Rows, replace } from './rows.js'

/**
 * Sets the rows as if the targets were what is applied: each takes the place of the rows that are its ancestors or
 * descendants, and rows of other branches stay; `base` removes rows. No two steps contradict each other: throws when
 * one target implies another, and for targets and rows that it cannot place.
 */
export function planStamp<R extends Revision>(
  nodes: Nodes<R>,
  targets: readonly string[],
  current: readonly string[],
): Step<R>[] {
  const rows = nodesOfRows(nodes, current)
  const resolved = targets.map((target) => resolveStamp(nodes, target, rows))
  const wanted = new NodeSet(resolved.flatMap((target) => highest(target.nodes)))
  for (const node of wanted) refuseImplied(node, wanted)

  const steps: Step<R>[] = []
  let from: Rows = idsOf(rows)
  const step = (node: Node<R>, replaced: readonly string[], added: readonly string[]): void => {
    const to = replace(from, replaced, added)
    steps.push({ direction: 'stamp', revision: node.revision, from, to })
    from = to
  }
  for (const row of rows) {
    if (!wanted.has(row) && resolved.some((target) => empties(target, row))) step(row, [row.id], [])
  }
  for (const node of wanted) {
    const family = familyOf(node)
    const replaced = from.filter((id) => id !== node.id && family.has(nodes.byId.get(id)!))
    if (replaced.length > 0 || !from.includes(node.id)) step(node, replaced, [node.id])
  }
  return steps
}

function resolveStamp<R extends Revision>(nodes: Nodes<R>, target: string, rows: readonly Node<R>[]): Resolved<R> {
  const heads = nodes.all.filter(isHead)
  if (target === 'head' && heads.length > 1) throw multipleStampHeads(idsOf(heads))
  return resolveIdentifier(nodes, target, { rows })
}

/** Whether the target is `base`, of everything or of the branch that the row belongs to. */
const empties = <R extends Revision>(target: Resolved<R>, row: Node<R>): boolean =>
  target.nodes.length === 0 && (target.branch === null || familyOf(target.branch).has(row))

/** Everything that a revision implies or that implies it. */
const familyOf = <R extends Revision>(node: Node<R>): NodeSet<R> =>
  new NodeSet([...requirementsOf([node]), ...dependentsOf([node])])

/** `label@heads` can name a head that another one depends on: that one implies it. */
function highest<R extends Revision>(nodes: readonly Node<R>[]): readonly Node<R>[] {
  if (nodes.length < 2) return nodes
  const implied = requirementsOf(nodes.flatMap((node) => node.requires))
  return nodes.filter((node) => !implied.has(node))
}

function refuseImplied<R extends Revision>(node: Node<R>, wanted: NodeSet<R>): void {
  if (wanted.size < 2) return
  const implied = [...requirementsOf(node.requires)].filter((below) => wanted.has(below))
  if (implied.length > 0)
    throw overlappingHeads(node.id, idsOf(implied), 'Stamp only the later one: it implies the others.')
}
