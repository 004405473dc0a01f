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
 * one target implies another, and for targets and rows that it cannot place. The one word `heads` leaves exactly the
 * rows that it leaves with Alembic (see `forgotten`); the heads named one by one are all there afterwards.
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
  const left = new NodeSet(resolved.flatMap((target) => forgotten(target, rows)))

  const steps: Step<R>[] = []
  let from: Rows = idsOf(rows)
  const step = (node: Node<R>, replaced: readonly string[], added: readonly string[]): void => {
    const to = replace(from, replaced, added)
    steps.push({ direction: 'stamp', revision: node.revision, from, to })
    from = to
  }
  for (const row of rows) {
    const emptied = !wanted.has(row) && resolved.some((target) => empties(target, row))
    if (emptied || left.has(row)) step(row, [row.id], [])
  }
  for (const node of wanted) {
    if (left.has(node)) continue
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

/**
 * The rows that `heads` drops although they are heads: all that there are, once another head takes the place of a row.
 * Alembic moves the rows of the word as one and does not put those back that were right already. Its recorded answers
 * decide here; the `stamp` command names each head instead, so that none is forgotten.
 */
function forgotten<R extends Revision>({ identifier, nodes }: Resolved<R>, rows: readonly Node<R>[]): Node<R>[] {
  if (identifier.text !== 'heads') return []
  const kept = nodes.filter((node) => rows.includes(node))
  const takesOver = (node: Node<R>): boolean => {
    const family = familyOf(node)
    return rows.some((row) => family.has(row))
  }
  return kept.length > 0 && nodes.some((node) => !kept.includes(node) && takesOver(node)) ? kept : []
}

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
