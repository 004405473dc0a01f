import { ambiguousDowngrade, ambiguousUpgrade, multipleHeads, relativeOutOfRange } from './errors.js'
import { findBranch, findRevision, type Identifier, parseIdentifier } from './identifier.js'
import { idsOf, isHead, isRealHead, type Node, type Nodes } from './node.js'
import type { NodeSet } from './node-set.js'
import { lineageOf, requirementsOf } from './reach.js'
import type { Revision } from './revision.js'
import { type Walk, walkDown, walkUp } from './walk.js'

/** What an identifier stands for: no nodes are base. `branch` is what its `@`, or the row it was counted from, narrows it to. */
export interface Resolved<R extends Revision> {
  readonly identifier: Identifier
  readonly nodes: readonly Node<R>[]
  readonly branch: Node<R> | null
}

/** What a relative identifier is counted from, and how. */
export interface Context<R extends Revision> {
  /** The version rows. */
  readonly rows: readonly Node<R>[]
  /** The command goes this way only, so that `-1` means nothing to an upgrade. */
  readonly direction?: 'up' | 'down'
  /** A walk that leaves the graph ends at its edge instead of failing. */
  readonly clamp?: boolean
}

/** Reads an identifier of any form. Throws for unknown and ambiguous ones, and for walks that leave the graph. */
export function resolveIdentifier<R extends Revision>(nodes: Nodes<R>, text: string, context: Context<R>): Resolved<R> {
  const identifier = parseIdentifier(text, nodes)
  const branch = findBranch(nodes, identifier)
  if (identifier.steps === null) return { identifier, branch, nodes: absolute(nodes, identifier, branch, context) }
  return relative(nodes, identifier, identifier.steps, branch, context)
}

function relative<R extends Revision>(
  nodes: Nodes<R>,
  identifier: Identifier,
  steps: string,
  branch: Node<R> | null,
  context: Context<R>,
): Resolved<R> {
  const count = Number(steps)
  if (identifier.symbol === null) {
    if (count === 0 || context.direction === (count > 0 ? 'down' : 'up')) {
      const why = context.direction === 'up' ? 'Upwards it is +N.' : 'Downwards it is -N.'
      throw relativeOutOfRange(steps, count === 0 ? 'It goes nowhere.' : why)
    }
    const start = count > 0 ? startUp(branch, context) : startDown(identifier, steps, branch, context)
    const walk = count > 0 ? walkUp(nodes, start, count, branch) : walkDown(start, -count)
    return { identifier, branch: branch ?? (count < 0 ? start : null), nodes: ended(walk, start, steps, context) }
  }
  const start = single(nodes, identifier, branch, context)
  const walk = count >= 0 ? walkUp(nodes, start, count, branch) : walkDown(start, -count)
  return { identifier, branch, nodes: ended(walk, start, steps, context) }
}

function ended<R extends Revision>(
  walk: Walk<R>,
  start: Node<R> | null,
  steps: string,
  context: Context<R>,
): Node<R>[] {
  if (walk.missing > 0 && context.clamp !== true) {
    const reached = Math.abs(Number(steps)) - walk.missing
    throw relativeOutOfRange(steps, `From ${start?.id ?? 'base'} it is ${reached} to the end of the graph.`)
  }
  return walk.end === null ? [] : [walk.end]
}

/** The row to go up from: the one on the branch, else the newest applied revision of the branch, else base. */
function startUp<R extends Revision>(branch: Node<R> | null, context: Context<R>): Node<R> | null {
  const lineage = branch === null ? null : lineageOf(branch)
  let starts = context.rows.filter((row) => lineage === null || lineage.has(row))
  if (lineage !== null && starts.length === 0) starts = tipsOn(lineage, context.rows)
  if (starts.length > 1) throw ambiguousUpgrade(idsOf(starts))
  return starts[0] ?? null
}

/** The row to go down from; with a branch, also a revision of it that only other rows imply. */
function startDown<R extends Revision>(
  identifier: Identifier,
  steps: string,
  branch: Node<R> | null,
  context: Context<R>,
): Node<R> {
  let starts = context.rows
  if (branch !== null) {
    const lineage = lineageOf(branch)
    starts = context.rows.filter((row) => lineage.has(row))
    if (starts.length === 0) starts = tipsOn(lineage, context.rows)
  }
  if (starts.length > 1) throw ambiguousDowngrade(idsOf(starts), steps)
  if (starts.length === 0) {
    const why = branch === null ? 'Nothing is applied.' : `Nothing of branch '${identifier.branch}' is applied.`
    throw relativeOutOfRange(steps, why)
  }
  return starts[0]!
}

/** The applied revisions of a branch that no other applied revision of it has as parent or dependency. */
function tipsOn<R extends Revision>(lineage: NodeSet<R>, rows: readonly Node<R>[]): Node<R>[] {
  const applied = requirementsOf(rows)
  const active = [...lineage].filter((node) => applied.has(node))
  const below = new Set(active.flatMap((node) => node.requires))
  return active.filter((node) => !below.has(node))
}

function absolute<R extends Revision>(
  nodes: Nodes<R>,
  identifier: Identifier,
  branch: Node<R> | null,
  context: Context<R>,
): readonly Node<R>[] {
  const onBranch = (found: readonly Node<R>[]): readonly Node<R>[] => {
    if (branch === null) return found
    const lineage = lineageOf(branch)
    return found.filter((node) => lineage.has(node))
  }
  switch (identifier.symbol) {
    case 'base':
      return []
    case 'current':
      return onBranch(context.rows)
    case 'heads':
      return onBranch(nodes.all.filter(branch === null ? isRealHead : isHead))
    case 'head': {
      const heads = onBranch(nodes.all.filter(isHead))
      if (heads.length > 1) throw multipleHeads(identifier.text, 'head', idsOf(heads))
      return heads
    }
    default:
      return [findRevision(nodes, identifier.symbol ?? '', identifier, branch)]
  }
}

/** One revision, or null for base. Throws where the identifier stands for several. */
function single<R extends Revision>(
  nodes: Nodes<R>,
  identifier: Identifier,
  branch: Node<R> | null,
  context: Context<R>,
): Node<R> | null {
  const found = absolute(nodes, identifier, branch, context)
  if (found.length > 1) throw multipleHeads(identifier.text, 'heads', idsOf(found))
  return found[0] ?? null
}
