/** The parts of a new revision script, as text that is ready to be put together. */
export interface RevisionParts {
  readonly revision: string
  readonly downRevision: readonly string[]
  readonly dependsOn: readonly string[]
  readonly branchLabels: readonly string[]
  readonly message: string
  /** As it stands in the comment: ISO 8601, in the time zone of the config. */
  readonly createDate: string
  /** The leading comment, which names the revision. */
  readonly comment: string
  /** The import of what the functions use. */
  readonly imports: string
  /** `revision`, `downRevision` and what else the header exports, one a line. */
  readonly exports: string
  /** The statements of both functions, indented. */
  readonly upgrade: string
  readonly downgrade: string
}

/** Turns the parts of a new revision into the text of its file. */
export type RevisionTemplate = (parts: RevisionParts) => string

/** The built-in template. */
export const defaultTemplate: RevisionTemplate = ({ comment, imports, exports, upgrade, downgrade }) =>
  `${comment}
${imports}

${exports}

export function upgrade(op: Op): void {
${upgrade}
}

export function downgrade(op: Op): void {
${downgrade}
}
`

/** Types a template of one's own. */
export const defineTemplate = (template: RevisionTemplate): RevisionTemplate => template
