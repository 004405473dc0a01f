import type { CommandBody } from '../session.js'

export interface EnsureVersionOptions {
  readonly sql: boolean
}

export const ensureVersion: CommandBody<EnsureVersionOptions> = async ({ sql }, session) => {
  const migrator = await session.openMigrator()
  const { history } = await session.config()
  const { name } = history.versionTable.table
  if (sql) {
    const script = await migrator.versionTableScript()
    session.result(script.trimEnd(), { script })
    return 0
  }
  const created = await migrator.ensureVersion()
  if (session.options.json) session.result('', { created })
  else
    session.notice(
      `${await session.database()} ${created ? 'has the version table' : 'had the version table already:'} ${name}${created ? ' now' : ''}.`,
    )
  return 0
}
