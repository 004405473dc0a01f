import { nearest } from '../nearest.js'
import { connectRevisions } from './connect.js'
import { unknownRevision } from './errors.js'
import { spreadLabels } from './labels.js'
import { idsOf, isBase, isBranchPoint, isHead, isMergePoint, isRealHead, type Node } from './node.js'
import { NodeSet } from './node-set.js'
import { orderNodes } from './order.js'
import { type OrderedNodes, planDowngrade, planUpgrade } from './plan.js'
import { selectRange } from './range.js'
import { dependentsOf, requirementsOf } from './reach.js'
import { resolveIdentifier } from './resolve.js'
import type { Revision, Step } from './revision.js'
import { nodesOfRows, type Rows, rowsOf } from './rows.js'
import { planStamp } from './stamp.js'

/**
 * The history: revisions and how they follow each other. Immutable; asking it never touches a database or a file.
 * `current` is always the database's version rows. Lists of ids keep the order in which the revisions were given,
 * version rows are sorted.
 */
export class RevisionGraph<R extends Revision = Revision> {
  /** Revisions that are no other's parent. */
  readonly heads: readonly string[]
  /** Heads that no other revision depends on: the version rows when everything is applied. */
  readonly realHeads: readonly string[]
  /** Revisions without a parent. */
  readonly bases: readonly string[]
  /** Revisions that are the parent of several. */
  readonly branchPoints: readonly string[]
  /** Revisions with several parents. */
  readonly mergePoints: readonly string[]
  /** All revisions, newest first, each after everything that requires it. */
  readonly ordered: readonly R[]
  readonly #nodes: OrderedNodes<R>
  readonly #labels: ReadonlyMap<Node<R>, readonly string[]>

  /**
   * Throws for revisions that make no graph: INVALID_REVISION_ID, INVALID_BRANCH_LABEL, DUPLICATE_REVISION,
   * DUPLICATE_LABEL, MISSING_PARENT, MISSING_DEPENDENCY, CYCLE. `database` is what messages about version rows call it.
   */
  constructor(revisions: readonly R[], { database = null }: { readonly database?: string | null } = {}) {
    const nodes = connectRevisions(revisions, database)
    const newestFirst = orderNodes(nodes.all)
    this.#nodes = { ...nodes, newestFirst }
    this.#labels = spreadLabels(newestFirst)
    this.ordered = newestFirst.map((node) => node.revision)
    this.heads = idsOf(nodes.all.filter(isHead))
    this.realHeads = idsOf(nodes.all.filter(isRealHead))
    this.bases = idsOf(nodes.all.filter(isBase))
    this.branchPoints = idsOf(nodes.all.filter(isBranchPoint))
    this.mergePoints = idsOf(nodes.all.filter(isMergePoint))
  }

  /** The revision with exactly this id. */
  get(id: string): R | undefined {
    return this.#nodes.byId.get(id)?.revision
  }

  /** Whether no revision has this one as parent. As all that takes an exact id, throws UNKNOWN_REVISION for another one. */
  isHead(id: string): boolean {
    return isHead(this.#node(id))
  }

  /** Whether no revision has this one as parent or dependency. */
  isRealHead(id: string): boolean {
    return isRealHead(this.#node(id))
  }

  /** Whether it has no parent. */
  isBase(id: string): boolean {
    return isBase(this.#node(id))
  }

  /** Whether several revisions have it as parent. */
  isBranchPoint(id: string): boolean {
    return isBranchPoint(this.#node(id))
  }

  /** Whether it has several parents. */
  isMergePoint(id: string): boolean {
    return isMergePoint(this.#node(id))
  }

  /** The revisions that name this one in their `downRevision`. */
  childrenOf(id: string): string[] {
    return idsOf(this.#node(id).children)
  }

  /** What `dependsOn` names, labels replaced by the revisions that declare them. */
  dependenciesOf(id: string): string[] {
    return idsOf(this.#node(id).dependencies)
  }

  /** All branch labels that the revision carries, its own and those of its branch. */
  labelsOf(id: string): readonly string[] {
    return this.#labels.get(this.#node(id)) ?? []
  }

  /** Everything that must be applied before this revision: parents and dependencies, and theirs. */
  ancestors(id: string): Set<string> {
    return new Set(idsOf([...requirementsOf(this.#node(id).requires)]))
  }

  /** Everything that can only be applied after this revision: children and dependents, and theirs. */
  descendants(id: string): Set<string> {
    return new Set(idsOf([...dependentsOf(this.#node(id).requiredBy)]))
  }

  /** The version rows, each once and sorted. Throws UNKNOWN_DATABASE_REVISION for one that no revision has. */
  known(current: readonly string[]): string[] {
    return idsOf(nodesOfRows(this.#nodes, current))
  }

  /** All revisions that a database with these rows has applied. Throws UNKNOWN_DATABASE_REVISION. */
  applied(current: readonly string[]): Set<string> {
    return new Set(idsOf([...requirementsOf(nodesOfRows(this.#nodes, current))]))
  }

  /** Whether a database with these rows has applied the revision. Throws UNKNOWN_DATABASE_REVISION. */
  isApplied(id: string, current: readonly string[]): boolean {
    return requirementsOf(nodesOfRows(this.#nodes, current)).has(this.#node(id))
  }

  /** The version rows of a database that has applied these revisions. */
  rowsOf(applied: Iterable<string>): Rows {
    return rowsOf(new NodeSet(Array.from(applied, (id) => this.#node(id))))
  }

  /**
   * The ids that an identifier stands for, in any form that `upgrade` or `downgrade` takes; `base` gives none. Throws
   * UNKNOWN_REVISION, AMBIGUOUS_REVISION, MULTIPLE_HEADS, AMBIGUOUS_WALK, UNREACHABLE_TARGET.
   */
  resolve(identifier: string, current: readonly string[] = []): string[] {
    const rows = nodesOfRows(this.#nodes, current)
    return idsOf(resolveIdentifier(this.#nodes, identifier, { rows }).nodes)
  }

  /** What applies the target, and all that it requires, to a database with these rows. Also throws OVERLAPPING_HEADS. */
  upgrade(target: string | readonly string[], current: readonly string[]): Step<R>[] {
    return planUpgrade(this.#nodes, typeof target === 'string' ? [target] : target, current)
  }

  /** What takes the database back to the target, which stays applied. Throws UNREACHABLE_TARGET when it is not applied. */
  downgrade(target: string, current: readonly string[]): Step<R>[] {
    return planDowngrade(this.#nodes, target, current)
  }

  /** How the rows change when the database is declared to be at the targets. */
  stamp(targets: readonly string[], current: readonly string[]): Step<R>[] {
    return planStamp(this.#nodes, targets, current)
  }

  /** The revisions from `lower` (base) up to `upper` (heads), both included, newest first. */
  range(lower = 'base', upper = 'heads', current: readonly string[] = []): R[] {
    return selectRange(this.#nodes, lower || 'base', upper || 'heads', current)
  }

  #node(id: string): Node<R> {
    const node = this.#nodes.byId.get(id)
    if (node === undefined) throw unknownRevision(id, nearest(id, this.#nodes.byId.keys()))
    return node
  }
}
