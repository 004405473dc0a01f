import { multipleHeads } from './errors.js'
import { findBranch, type Identifier, lookUp, parseIdentifier } from './identifier.js'
import { idsOf, isHead, isRealHead, type Node, type Nodes } from './node.js'
import { type Resolved, resolveIdentifier } from './resolve.js'
import type { Revision } from './revision.js'

/**
 * What a downgrade goes down to. As in Alembic the branch before an `@` only chooses among the revisions that follow the
 * target. Where one follows there is no choice, and a target off the branch is meant all the same; where none follows
 * there is nothing to take back, and not even the branch has to exist. Throws as `resolveIdentifier` does.
 */
export function resolveDowngrade<R extends Revision>(
  nodes: Nodes<R>,
  target: string,
  rows: readonly Node<R>[],
): Resolved<R> {
  const identifier = parseIdentifier(target, nodes)
  const end = identifier.branch === null ? null : findEnd(nodes, identifier)
  if (end === null || end.children.length > 1) {
    const resolved = resolveIdentifier(nodes, target, { rows, direction: 'down' })
    refuseHeads(nodes, resolved)
    return resolved
  }
  if (end.children.length === 1) findBranch(nodes, identifier)
  return { identifier, branch: null, nodes: [end] }
}

/** The one revision that is named after the `@`, wherever it is; null for base, for several, and for what is counted. */
function findEnd<R extends Revision>(nodes: Nodes<R>, { symbol, steps }: Identifier): Node<R> | null {
  if (symbol === null || steps !== null) return null
  const found = headsOf(nodes, symbol) ?? lookUp(nodes, symbol, null)
  return found.length === 1 ? found[0]! : null
}

/**
 * Nothing lies above a head, so it is nowhere to go down to, whatever branch stands before it: with several heads the
 * word is refused as a slip, as in Alembic. With one it says no more than "where we are".
 */
function refuseHeads<R extends Revision>(nodes: Nodes<R>, { identifier, nodes: ends }: Resolved<R>): void {
  const { text, symbol, steps } = identifier
  const all = headsOf(nodes, symbol) ?? ends
  if (steps === null && all.length > 1) throw multipleHeads(text, symbol === 'head' ? 'head' : 'heads', idsOf(all))
}

function headsOf<R extends Revision>(nodes: Nodes<R>, symbol: string | null): Node<R>[] | null {
  if (symbol === 'head') return nodes.all.filter(isHead)
  return symbol === 'heads' ? nodes.all.filter(isRealHead) : null
}
