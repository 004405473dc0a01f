/** One node of the graph: what a revision says of itself, without its code. */
export interface Revision {
  readonly revision: string
  /** Its parents: none for a base, several for a merge. */
  readonly downRevision: readonly string[]
  /** Revisions, or branch labels, that must be applied before it without being its parents. */
  readonly dependsOn: readonly string[]
  readonly branchLabels: readonly string[]
  /** The first paragraph of its comment. */
  readonly message: string
}

/** One move of the database along the graph. `from` and `to` are all version rows before and after it. */
export interface Step<R extends Revision = Revision> {
  readonly direction: 'upgrade' | 'downgrade' | 'stamp'
  readonly revision: R
  readonly from: readonly string[]
  readonly to: readonly string[]
}
