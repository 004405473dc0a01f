import { cycle } from './errors.js'
import { isRealHead, type Node } from './node.js'
import type { Revision } from './revision.js'

/**
 * The nodes newest first: each after everything that requires it. A branch is followed down until another branch
 * joins it, then that one is taken up; heads come in the order in which they were given. Throws when there is a cycle.
 */
export function orderNodes<R extends Revision>(nodes: readonly Node<R>[]): readonly Node<R>[] {
  const waitingFor = nodes.map((node) => node.requiredBy.length)
  const ready = nodes.filter(isRealHead).reverse()
  const ordered: Node<R>[] = []
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    ordered.push(node)
    for (let index = node.requires.length - 1; index >= 0; index--) {
      const required = node.requires[index]!
      waitingFor[required.index]! -= 1
      if (waitingFor[required.index] === 0) ready.push(required)
    }
  }
  if (ordered.length < nodes.length) throw findCycle(nodes, new Set(ordered))
  return ordered
}

/** What is left over is on a cycle or below one, and each such node is required by another of them: go up until one repeats. */
function findCycle<R extends Revision>(nodes: readonly Node<R>[], ordered: ReadonlySet<Node<R>>): Error {
  const start = nodes.find((node) => !ordered.has(node))!
  const seenAt = new Map<Node<R>, number>()
  const path: Node<R>[] = []
  let node = start
  while (!seenAt.has(node)) {
    seenAt.set(node, path.length)
    path.push(node)
    node = node.requiredBy.find((above) => !ordered.has(above))!
  }
  const loop = path.slice(seenAt.get(node)!).reverse()
  const byDependency = loop.some((each, index) => !each.parents.includes(loop[(index + 1) % loop.length]!))
  return cycle(
    loop.map((each) => each.revision),
    byDependency,
  )
}
