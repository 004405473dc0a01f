import { relative } from 'node:path'
import type { RevisionInfo } from '@ads/migrate-core'
import { scriptWritten } from '../hooks/script-written.js'
import type { Session } from '../session.js'

interface Told {
  /** What comes next; the command that applies the script is written behind it. */
  readonly next: string
  readonly document: Readonly<Record<string, unknown>>
}

/** Says that a script is written, once the config's hooks have seen it, and what comes next. Throws `HOOK_FAILED`. */
export const tellNewScript = (revision: RevisionInfo, told: Told, session: Session): Promise<void> =>
  tellNewScripts([revision], told, session)

/** The same for several. */
export const tellNewScripts = async (
  revisions: readonly RevisionInfo[],
  { next, document }: Told,
  session: Session,
): Promise<void> => {
  for (const { path } of revisions) await scriptWritten(path, session)
  const lines = revisions.map(({ path }) => `Generating ${relative(session.io.cwd, path ?? '')} ... done`)
  session.result(lines.join('\n'), document)
  if (!session.options.json) session.notice(`${next} ${await applyCommand(revisions.at(-1)!, session)}`)
}

/** The command that applies a revision which was just written: where the history has several heads, by its id. */
export const applyCommand = async ({ revision }: RevisionInfo, session: Session): Promise<string> => {
  const heads = await (await session.openMigrator()).heads()
  return `migrate upgrade ${heads.length > 1 ? revision : 'head'}`
}
