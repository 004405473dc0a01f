import { version } from '../version.js'
import type { Context } from './context.js'
import { createVersionTable, versionRowsAre } from './version-table.js'

/** What a printed script does. */
interface Route {
  readonly what: string
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** What an error leaves nothing of. */
  readonly unit: 'revision' | 'transaction' | 'script'
}

/** What a printed script begins with: how it is run, where it leads, and what the engine is told before anything else. */
export const scriptHeading = ({ dialect, scriptEngine }: Context, { what, from, to, unit }: Route): string => {
  const route = `${what} ${from.join(', ') || '<base>'} -> ${to.join(', ') || '<base>'}`
  const lines = [
    `-- ${dialect.script.command}`,
    `-- ${route}, printed by ads-migrate ${version} for ${dialect.name} ${scriptEngine.version} and later.`,
    `-- Run it as the first line says: it then stops at the first error, and the ${unit} that failed leaves nothing.`,
    ...dialect.script.preamble.map(terminated),
  ]
  return `${lines.join('\n')}\n`
}

/** What makes sure that the database is at these rows; from base, also that there is a version table. */
export const versionTableStatements = async (
  { dialect, history: { versionTable }, scriptEngine }: Context,
  rows: readonly string[],
): Promise<readonly string[]> => {
  const made =
    rows.length === 0 ? await createVersionTable(dialect, versionTable, scriptEngine, { ifNotExists: true }) : []
  return [
    ...made.map(({ sql }) => sql),
    ...dialect.script.assert(
      versionRowsAre(dialect, versionTable, rows),
      `the database is not at ${rows.join(', ') || '<base>'}, where this script starts`,
    ),
  ]
}

/** A text that stays on the line of its comment. Spaces are kept: Alembic's `-- Running upgrade  -> 0001` has two. */
export const comment = (text: string): string => text.replace(/ *[^\S ]\s*/g, ' ')

/** A statement, or a comment, as it stands in a script. */
export const terminated = (sql: string): string => (sql.startsWith('--') ? sql : `${sql};`)
