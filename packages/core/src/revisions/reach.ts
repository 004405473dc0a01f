import type { Node } from './node.js'
import { NodeSet } from './node-set.js'
import type { Revision } from './revision.js'

/** Everything that `next` leads to from `starts`, these included. It stops before what `accepts` refuses. */
export function reach<R extends Revision>(
  starts: Iterable<Node<R>>,
  next: (node: Node<R>) => readonly Node<R>[],
  accepts: (node: Node<R>) => boolean = () => true,
): NodeSet<R> {
  const seen = new NodeSet<R>()
  const todo = Array.from(starts)
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (!accepts(node) || !seen.add(node)) continue
    for (const following of next(node)) todo.push(following)
  }
  return seen
}

/** What is applied when these revisions are: they, their ancestors, and all dependencies. */
export const requirementsOf = <R extends Revision>(nodes: Iterable<Node<R>>): NodeSet<R> =>
  reach(nodes, (node) => node.requires)

/** What would have to go with these revisions: they, their descendants, and all dependents. */
export const dependentsOf = <R extends Revision>(nodes: Iterable<Node<R>>): NodeSet<R> =>
  reach(nodes, (node) => node.requiredBy)

/** The branch of a revision: it, its ancestors and its descendants, dependencies not counted. */
export const lineageOf = <R extends Revision>(node: Node<R>): NodeSet<R> =>
  new NodeSet([...reach([node], (each) => each.parents), ...reach([node], (each) => each.children)])
