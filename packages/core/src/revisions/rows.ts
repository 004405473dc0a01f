import { nearest } from '../nearest.js'
import { overlappingHeads, unknownDatabaseRevision } from './errors.js'
import { idsOf, type Node, type Nodes } from './node.js'
import type { NodeSet } from './node-set.js'
import { dependentsOf } from './reach.js'
import type { Revision } from './revision.js'

/** Version rows, sorted by id: the revisions that are applied and that no other applied revision requires. */
export type Rows = readonly string[]

/** The rows for a set of applied revisions. */
export const rowsOf = <R extends Revision>(applied: NodeSet<R>): Rows =>
  idsOf([...applied].filter((node) => !node.requiredBy.some((above) => applied.has(above)))).sort()

/** The nodes that version rows name, each once. Throws for a row that no revision has. */
export function nodesOfRows<R extends Revision>(nodes: Nodes<R>, current: readonly string[]): Node<R>[] {
  const rows = [...new Set(current)].sort()
  const unknown = rows.filter((row) => !nodes.byId.has(row))
  if (unknown.length > 0) throw unknownDatabaseRevision(unknown, nearest(unknown[0]!, nodes.byId.keys()))
  return rows.map((row) => nodes.byId.get(row)!)
}

/** Throws when one row implies another: then it is not known what the database has. */
export function refuseOverlaps<R extends Revision>(rows: readonly Node<R>[], applied: NodeSet<R>): void {
  const implied = rows.find((row) => row.requiredBy.some((above) => applied.has(above)))
  if (implied === undefined) return
  const above = dependentsOf([implied])
  const row = rows.find((each) => each !== implied && above.has(each))!
  const advice = `The database's version rows should not name both: \`stamp ${row.id}\` puts this right.`
  throw overlappingHeads(row.id, [implied.id], advice)
}

/** The rows after `node` has been applied. What it requires must be applied already. */
export const rowsWith = <R extends Revision>(rows: Rows, node: Node<R>): Rows =>
  replace(rows, idsOf(node.requires), [node.id])

/**
 * Gives the rows step by step while revisions are taken back, dependents first. It counts what still requires each
 * revision rather than looking through all that is applied, so that a step costs no more than its own edges.
 */
export function rowsWithout<R extends Revision>(applied: NodeSet<R>): (rows: Rows, node: Node<R>) => Rows {
  const dependents = new Map<Node<R>, number>()
  const isFreed = (required: Node<R>): boolean => {
    if (required.requiredBy.length === 1) return true
    const count = dependents.get(required) ?? required.requiredBy.filter((above) => applied.has(above)).length
    dependents.set(required, count - 1)
    return count === 1
  }
  return (rows, node) => replace(rows, [node.id], idsOf(node.requires.filter(isFreed)))
}

/** Sorted rows without some and with others. A copy is made to measure: long histories of many branches keep many. */
export function replace(rows: Rows, removed: readonly string[], added: readonly string[]): Rows {
  const after = without(rows, removed)
  for (const id of added) {
    const place = after.findIndex((row) => row >= id)
    if (after[place] !== id) after.splice(place === -1 ? after.length : place, 0, id)
  }
  return after
}

function without(rows: Rows, removed: readonly string[]): string[] {
  if (removed.length > 8) {
    const gone = new Set(removed)
    return rows.filter((row) => !gone.has(row))
  }
  const left = rows.slice()
  for (const id of removed) {
    const place = left.indexOf(id)
    if (place !== -1) left.splice(place, 1)
  }
  return left
}
