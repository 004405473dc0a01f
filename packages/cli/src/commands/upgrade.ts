import type { Migrator, RunResult } from '@ads/migrate-core'
import { moveDatabase } from '../hooks/step-applied.js'
import type { CommandBody, Session } from '../session.js'

export interface MoveOptions {
  readonly revision: string
  readonly sql: boolean
}

export interface UpgradeOptions extends MoveOptions {
  readonly allowAhead: boolean
}

export const upgrade: CommandBody<UpgradeOptions> = (options, session) => move('upgrade', options, session)
export const downgrade: CommandBody<MoveOptions> = (options, session) => move('downgrade', options, session)

const move = async (
  direction: 'upgrade' | 'downgrade',
  { revision, sql, allowAhead = false }: MoveOptions & Partial<UpgradeOptions>,
  session: Session,
): Promise<number> => {
  if (sql) {
    const migrator = await session.openMigrator()
    const { sql, plan } = await migrator.script(direction, revision)
    session.result(sql.trimEnd(), { script: sql, plan })
    return 0
  }
  const run = await moveDatabase(session, (migrator) =>
    direction === 'upgrade'
      ? migrator.upgrade(revision, { whenAhead: allowAhead ? 'continue' : undefined })
      : migrator.downgrade(revision),
  )
  const document = { steps: run.steps, heads: run.heads }
  if (session.options.json) session.result('', document)
  else session.notice(await summary(direction, run, await session.openMigrator(), session))
  return 0
}

const summary = async (
  direction: string,
  { steps, heads }: RunResult,
  migrator: Migrator,
  session: Session,
): Promise<string> => {
  const ends = await migrator.heads()
  const place = heads.map((row) => (ends.some(({ revision }) => revision === row) ? `${row} (head)` : row)).join(', ')
  const database = await session.database()
  if (steps.length === 0) return `Nothing to do: ${database} is already at ${place || '<base>'}.`
  const taken = steps.length === 1 ? '1 revision' : `${steps.length} revisions`
  const time = duration(steps.reduce((sum, { durationMs }) => sum + durationMs, 0))
  const done = direction === 'upgrade' ? 'applied' : 'reverted'
  return `${taken} ${done} in ${time}: ${database} is now at ${place || '<base>'}.`
}

const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.max(1, Math.round(ms))} ms`
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}
