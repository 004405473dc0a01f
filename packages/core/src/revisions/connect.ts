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
    byId.set(revision.revision, unconnected(revision))
  }
  const byLabel = declareLabels(byId)
  for (const node of byId.values()) connect(node, byId, byLabel)
  return { all: [...byId.values()], byId, byLabel }
}

interface Unconnected<R extends Revision> extends Node<R> {
  readonly parents: Unconnected<R>[]
  readonly children: Unconnected<R>[]
  readonly dependencies: Unconnected<R>[]
  readonly requires: Unconnected<R>[]
  readonly requiredBy: Unconnected<R>[]
}

function unconnected<R extends Revision>(revision: R): Unconnected<R> {
  const id = revision.revision
  return { id, revision, parents: [], children: [], dependencies: [], requires: [], requiredBy: [] }
}

/** Words that mean something else where a revision is named. */
const reserved: readonly string[] = ['head', 'heads', 'base', 'current']

function checkId(revision: Revision): void {
  const id = revision.revision
  if (id === '') throw invalidRevisionId(revision, 'A revision identifier is empty')
  const illegal = [...new Set(id)].filter((character) => '@-+:'.includes(character)).sort()
  if (illegal.length > 0) {
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
  for (const id of new Set(node.revision.downRevision)) {
    const parent = byId.get(id)
    if (parent === undefined) {
      throw missingParent(node.revision, id, byLabel.get(id)?.id ?? null, nearest(id, byId.keys()))
    }
    node.parents.push(parent)
    parent.children.push(node)
  }
  for (const name of node.revision.dependsOn) {
    const dependency = byId.get(name) ?? byLabel.get(name)
    if (dependency === undefined) {
      throw missingDependency(node.revision, name, nearest(name, [...byId.keys(), ...byLabel.keys()]))
    }
    if (!node.dependencies.includes(dependency)) node.dependencies.push(dependency)
  }
  for (const required of new Set([...node.parents, ...node.dependencies])) {
    node.requires.push(required)
    required.requiredBy.push(node)
  }
}
