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
  if (unknown.length > 0) {
    throw unknownDatabaseRevision(unknown, nodes.database, nearest(unknown[0]!, nodes.byId.keys()))
  }
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
export function rowsWithout<R extends Revision>(
  { all }: Nodes<R>,
  applied: NodeSet<R>,
): (rows: Rows, node: Node<R>) => Rows {
  const dependents = new Uint32Array(all.length)
  for (const node of applied) for (const required of node.requires) dependents[required.index]! += 1
  const isFreed = (required: Node<R>): boolean => {
    dependents[required.index]! -= 1
    return dependents[required.index] === 0
  }
  return (rows, node) => replace(rows, [node.id], idsOf(node.requires.filter(isFreed)))
}

/** Sorted rows without some and with others. A copy is made to measure: the plan of a long history keeps one a step. */
export function replace(rows: Rows, removed: readonly string[], added: readonly string[]): Rows {
  if (removed.length === 1 && added.length === 1) return swapRow(rows, removed[0]!, added[0]!)
  if (removed.length < 2) return added.reduce(withRow, removed.reduce(withoutRow, rows))
  const gone = new Set(removed)
  return added.reduce(
    withRow,
    rows.filter((row) => !gone.has(row)),
  )
}

/** What nearly every revision does: one row gives way to another, and those between the two move up by a place. */
function swapRow(rows: Rows, removed: string, added: string): Rows {
  const [from, to] = [placeOf(rows, removed), placeOf(rows, added)]
  if (rows[from] !== removed) return withRow(rows, added)
  if (rows[to] === added) return withoutRow(rows, removed)
  const after = rows.slice()
  for (let place = from; place < to - 1; place++) after[place] = rows[place + 1]!
  for (let place = from; place > to; place--) after[place] = rows[place - 1]!
  after[from < to ? to - 1 : to] = added
  return after
}

function withRow(rows: Rows, added: string): Rows {
  const place = placeOf(rows, added)
  return rows[place] === added ? rows : rows.toSpliced(place, 0, added)
}

function withoutRow(rows: Rows, removed: string): Rows {
  const place = placeOf(rows, removed)
  return rows[place] === removed ? rows.toSpliced(place, 1) : rows
}

/** Where `id` stands among sorted rows, or would. */
function placeOf(rows: Rows, id: string): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]! < id) low = middle + 1
    else high = middle
  }
  return low
}
