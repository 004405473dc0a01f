import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RunResult } from '@ads/migrate-core'
import { moveDatabase } from '../hooks/step-applied.js'
import { duration, timed } from '../print/duration.js'
import { confirmLoss } from '../protection.js'
import type { CommandBody, Session } from '../session.js'
import { usageError } from '../usage-error.js'

export interface MoveOptions {
  readonly revision: string
  readonly sql: boolean
  /** A folder; `''` for that of the database. */
  readonly backup?: string | undefined
  readonly yes?: string | undefined
}

export interface UpgradeOptions extends MoveOptions {
  readonly allowAhead: boolean
  readonly expect?: string | undefined
}

export const upgrade: CommandBody<UpgradeOptions> = (options, session) => move('upgrade', options, session)
export const downgrade: CommandBody<MoveOptions> = (options, session) => move('downgrade', options, session)

const move = async (
  direction: 'upgrade' | 'downgrade',
  { revision, sql, allowAhead = false, expect, backup, yes }: MoveOptions & Partial<UpgradeOptions>,
  session: Session,
): Promise<number> => {
  if (sql) {
    const other = expect !== undefined ? '--expect' : backup !== undefined ? '--backup' : null
    if (other !== null) throw usageError(`${other} looks at the database, and --sql does not`)
    const migrator = await session.openMigrator()
    const { sql, plan } = await migrator.script(direction, revision)
    session.result(sql.trimEnd(), { script: sql, plan })
    return 0
  }
  const options = {
    ...(backup !== undefined && { backup: { folder: backupFolder(backup, session) } }),
    beforeDrops: (drops: readonly string[]) => confirmLoss(session, drops, yes),
  }
  const run = await moveDatabase(session, (migrator) =>
    direction === 'upgrade'
      ? migrator.upgrade(revision, { ...options, expect, whenAhead: allowAhead ? 'continue' : undefined })
      : migrator.downgrade(revision, options),
  )
  const document = {
    steps: run.steps.map(timed),
    heads: run.heads,
    ...(backup !== undefined && { backup: run.backup ?? null }),
  }
  if (session.options.json) session.result('', document)
  else {
    if (backup !== undefined && run.backup === undefined && run.steps.length > 0)
      session.notice('No backup was made: nothing here deletes or overwrites data.')
    session.notice(summary(direction, run, await session.database()))
  }
  return 0
}

const summary = (direction: string, { steps, heads, atHead }: RunResult, database: string): string => {
  const place = heads.map((row) => (atHead.includes(row) ? `${row} (head)` : row)).join(', ')
  if (steps.length === 0) return `Nothing to do: ${database} is already at ${place || '<base>'}.`
  const taken = steps.length === 1 ? '1 revision' : `${steps.length} revisions`
  const time = duration(steps.reduce((sum, { durationMs }) => sum + durationMs, 0))
  const done = direction === 'upgrade' ? 'applied' : 'reverted'
  return `${taken} ${done} in ${time}: ${database} is now at ${place || '<base>'}.`
}

/** The word behind `--backup` may have been meant as the revision. Throws `USAGE` where it is no folder. */
const backupFolder = (given: string, { io }: Session): string | null => {
  if (given === '') return null
  const folder = resolve(io.cwd, given)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder
  throw usageError(`--backup takes a folder that is there, not "${given}"; write the revision before it`)
}
