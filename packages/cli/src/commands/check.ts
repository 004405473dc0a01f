import { type CheckResult, describeFault, describeQuestion, type RevisionInfo } from '@ads/migrate-core'
import { describeDrift, describeOperation, isDrop } from '@ads/migrate-core/operations'
import { flagsFor } from '../questions/question-flags.js'
import type { CommandBody } from '../session.js'

export interface CheckOptions {
  readonly offline: boolean
}

export const check: CommandBody<CheckOptions> = async ({ offline }, session) => {
  const migrator = await session.openMigrator()
  const found = await migrator.check({ offline })
  const heads = await migrator.heads({ resolveDependencies: true })
  const unmerged = areUnmerged(heads)
  const ids = heads.map(({ revision }) => revision)
  const lines = [
    ...(unmerged ? [`There are several heads: ${ids.join(', ')}. Join them with: migrate merge heads`] : []),
    ...(unmerged && found.upToDate ? [] : report(found, (await migrator.heads()).length)),
  ]
  for (const note of found.notes) session.notice(`Note: ${note}`)
  session.result(lines.join('\n'), {
    ...found,
    questions: found.questions.map((question) => ({ ...question, flags: flagsFor(question) })),
    upToDate: found.upToDate && !unmerged,
    heads: ids,
    differences: describeDrift(found.drift),
  })
  if (unmerged || found.integrity.length > 0) return 6
  return found.upToDate ? 0 : 3
}

/** Several heads are meant where each has a branch label of its own; else somebody has yet to join them. */
const areUnmerged = (heads: readonly RevisionInfo[]): boolean =>
  heads.length > 1 &&
  heads.some(({ branchLabels }) =>
    branchLabels.every((label) => heads.filter((head) => head.branchLabels.includes(label)).length > 1),
  )

const report = (found: CheckResult, heads: number): readonly string[] => {
  const { upToDate, operations, questions, pending, drift, integrity, unwritten } = found
  if (upToDate) return ['No new upgrade operations detected.']
  return [
    ...section(
      'Applied revisions are not what was applied (put them back, or see migrate accept):',
      integrity.map(describeFault),
    ),
    ...section(
      'The models are ahead of the history. A new revision (migrate revision --autogenerate -m "…") would:',
      operations.map((operation) => describeOperation(operation) + (isDrop(operation) ? ' (with --allow-drops)' : '')),
    ),
    ...section('First it has to be answered:', questions.map(describeQuestion)),
    ...section(
      `The database is behind the history. migrate upgrade ${heads > 1 ? 'heads' : 'head'} would apply:`,
      pending,
    ),
    ...section('The database is not what its revisions made:', describeDrift(drift)),
    ...section(
      'Tables differ in what this version cannot write (a type, a default, nullability, a constraint):',
      unwritten.map(({ table, between }) => `${table} (${between})`),
    ),
  ]
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]
