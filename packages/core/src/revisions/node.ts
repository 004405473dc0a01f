import type { Revision } from './revision.js'

/** A revision in its place in the graph. Parents are what it names in `downRevision`; it requires those and its dependencies. */
export interface Node<R extends Revision = Revision> {
  readonly id: string
  /** Its place among all nodes. */
  readonly index: number
  readonly revision: R
  readonly parents: readonly Node<R>[]
  readonly children: readonly Node<R>[]
  readonly dependencies: readonly Node<R>[]
  /** Parents and dependencies, each once. */
  readonly requires: readonly Node<R>[]
  readonly requiredBy: readonly Node<R>[]
}

/** All nodes, and the names that lead to them. */
export interface Nodes<R extends Revision = Revision> {
  /** In the order in which the revisions were given. */
  readonly all: readonly Node<R>[]
  readonly byId: ReadonlyMap<string, Node<R>>
  /** The node that declares the label. */
  readonly byLabel: ReadonlyMap<string, Node<R>>
  /** What messages call the database whose rows are asked about; null: just that. */
  readonly database: string | null
}

/** Not the parent of any revision. */
export const isHead = (node: Node): boolean => node.children.length === 0

/** Neither the parent nor a dependency of any revision: what a version row holds when everything is applied. */
export const isRealHead = (node: Node): boolean => node.requiredBy.length === 0

/** Without a parent. */
export const isBase = (node: Node): boolean => node.parents.length === 0

/** The parent of more than one revision. */
export const isBranchPoint = (node: Node): boolean => node.children.length > 1

/** With more than one parent. */
export const isMergePoint = (node: Node): boolean => node.parents.length > 1

/** The ids of `nodes`, in their order. */
export const idsOf = (nodes: readonly Node[]): string[] => nodes.map((node) => node.id)
