import { resolve } from 'node:path'
import { MigrateError } from '@ads/migrate-core'
import { isRefused, planLines, rehearsalJson, rehearsalLines } from '../print/plan.js'
import { progressPrinter } from '../print/progress.js'
import type { CommandBody } from '../session.js'

export interface PlanOptions {
  readonly revision: string
  readonly onCopy: boolean
  readonly tmp?: string | undefined
}

/** Ends with 1 where upgrade would be refused, as far as that is known. */
export const plan: CommandBody<PlanOptions> = async ({ revision, onCopy, tmp }, session) => {
  if (tmp !== undefined && !onCopy) {
    throw new MigrateError('USAGE', '--tmp is the folder of the copy: it goes with --on-copy')
  }
  // With a listener a signal stops it, and the copy is removed.
  const migrator = await session.openMigrator(onCopy ? progressPrinter(session) : undefined)
  const plan = await migrator.plan(revision)
  const database = await session.database()
  for (const note of plan.notes) session.notice(`Note: ${note}`)
  const { verbose, json } = session.options
  if (!json) {
    const history = plan.steps.length === 0 ? [] : await migrator.history()
    session.result(planLines(plan, { database, revision, verbose, history }).join('\n'), {})
  }
  const folder = tmp === undefined ? null : resolve(session.io.cwd, tmp)
  const rehearsal = onCopy && plan.pending.length > 0 ? await migrator.rehearse(revision, { folder }) : null
  if (json) session.result('', { ...plan, ...(onCopy && { rehearsal: rehearsal && rehearsalJson(rehearsal) }) })
  else if (rehearsal !== null) session.result(rehearsalLines(rehearsal).join('\n'), {})
  if (rehearsal !== null) return rehearsal.failure === null ? 0 : 1
  return isRefused(plan) ? 1 : 0
}
