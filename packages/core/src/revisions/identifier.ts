import { nearest } from '../nearest.js'
import { ambiguousRevision, unknownRevision } from './errors.js'
import type { Node, Nodes } from './node.js'
import type { NodeSet } from './node-set.js'
import { lineageOf } from './reach.js'
import type { Revision } from './revision.js'

/** The parts of what a user writes for a revision: `branch@symbol+steps`. Left out is null. */
export interface Identifier {
  readonly text: string
  readonly branch: string | null
  readonly symbol: string | null
  /** As written, with its sign. */
  readonly steps: string | null
}

/** Words for places in the graph, which no revision can have for its id. */
export const symbols: readonly string[] = ['head', 'heads', 'base', 'current']

/** Reads an identifier. A name that exists is that name, also when a label of it ends like `-2`. */
export function parseIdentifier(text: string, nodes: Nodes): Identifier {
  const at = text.indexOf('@')
  const branch = at === -1 ? null : text.slice(0, at)
  const rest = text.slice(at + 1)
  const relative = nodes.byLabel.has(rest) ? null : /^(.*?)([+-]\d+)$/s.exec(rest)
  if (relative === null) return { text, branch, symbol: rest, steps: null }
  return { text, branch, symbol: relative[1] || null, steps: relative[2]! }
}

/** The revision that the left side of an `@` stands for; null without one. Throws for a name that nothing has. */
export function findBranch<R extends Revision>(nodes: Nodes<R>, identifier: Identifier): Node<R> | null {
  if (identifier.branch === null) return null
  const found = lookUp(nodes, identifier.branch, null)
  if (found.length > 1) throw ambiguousRevision(identifier.branch, found.map(nameOf))
  if (found.length === 1) return found[0]!
  const near = nearest(identifier.branch, [...nodes.byLabel.keys(), ...nodes.byId.keys()])
  throw unknownRevision(identifier.text, near, `No such branch: '${identifier.branch}'.`)
}

/** The one revision that a name stands for, on a branch when there is one. Throws when there is none, or several. */
export function findRevision<R extends Revision>(
  nodes: Nodes<R>,
  name: string,
  identifier: Identifier,
  branch: Node<R> | null,
): Node<R> {
  const lineage = branch === null ? null : lineageOf(branch)
  const found = lookUp(nodes, name, lineage)
  if (found.length > 1) throw ambiguousRevision(name, found.map(nameOf))
  if (found.length === 1) return found[0]!
  const elsewhere = lineage === null ? [] : lookUp(nodes, name, null)
  if (elsewhere.length === 1) {
    const why = `Revision ${elsewhere[0]!.id} is not a member of branch '${identifier.branch}'.`
    throw unknownRevision(identifier.text, [], why)
  }
  const why = nodes.all.length === 0 ? 'There are no revisions.' : ''
  throw unknownRevision(
    identifier.text,
    nearest(name, [...symbols, ...nodes.byId.keys(), ...nodes.byLabel.keys()]),
    why,
  )
}

/** An exact name, else the beginning of an id, else that of a label. More than one node means that it is ambiguous. */
export function lookUp<R extends Revision>(nodes: Nodes<R>, name: string, within: NodeSet<R> | null): Node<R>[] {
  const accepts = (node: Node<R>): boolean => within === null || within.has(node)
  const exact = nodes.byId.get(name) ?? nodes.byLabel.get(name)
  if (exact !== undefined) return accepts(exact) ? [exact] : []
  if (name === '') return []
  const byId = nodes.all.filter((node) => node.id.startsWith(name) && accepts(node))
  if (byId.length > 0) return byId
  const labels = [...nodes.byLabel.keys()].filter((label) => label.startsWith(name))
  return [...new Set(labels.map((label) => nodes.byLabel.get(label)!))].filter(accepts)
}

const nameOf = (node: Node): string => node.id
