import { type CheckResult, describeOperation, isDrop } from '@ads/migrate-core'
import type { CommandBody } from '../session.js'

export interface CheckOptions {
  readonly offline: boolean
}

export const check: CommandBody<CheckOptions> = async ({ offline }, session) => {
  const migrator = await session.openMigrator()
  const found = await migrator.check({ offline })
  session.result(report(found).join('\n'), { ...found })
  return found.upToDate ? 0 : 3
}

const report = ({ upToDate, operations, pending, drift, unwritten }: CheckResult): readonly string[] => {
  if (upToDate) return ['No new upgrade operations detected.']
  return [
    ...section(
      'The models are ahead of the history. A new revision (migrate revision --autogenerate -m "…") would:',
      operations.map((operation) => describeOperation(operation) + (isDrop(operation) ? ' (with --allow-drops)' : '')),
    ),
    ...section('The database is behind the history. migrate upgrade head would apply:', pending),
    ...section(
      'The database is not what its revisions made. To be so again, it would need to:',
      drift.map(describeOperation),
    ),
    ...section(
      'Tables differ in what this version cannot write (a type, a default, nullability, a constraint):',
      unwritten.map(({ table, between }) => `${table} (${between})`),
    ),
  ]
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]
