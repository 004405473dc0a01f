import type { LogEntry } from './log-entry.js'

/** What the log knows of a revision. */
export interface LoggedRevision {
  /** What it required when it was last written down. */
  readonly parents: readonly string[]
  /** Its hashes as they were applied, or accepted since; null where it was taken back, or never written down. */
  readonly applied: Pick<LogEntry, 'direction' | 'operationsHash' | 'sourceHash'> | null
}

/** What the log knows, by revision. It is evidence: what is applied is what the version rows say. */
export type AppliedLog = ReadonlyMap<string, LoggedRevision>

/** The parts of an entry that {@link appliedLog} reads. */
export const appliedParts = ['direction', 'revision', 'parents', 'added', 'operationsHash', 'sourceHash'] as const

/** What the entries say of each revision, the last word counting. What failed, or is only a part, says nothing. */
export const appliedLog = (entries: readonly Pick<LogEntry, (typeof appliedParts)[number]>[]): AppliedLog => {
  const known = new Map<string, LoggedRevision>()
  for (const { direction, revision, parents, added, operationsHash, sourceHash } of entries) {
    if (revision === null || direction === 'failed' || direction === 'part') continue
    const isApplied = direction === 'accept' || added.includes(revision)
    known.set(revision, { parents, applied: isApplied ? { direction, operationsHash, sourceHash } : null })
  }
  return known
}

/**
 * The revisions below these rows as they were applied: along the log where it knows a revision, else along `otherwise`.
 * Those of `rows` are among them. What neither knows is left out, and named as `unknown`.
 */
export const appliedBelow = (
  log: AppliedLog,
  rows: readonly string[],
  otherwise: (revision: string) => readonly string[] | null,
): { readonly applied: ReadonlySet<string>; readonly unknown: readonly string[] } => {
  const applied = new Set<string>()
  const unknown: string[] = []
  const left = [...rows]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (applied.has(id)) continue
    applied.add(id)
    const parents = log.get(id)?.parents ?? otherwise(id)
    if (parents === null) unknown.push(id)
    else left.push(...parents)
  }
  return { applied, unknown }
}
