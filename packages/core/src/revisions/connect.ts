import { nearest } from '../nearest.js'
import {
  duplicateLabel,
  duplicateRevision,
  invalidBranchLabel,
  invalidRevisionId,
  missingDependency,
  missingParent,
} from './errors.js'
import { symbols } from './identifier.js'
import type { Node, Nodes } from './node.js'
import type { Revision } from './revision.js'

/** Connects revisions to a graph. Throws for ids, labels and references that are wrong; cycles are found by `orderNodes`. */
export function connectRevisions<R extends Revision>(
  revisions: readonly R[],
  database: string | null = null,
): Nodes<R> {
  const byId = new Map<string, Unconnected<R>>()
  for (const revision of revisions) {
    checkId(revision)
    const first = byId.get(revision.revision)
    if (first !== undefined) throw duplicateRevision(first.revision, revision)
    byId.set(revision.revision, unconnected(revision, byId.size))
  }
  const byLabel = declareLabels(byId)
  const all = [...byId.values()]
  for (const node of all) {
    node.parents = findParents(node, byId, byLabel)
    node.dependencies = findDependencies(node, byId, byLabel)
  }
  for (const node of all) addEdges(node)
  for (const node of all) node.requiredBy = both(node.children, node.requiredBy)
  return { all, byId, byLabel, database }
}

/** A node whose edges are still being drawn; until the end, `requiredBy` holds only the dependents that are no children. */
interface Unconnected<R extends Revision> extends Node<R> {
  parents: readonly Unconnected<R>[]
  children: Unconnected<R>[]
  dependencies: readonly Unconnected<R>[]
  requires: readonly Unconnected<R>[]
  requiredBy: Unconnected<R>[]
}

/** Lists are shared and made to measure wherever they can be: a long history is mostly lists of one. */
const none: never[] = []

const unconnected = <R extends Revision>(revision: R, index: number): Unconnected<R> => ({
  id: revision.revision,
  index,
  revision,
  parents: none,
  children: none,
  dependencies: none,
  requires: none,
  requiredBy: none,
})

function checkId(revision: Revision): void {
  const id = revision.revision
  if (id === '') throw invalidRevisionId(revision, 'A revision identifier is empty')
  if (/[@+:-]/.test(id)) {
    const illegal = [...new Set(id)].filter((character) => '@-+:'.includes(character)).sort()
    throw invalidRevisionId(revision, `Character(s) '${illegal.join(', ')}' not allowed in revision identifier '${id}'`)
  }
  if (symbols.includes(id)) throw invalidRevisionId(revision, `'${id}' is not allowed as revision identifier`)
}

function declareLabels<R extends Revision>(byId: ReadonlyMap<string, Unconnected<R>>): Map<string, Unconnected<R>> {
  const byLabel = new Map<string, Unconnected<R>>()
  for (const node of byId.values()) {
    for (const label of node.revision.branchLabels) {
      if (label === '') throw invalidBranchLabel(node.revision, 'A branch label is empty')
      if (/[@:]/.test(label) || symbols.includes(label)) {
        throw invalidBranchLabel(node.revision, `'${label}' is not allowed as branch label`)
      }
      const owner = byId.get(label) ?? byLabel.get(label)
      if (owner !== undefined) throw duplicateLabel(label, node.revision, owner.revision)
      byLabel.set(label, node)
    }
  }
  return byLabel
}

function findParents<R extends Revision>(
  { revision }: Node<R>,
  byId: ReadonlyMap<string, Unconnected<R>>,
  byLabel: ReadonlyMap<string, Unconnected<R>>,
): readonly Unconnected<R>[] {
  return distinct(revision.downRevision).map((id) => {
    const parent = byId.get(id)
    if (parent !== undefined) return parent
    throw missingParent(revision, id, byLabel.get(id)?.id ?? null, nearest(id, byId.keys()))
  })
}

function findDependencies<R extends Revision>(
  { revision }: Node<R>,
  byId: ReadonlyMap<string, Unconnected<R>>,
  byLabel: ReadonlyMap<string, Unconnected<R>>,
): readonly Unconnected<R>[] {
  if (revision.dependsOn.length === 0) return none
  const dependencies = revision.dependsOn.map((name) => {
    const dependency = byId.get(name) ?? byLabel.get(name)
    if (dependency !== undefined) return dependency
    throw missingDependency(revision, name, nearest(name, [...byId.keys(), ...byLabel.keys()]))
  })
  return distinct(dependencies)
}

function addEdges<R extends Revision>(node: Unconnected<R>): void {
  const { dependencies, parents } = node
  const others = dependencies.length === 0 ? none : dependencies.filter((dependency) => !parents.includes(dependency))
  node.requires = both(node.parents, others)
  for (const parent of node.parents) parent.children = withOneMore(parent.children, node)
  for (const dependency of others) dependency.requiredBy = withOneMore(dependency.requiredBy, node)
}

const distinct = <T>(values: readonly T[]): readonly T[] => (values.length < 2 ? values : [...new Set(values)])

function both<T>(first: T[], second: T[]): T[]
function both<T>(first: readonly T[], second: readonly T[]): readonly T[]
function both<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  if (second.length === 0) return first
  return first.length === 0 ? second : [...first, ...second]
}

function withOneMore<T>(list: T[], value: T): T[] {
  if (list.length === 0) return [value]
  list.push(value)
  return list
}
