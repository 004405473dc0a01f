import {
  duplicateLabel,
  duplicateRevision,
  invalidBranchLabel,
  invalidRevisionId,
  missingDependency,
  missingParent,
} from './errors.js'
import { nearest } from './nearest.js'
import type { Node, Nodes } from './node.js'
import type { Revision } from './revision.js'

/** Connects revisions to a graph. Throws for ids, labels and references that are wrong; cycles are found by `orderNodes`. */
export function connectRevisions<R extends Revision>(revisions: readonly R[]): Nodes<R> {
  const byId = new Map<string, Unconnected<R>>()
  for (const revision of revisions) {
    checkId(revision)
    const first = byId.get(revision.revision)
    if (first !== undefined) throw duplicateRevision(first.revision, revision)
    byId.set(revision.revision, unconnected(revision, byId.size))
  }
  const byLabel = declareLabels(byId)
  for (const node of byId.values()) connect(node, byId, byLabel)
  return { all: [...byId.values()], byId, byLabel }
}

/** A node whose edges are still being drawn. */
interface Unconnected<R extends Revision> extends Node<R> {
  parents: readonly Unconnected<R>[]
  children: Unconnected<R>[]
  dependencies: readonly Unconnected<R>[]
  requires: readonly Unconnected<R>[]
  requiredBy: Unconnected<R>[]
}

function unconnected<R extends Revision>(revision: R, index: number): Unconnected<R> {
  const id = revision.revision
  return { id, index, revision, parents: [], children: [], dependencies: [], requires: [], requiredBy: [] }
}

/** Words that mean something else where a revision is named. */
const reserved: readonly string[] = ['head', 'heads', 'base', 'current']

function checkId(revision: Revision): void {
  const id = revision.revision
  if (id === '') throw invalidRevisionId(revision, 'A revision identifier is empty')
  if (/[@+:-]/.test(id)) {
    const illegal = [...new Set(id)].filter((character) => '@-+:'.includes(character)).sort()
    throw invalidRevisionId(revision, `Character(s) '${illegal.join(', ')}' not allowed in revision identifier '${id}'`)
  }
  if (reserved.includes(id)) throw invalidRevisionId(revision, `'${id}' is not allowed as revision identifier`)
}

function declareLabels<R extends Revision>(byId: ReadonlyMap<string, Unconnected<R>>): Map<string, Unconnected<R>> {
  const byLabel = new Map<string, Unconnected<R>>()
  for (const node of byId.values()) {
    for (const label of node.revision.branchLabels) {
      if (label === '') throw invalidBranchLabel(node.revision, 'A branch label is empty')
      if (/[@:]/.test(label) || reserved.includes(label)) {
        throw invalidBranchLabel(node.revision, `'${label}' is not allowed as branch label`)
      }
      const owner = byId.get(label) ?? byLabel.get(label)
      if (owner !== undefined) throw duplicateLabel(label, node.revision, owner.revision)
      byLabel.set(label, node)
    }
  }
  return byLabel
}

function connect<R extends Revision>(
  node: Unconnected<R>,
  byId: ReadonlyMap<string, Unconnected<R>>,
  byLabel: ReadonlyMap<string, Unconnected<R>>,
): void {
  const { revision } = node
  node.parents = distinct(revision.downRevision).map((id) => {
    const parent = byId.get(id)
    if (parent !== undefined) return parent
    throw missingParent(revision, id, byLabel.get(id)?.id ?? null, nearest(id, byId.keys()))
  })
  const dependencies = revision.dependsOn.map((name) => {
    const dependency = byId.get(name) ?? byLabel.get(name)
    if (dependency !== undefined) return dependency
    throw missingDependency(revision, name, nearest(name, [...byId.keys(), ...byLabel.keys()]))
  })
  node.dependencies = distinct(dependencies)
  node.requires = dependencies.length === 0 ? node.parents : distinct([...node.parents, ...dependencies])
  for (const parent of node.parents) parent.children = withOneMore(parent.children, node)
  for (const required of node.requires) required.requiredBy = withOneMore(required.requiredBy, node)
}

const distinct = <T>(values: readonly T[]): readonly T[] => (values.length < 2 ? values : [...new Set(values)])

/** Most revisions are followed by one: a list made of it takes a tenth of the room of one that it was pushed to. */
function withOneMore<T>(list: T[], value: T): T[] {
  if (list.length === 0) return [value]
  list.push(value)
  return list
}
