import type { Node } from './node.js'
import type { Revision } from './revision.js'

/** A set of nodes of one graph, in the order of their addition: what a `Set` does, for ten thousands at a fraction of the time. */
export class NodeSet<R extends Revision = Revision> implements Iterable<Node<R>> {
  readonly #members: Node<R>[] = []
  /** One byte for each index, so that asking needs no hash. */
  #marks = new Uint8Array(64)

  constructor(members: Iterable<Node<R>> = []) {
    for (const node of members) this.add(node)
  }

  get size(): number {
    return this.#members.length
  }

  has(node: Node<R>): boolean {
    return this.#marks[node.index] === 1
  }

  /** Whether the node was not yet in the set. */
  add(node: Node<R>): boolean {
    if (this.has(node)) return false
    if (node.index >= this.#marks.length) this.#grow(node.index)
    this.#marks[node.index] = 1
    this.#members.push(node)
    return true
  }

  [Symbol.iterator](): Iterator<Node<R>> {
    return this.#members[Symbol.iterator]()
  }

  #grow(index: number): void {
    const marks = new Uint8Array(2 * (index + 1))
    marks.set(this.#marks)
    this.#marks = marks
  }
}
