import type { RevisionInfo } from '@ads/migrate-core'

/** What a line about a revision shows beside its id and its marks. */
export interface LineParts {
  readonly parents?: boolean
  readonly labels?: boolean
  readonly doc?: boolean
  /** Whether the database is there. */
  readonly current?: boolean
  /** Whether it is a branch or merge point; shown where left out. */
  readonly tree?: boolean
}

/** A revision as one line, in Alembic's shape: `0001 -> 0002 (label) (head) (current), message`. */
export const revisionLine = (
  info: RevisionInfo,
  { parents, labels, doc, current = false, tree = true }: LineParts = {},
): string => {
  const line = [
    parents ? `${info.downRevision.join(', ') || '<base>'}${inBrackets(info.dependsOn)} -> ` : '',
    info.revision,
    labels ? inBrackets(info.branchLabels) : '',
    mark(info.isHead, info.isRealHead ? 'head' : 'effective head'),
    mark(current && info.isCurrent === true, 'current'),
    mark(tree && info.isBranchPoint, 'branchpoint'),
    mark(tree && info.isMergePoint, 'mergepoint'),
  ].join('')
  return doc && info.message !== '' ? `${line}, ${info.message}` : line
}

/** A revision as a block of lines, in Alembic's shape. */
export const revisionBlock = (info: RevisionInfo, { current = false }: Pick<LineParts, 'current'> = {}): string => {
  const marks = [
    mark(info.isHead, 'head'),
    mark(info.isBranchPoint, 'branchpoint'),
    mark(info.isMergePoint, 'mergepoint'),
    mark(current && info.isCurrent === true, 'current'),
  ]
  const lines = [
    `Rev: ${info.revision}${marks.join('')}`,
    info.isMergePoint ? `Merges: ${info.downRevision.join(', ')}` : `Parent: ${info.downRevision[0] ?? '<base>'}`,
    ...(info.dependsOn.length > 0 ? [`Also depends on: ${info.dependsOn.join(', ')}`] : []),
    ...(info.isBranchPoint ? [`Branches into: ${info.children.join(', ')}`] : []),
    ...(info.branchLabels.length > 0 ? [`Branch names: ${info.branchLabels.join(', ')}`] : []),
    ...(info.path === null ? [] : [`Path: ${info.path}`]),
    '',
    ...info.doc.split('\n').map((line) => `    ${line}`),
    '',
  ]
  return lines.join('\n')
}

/** The fields of a revision that a JSON document shows. */
export const revisionJson = (info: RevisionInfo): Readonly<Record<string, unknown>> => ({
  revision: info.revision,
  downRevision: info.downRevision,
  dependsOn: info.dependsOn,
  branchLabels: info.branchLabels,
  message: info.message,
  path: info.path,
  isHead: info.isHead,
  isBase: info.isBase,
  isBranchPoint: info.isBranchPoint,
  isMergePoint: info.isMergePoint,
  isCurrent: info.isCurrent,
})

const inBrackets = (names: readonly string[]): string => (names.length > 0 ? ` (${names.join(', ')})` : '')

const mark = (shown: boolean, text: string): string => (shown ? ` (${text})` : '')
